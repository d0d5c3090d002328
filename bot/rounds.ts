import { type Bell, listenToBell } from '../db/bells.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';

/** Work that is looked for when a bell rings, and each second, for a bell is no promise. */
export interface Rounds {
  /** Look again as soon as the round under way is over. */
  wake(): void;
  /** The last round ended without an error. */
  isWell(): boolean;
  /** Lets the round under way end, and begins no other. */
  stop(): Promise<void>;
}

const everyMs = 1000;

/** `round` returns whether there may be more to do at once. A round that throws is logged and tried again a second later. */
export async function keepRounds(options: {
  db: Database;
  bell: Bell;
  round: () => Promise<boolean>;
  log: Log;
  /** For the log: `Stepping messages`. */
  what: string;
}): Promise<Rounds> {
  const { db, bell, round, log, what } = options;
  let [rung, well, stopping] = [false, true, false];
  let endPause: (() => void) | null = null;
  const wake = () => {
    rung = true;
    endPause?.();
  };
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const turn = async (): Promise<boolean> => {
    try {
      const more = await round();
      well = true;
      return more;
    } catch (error) {
      well = false;
      log.error({ err: error }, `${what} failed; it is tried again in a second.`);
      rung = false;
      return false;
    }
  };
  const unlisten = await listenToBell(db.sql, bell, wake);
  const ended = (async () => {
    while (!stopping) {
      rung = false;
      const more = await turn();
      if (!more && !rung && !stopping) await pause();
    }
  })();
  return {
    wake,
    isWell: () => well,
    stop: async () => {
      stopping = true;
      endPause?.();
      await unlisten();
      await ended;
    },
  };
}
