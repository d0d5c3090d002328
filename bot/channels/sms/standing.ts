import type { Standing } from '../../../domain/channel.ts';
import type { Ears } from '../channel.ts';

/** What was tried: to send something, or to ask for what was missed. */
type Trying = 'sending' | 'fetching';

/** How the account stands, as this process has seen it last. */
export interface AccountStanding {
  /** The account was tried, and this came of it. */
  note(by: Trying, standing: Standing): void;
  isWell(): boolean;
  /** Tells nothing more; returns once what was told is kept. */
  close(): Promise<void>;
}

/** Another process may have told worse in the meantime: what is well is said again after so long. */
const sayAgainMs = 60_000;

/**
 * Tells each change of standing. Asking for missed messages proves neither money nor sender id, so it mends nothing that
 * a send has found broken; a send that leaves mends everything.
 */
export function keepStanding(ears: Pick<Ears, 'tell'>): AccountStanding {
  let now: Standing | null = null;
  let foundBy: Trying = 'fetching';
  let toldAt = 0;
  let telling = Promise.resolve();
  let isClosed = false;
  return {
    note(by, standing) {
      if (isClosed || (by === 'fetching' && foundBy === 'sending' && now !== null && isTrouble(now))) return;
      const isSame = now?.state === standing.state && now.words === standing.words;
      now = standing;
      foundBy = by;
      if (isSame && Date.now() - toldAt < sayAgainMs) return;
      toldAt = Date.now();
      telling = telling.then(() => ears.tell(standing));
    },
    isWell: () => now === null || !isTrouble(now),
    close: async () => {
      isClosed = true;
      await telling;
    },
  };
}

const fine = new Set<Standing['state']>(['well', 'connecting']);
const isTrouble = ({ state }: Standing) => !fine.has(state);
