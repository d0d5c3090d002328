import { markRunning } from '../db/channel/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel } from './channels/channel.ts';

/** A quarter of the time after which an account counts as not running. */
const everyMs = 30_000;

/** Marks the accounts of this process as running, again and again: the admin cannot know which channels a bot was given. */
export function keepPresence(
  db: Database,
  log: Log,
  channels: readonly Pick<ChatChannel, 'name' | 'account'>[],
  /** For tests. */
  marksEveryMs = everyMs,
): { stop(): Promise<void> } {
  const accounts = channels.map(({ name, account }) => ({ name, account }));
  let marking = Promise.resolve();
  const mark = () => {
    marking = marking
      .then(() => markRunning(db, accounts))
      .catch((error: unknown) =>
        log.warn(
          { err: error },
          'Could not mark the channels as running; it is tried again in half a minute.',
        ),
      );
  };
  mark();
  const timer = setInterval(mark, marksEveryMs);
  return {
    async stop() {
      clearInterval(timer);
      await marking;
    },
  };
}
