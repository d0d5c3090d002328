import { setTimeout as sleep } from 'node:timers/promises';
import { Overtaken } from '../../../db/channel/whatsapp-link.ts';
import type { Log } from '../../../log.ts';

/** A database that restarts is back in less; longer than this WhatsApp's own patience must not be tried. */
const patienceMs = 20_000;

/**
 * Does `call` until it succeeds, for about 20 s; then throws what it threw last. Baileys takes every error for a message
 * that cannot be read and asks the sender for it again, so a short absence of the database must not reach it.
 */
export async function patiently<T>(log: Log, words: string, call: () => Promise<T>): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2000)) {
    try {
      return await call();
    } catch (error) {
      if (error instanceof Overtaken || Date.now() + waitMs > until) throw error;
      log.warn({ err: error }, words);
      await sleep(waitMs);
    }
  }
}
