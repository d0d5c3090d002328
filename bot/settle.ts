import { setTimeout as sleep } from 'node:timers/promises';
import { type SettledSend, settleSends } from '../db/chat/send-ends.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';

/** Sends end by the dozen: those of these few milliseconds are written in one statement. */
const gatherMs = 5;
/** After the lease of 30 s another sender may hold the row, and what we know of it is stale. */
const triesWithinLease = 25;

/** Writes how a send ended. Returns once it is written, or once it is too late for that and the lease decides. */
export type Settle = (send: SettledSend) => Promise<void>;

export function settleInBatches(db: Database, log: Log): Settle {
  let gathered: { send: SettledSend; done: () => void }[] = [];
  const write = async () => {
    const batch = gathered;
    gathered = [];
    await writeWithinLease(
      db,
      batch.map(({ send }) => send),
      log,
    );
    for (const { done } of batch) done();
  };
  return (send) =>
    new Promise((done) => {
      gathered.push({ send, done });
      if (gathered.length === 1) setTimeout(() => void write(), gatherMs);
    });
}

/** After a failure each end is written alone: one that the database does not take must not repeat what the others sent. */
async function writeWithinLease(db: Database, sends: readonly SettledSend[], log: Log): Promise<void> {
  for (let attempt = 1; attempt <= triesWithinLease; attempt++) {
    try {
      return await settleSends(db, sends);
    } catch (error) {
      log.warn({ err: error, sends: sends.length }, 'Could not write how messages were sent; trying again.');
      await sleep(1000);
      if (sends.length > 1) {
        await Promise.all(sends.map((send) => writeWithinLease(db, [send], log)));
        return;
      }
    }
  }
  log.error(
    { sends: sends.map(({ id }) => id) },
    'Messages were sent but not marked so; they may be repeated.',
  );
}
