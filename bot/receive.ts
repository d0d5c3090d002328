import { setTimeout as sleep } from 'node:timers/promises';
import { receiveMessages } from '../db/chat/inbox.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel, Receive } from './channels/channel.ts';

/** What a channel gives its messages to: it returns once they are kept, and throws when they could not be. */
export const receiveFor =
  (db: Database, channel: Pick<ChatChannel, 'name' | 'account'>): Receive =>
  async (inbound) => {
    await receiveMessages(db, channel.name, channel.account, inbound);
  };

/**
 * Keeps messages however long the database is away, for a channel that fetches: it must not fetch the next ones before.
 * False when `signal` ended the wait; then the provider still holds them and gives them again.
 */
export async function receiveSurely(
  receive: Receive,
  inbound: Parameters<Receive>[0],
  signal: AbortSignal,
  log: Log,
): Promise<boolean> {
  for (let waitMs = 250; !signal.aborted; waitMs = Math.min(waitMs * 2, 5000)) {
    try {
      await receive(inbound);
      return true;
    } catch (error) {
      log.error({ err: error }, 'Messages could not be kept; they are not acknowledged and are tried again.');
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return false;
}
