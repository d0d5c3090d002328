import type { Answer } from '../../../db/questions.ts';
import { Icon } from '../icon.tsx';

/** A worker that has not answered by then is not running. */
const patienceMs = 20_000;

export const isTooLate = (since: string | undefined): boolean =>
  !(Date.now() - Number(since ?? Number.NaN) < patienceMs);

export const noWorker: Answer = { ok: false, message: 'No worker has answered. Is one running?' };

/** What a router said to "are you well?"; while it has not answered it is asked for each second. */
export const RouterTest = ({ path, answer }: { path: string; answer: Answer | null }) => {
  if (!answer) {
    return (
      <output class="test" hx-get={path} hx-trigger="every 1s" hx-swap="outerHTML">
        <Icon name="loader-circle" /> Asking the router …
      </output>
    );
  }
  if (!answer.ok) {
    return (
      <output class="test" data-tone="bad">
        <Icon name="circle-x" /> <span>{answer.message}</span>
      </output>
    );
  }
  const { name, version, board, uptime } = answer.identity ?? {};
  return (
    <output class="test" data-tone="good">
      <Icon name="circle-check" />{' '}
      <span>
        {name ?? 'The router'} answers{version && `: RouterOS ${version}`}
        {board && ` on ${board}`}
        {uptime && `, up ${uptime}`}
      </span>
    </output>
  );
};
