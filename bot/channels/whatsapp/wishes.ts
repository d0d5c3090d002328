import { setTimeout as sleep } from 'node:timers/promises';
import { listenToBell } from '../../../db/bells.ts';
import type { Database } from '../../../db/database.ts';
import { type LinkWish, Overtaken, type Tenure, takeWish } from '../../../db/whatsapp-link.ts';

/** What staff ask for on the admin's page: link a phone, or forget the one that is linked. */
export interface Wishes {
  /** Waits for the next wish; null when `signal` ended the wait. Throws `Overtaken`. */
  next(signal: AbortSignal): Promise<LinkWish | null>;
  close(): Promise<void>;
}

/** The bell is no promise, and the look finds out in time that another process has taken the account. */
const lookEachMs = 1500;

export async function watchWishes(db: Database, tenure: Tenure): Promise<Wishes> {
  let ring = new AbortController();
  const close = await listenToBell(db.sql, 'whatsapp', () => {
    ring.abort();
    ring = new AbortController();
  });
  const look = () =>
    takeWish(db, tenure).catch((error: unknown) => {
      if (error instanceof Overtaken) throw error;
      db.log.warn({ err: error }, 'Could not look for wishes about WhatsApp; looking again.');
      return null;
    });
  return {
    async next(signal) {
      while (!signal.aborted) {
        // Listen before the look: a ring during it must not be missed.
        const rung = ring.signal;
        const wish = await look();
        if (wish) return wish;
        await sleep(lookEachMs, undefined, { signal: AbortSignal.any([signal, rung]) }).catch(
          () => undefined,
        );
      }
      return null;
    },
    close,
  };
}
