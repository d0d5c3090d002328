import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { receiveSurely } from '../../receive.ts';
import { type Alone, keepAlone } from '../alone.ts';
import { wantedUpdates } from './inbound.ts';
import { hear, type Line, type Listening } from './line.ts';
import { isConflict, troubleOfPolling } from './standing.ts';
import { answerTaps } from './taps.ts';
import { isTokenRefused, troubleOf, waitAskedBy } from './trouble.ts';

/** Telegram holds the question open until somebody writes. */
const longPollSeconds = 30;

/** Keeps the updates; false when `signal` ended that. */
type Take = (updates: readonly Update[], signal: AbortSignal) => Promise<boolean>;

/** Long polling. One process of the installation does it at a time, for Telegram serves one poller a bot. */
export function listenByPolling(line: Line, databaseUrl: string): Listening {
  const { account, log, watch } = line;
  let alone: Alone | undefined;
  return {
    open(ears) {
      const take: Take = async (updates, signal) => {
        if (!(await receiveSurely(ears.receive, hear(line, updates), signal, log))) return false;
        answerTaps(line, updates);
        return true;
      };
      const work = async (signal: AbortSignal) => {
        watch.begin(ears);
        await takeWebhookAway(line);
        await poll(line, take, signal);
      };
      alone = keepAlone({ databaseUrl, name: `telegram ${account}`, log, work });
    },
    isWell: watch.isWell,
    close: async () => alone?.stop(),
  };
}

/** A webhook that was set at another time answers every question with 409. */
async function takeWebhookAway({ api, log }: Line): Promise<void> {
  await api
    .deleteWebhook()
    .catch((error: unknown) => log.debug({ trouble: troubleOf(error) }, 'No webhook.'));
}

/**
 * Asks for updates and confirms them by the next question's offset, only after they are kept. Nothing is remembered: a new
 * poller begins at 0, is given everything unconfirmed again, and the inbox passes over what it has. Ends with `signal`.
 */
async function poll(line: Line, take: Take, signal: AbortSignal): Promise<void> {
  let offset = 0;
  while (!signal.aborted) {
    const asked = Date.now();
    const updates = await ask(line, offset, signal);
    if (!updates || signal.aborted) continue;
    if (updates.length > 0 && !(await take(updates, signal))) return;
    offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
    // A stand-in of Telegram that does not hold the question open must not be asked without a pause.
    if (updates.length === 0 && Date.now() - asked < 500) await rest(0.1, signal);
  }
}

const rest = (seconds: number, signal: AbortSignal) =>
  sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);

// grammY's types name a stand-in for AbortSignal from before Node had one; it only listens for `abort`.
const asGrammySignal = (signal: AbortSignal) => signal as unknown as Parameters<Api['getUpdates']>[1];

async function ask(line: Line, offset: number, signal: AbortSignal): Promise<Update[] | null> {
  const { api, watch, log } = line;
  try {
    const updates = await api.getUpdates(
      {
        offset,
        // Whether Telegram answers at all is known at once, not half a minute later.
        timeout: watch.hasAnswered() ? longPollSeconds : 0,
        limit: 100,
        allowed_updates: wantedUpdates,
      },
      asGrammySignal(signal),
    );
    watch.answered();
    return updates;
  } catch (error) {
    if (signal.aborted) return null;
    const trouble = troubleOfPolling(error);
    const failures = watch.failed(trouble);
    log.warn({ trouble: troubleOf(error) }, trouble.words);
    if (isConflict(error)) await takeWebhookAway(line);
    await rest(waitAskedBy(error) ?? restSeconds(error, failures), signal);
    return null;
  }
}

/** Telegram that does not know us is asked seldom; one question that was lost is asked again soon. */
function restSeconds(error: unknown, failures: number): number {
  return isTokenRefused(error) ? 30 : Math.min(failures, 5);
}
