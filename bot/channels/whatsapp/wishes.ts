import { listenToBell } from '../../../db/bells.ts';
import { type LinkWish, Overtaken, type Tenure, takeWish } from '../../../db/channel/whatsapp-link.ts';
import type { Database } from '../../../db/database.ts';

/** What staff ask for on the admin's page: link a phone, or forget the one that is linked. */
export interface Wishes {
  /** Waits for the next wish; null when `signal` ended the wait. Throws `Overtaken`. */
  next(signal: AbortSignal): Promise<LinkWish | null>;
  close(): Promise<void>;
}

/** The bell is no promise, and the look finds out in time that another process has taken the account. */
const lookEachMs = 1500;

export async function watchWishes(db: Database, tenure: Tenure): Promise<Wishes> {
  let isRung = false;
  let wake: (() => void) | undefined;
  const close = await listenToBell(db.sql, 'whatsapp', () => {
    isRung = true;
    wake?.();
  });
  const look = () =>
    takeWish(db, tenure).catch((error: unknown) => {
      if (error instanceof Overtaken) throw error;
      db.log.warn({ err: error }, 'Could not look for wishes about WhatsApp; looking again.');
      return null;
    });
  const pause = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', goOn);
        resolve();
      };
      const timer = setTimeout(goOn, lookEachMs);
      signal.addEventListener('abort', goOn);
      wake = goOn;
    });
  return {
    async next(signal) {
      while (!signal.aborted) {
        isRung = false;
        const wish = await look();
        if (wish) return wish;
        // A ring during the look was perhaps for what it did not see.
        if (!isRung && !signal.aborted) await pause(signal);
      }
      return null;
    },
    close,
  };
}
