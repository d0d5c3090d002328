import type { LeadLine, LeadThread, UnsentReply } from '../../../db/lead/lead-thread.ts';
import { channelFacts } from '../../../domain/channel.ts';
import type { Id } from '../../../domain/id.ts';
import { Empty } from '../empty.tsx';
import { Icon } from '../icon.tsx';
import { showMoment } from '../time.tsx';

/** The chats of a lead as a page shows them. */
export interface ThreadView {
  lead: Id<'lead'>;
  /** How the person is called. */
  who: string;
  thread: LeadThread;
  unsent: readonly UnsentReply[];
  mayReply: boolean;
  zone: string;
}

/** What a page has shown already: while it stays the same, a poll is answered with nothing. */
export const threadVersion = ({ thread, unsent }: Pick<ThreadView, 'thread' | 'unsent'>): string =>
  [
    thread.lines.at(-1)?.id ?? 0,
    ...unsent.map(({ id, state, leavesAt }) => `${id}${state}${leavesAt?.getTime() ?? ''}`),
  ].join('.');

const isOnItsWay = ({ state, leavesAt }: UnsentReply) => state === 'waiting' && leavesAt === null;

/** Asks for what is new: soon while something is on its way, else now and then. `seen` spares an answer that says nothing. */
function pollOf(view: ThreadView, door: string) {
  const from = view.thread.lines[0]?.id ?? 0;
  const seen = `${threadVersion(view)}.${door}`;
  return {
    'hx-get': `/leads/${view.lead}/thread?from=${from}&seen=${encodeURIComponent(seen)}`,
    'hx-trigger': view.unsent.some(isOnItsWay) ? 'every 2s' : 'every 10s',
    'hx-target': 'this',
    'hx-swap': 'outerHTML',
  };
}

/** Everything that was said about a lead, as one thread; scrolled to what was said last. `door` is part of what was shown. */
export const Thread = ({ view, door }: { view: ThreadView; door: string }) => (
  <section class="thread-scroll" tabindex={0} aria-label="Chat">
    <div class="thread-whole">
      <EarlierLines view={view} />
      <NewestLines view={view} door={door} />
    </div>
  </section>
);

/** The way to what was said before; stands above the lines. */
export const EarlierLines = ({ view: { lead, thread } }: { view: Pick<ThreadView, 'lead' | 'thread'> }) => {
  const path = `/leads/${lead}/thread?before=${thread.lines[0]?.id ?? 0}`;
  return (
    <div id="earlier" class="thread-earlier">
      {thread.hasEarlier && (
        <a
          class="btn"
          data-variant="outline"
          data-size="sm"
          href={path}
          hx-get={path}
          hx-target="#earlier"
          hx-swap="outerHTML"
        >
          <Icon name="history" />
          Show earlier
        </a>
      )}
    </div>
  );
};

export const NewestLines = ({ view, door }: { view: ThreadView; door: string }) => {
  const isEmpty = view.thread.lines.length === 0 && view.unsent.length === 0;
  return (
    <div id="thread" aria-live="polite" {...pollOf(view, door)}>
      {isEmpty ? (
        <Empty icon="message-circle" title="No chat yet">
          <p>When this person writes to the bot, the talk appears here.</p>
        </Empty>
      ) : (
        <ol class="thread">
          {inOrder(view).map((said) =>
            'state' in said ? (
              <Unsent reply={said} view={view} />
            ) : (
              <Lines lines={[said]} who={view.who} zone={view.zone} />
            ),
          )}
        </ol>
      )}
    </div>
  );
};

/** What never left stands where it was written; what still waits stands last. */
function inOrder({ thread, unsent }: ThreadView): (LeadLine | UnsentReply)[] {
  const failed = unsent.filter(({ state }) => state !== 'waiting');
  const waiting = unsent.filter(({ state }) => state === 'waiting');
  const said = [...thread.lines, ...failed].sort((one, other) => one.at.getTime() - other.at.getTime());
  return [...said, ...waiting];
}

export const Lines = ({ lines, who, zone }: { lines: readonly LeadLine[]; who: string; zone: string }) => (
  <>
    {lines.map((line) => (
      <li data-direction={line.direction} data-by={line.by ? 'staff' : undefined}>
        <p class="bubble">{line.text}</p>
        {line.choices && line.choices.length > 0 && (
          <p class="choices">
            <span class="sr-only">Buttons: </span>
            {line.choices.map(({ label }) => (
              <span>{label}</span>
            ))}
          </p>
        )}
        <p class="muted fine">
          {line.direction === 'in' ? who : (line.by ?? 'Bot')} · {channelFacts[line.channel].name} ·{' '}
          <time datetime={line.at.toISOString()}>{showMoment(line.at, zone)}</time>
        </p>
      </li>
    ))}
  </>
);

/** What staff wrote and the channel has not taken, with what becomes of it. */
const Unsent = ({ reply, view }: { reply: UnsentReply; view: ThreadView }) => (
  <li data-direction="out" data-by="staff" data-unsent={reply.state}>
    <p class="bubble">{reply.text}</p>
    <p class="muted fine">
      {reply.by ?? 'Staff'} · {channelFacts[reply.channel].name}
    </p>
    <p class="unsent-state">
      <Icon name={stateIcons[reply.state]} />
      <span>{stateWords(reply, view.zone)}</span>
    </p>
    {reply.state !== 'waiting' && view.mayReply && (
      <form
        method="post"
        action={`/leads/${view.lead}/replies/${reply.id}/again`}
        hx-post={`/leads/${view.lead}/replies/${reply.id}/again`}
        hx-target="#chat"
        hx-swap="outerHTML"
      >
        <button class="btn" data-variant="outline" data-size="sm" type="submit">
          <Icon name="refresh-cw" />
          {reply.state === 'unknown' ? 'Send it again' : 'Try again'}
        </button>
      </form>
    )}
  </li>
);

const stateIcons = { waiting: 'clock', failed: 'circle-x', unknown: 'circle-help' } as const;

function stateWords({ state, error, leavesAt }: UnsentReply, zone: string): string {
  if (state === 'unknown')
    return 'It may have arrived or not: the provider gave no answer. It is not sent again by itself.';
  if (state === 'failed')
    return `Not sent: ${reasons[error ?? ''] ?? error ?? 'the channel did not take it'}.`;
  return leavesAt ? `Leaves ${showMoment(leavesAt, zone)}` : 'On its way';
}

/** What the outbox says of a message that never left, where it is no provider's own words. */
const reasons: Record<string, string> = {
  stopped: 'they said STOP',
  blocked: 'they blocked us in this chat',
};
