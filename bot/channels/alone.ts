import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../../db/locks.ts';
import type { Log } from '../../log.ts';
import { childOf } from './child-signal.ts';

/** What may run in one process of the whole installation only: a poller of Telegram, a WhatsApp socket. */
export interface Alone {
  isHeld(): boolean;
  /** Ends the work first and gives the lock back after that. */
  stop(): Promise<void>;
}

const askAgainMs = 2000;

/**
 * Runs `work` while this process holds the lock, and again when it gets it back; the others wait to take over. When the
 * lock is lost, `signal` ends the work before anything else happens: another process may hold it already.
 */
export function keepAlone(options: {
  databaseUrl: string;
  name: string;
  log: Log;
  work: (signal: AbortSignal) => Promise<void>;
}): Alone {
  const { databaseUrl, name, log, work } = options;
  const stopping = new AbortController();
  let held = false;
  const holdOnce = async () => {
    const lock = await tryLock(databaseUrl, name);
    if (!lock) return;
    const tenure = childOf(stopping.signal);
    lock.onLost(() => {
      log.warn(`The lock ${name} was lost; another process may take over.`);
      tenure.end();
    });
    held = true;
    try {
      await work(tenure.signal);
    } finally {
      held = false;
      tenure.free();
      await lock.release();
    }
  };
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await holdOnce().catch((error: unknown) =>
        log.error({ err: error }, `What holds the lock ${name} broke off; it begins again.`),
      );
      await sleep(askAgainMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    isHeld: () => held,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}
