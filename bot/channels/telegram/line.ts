import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { Hono } from 'hono';
import type { Inbound } from '../../../domain/message.ts';
import type { Log } from '../../../log.ts';
import type { Ears } from '../channel.ts';
import { toInbound } from './inbound.ts';
import { troubleOf } from './trouble.ts';

/** Our line to Telegram, for whichever way it is heard. */
export interface Line {
  api: Api;
  account: string;
  log: Log;
}

/** One way of hearing Telegram: we ask (polling), or it calls (webhook). */
export interface Listening {
  routes?: Hono;
  open(ears: Ears): void;
  isWell(): boolean;
  close(): Promise<void>;
}

/** What people did, of these updates. One that cannot be read is logged and passed over: it must not come for ever. */
export function hear({ log }: Line, updates: readonly Update[]): Inbound[] {
  return updates.flatMap((update) => {
    try {
      return toInbound(update) ?? [];
    } catch (error) {
      log.error(
        { err: error, update: update.update_id },
        'An update of Telegram could not be read; it is lost.',
      );
      return [];
    }
  });
}

/** Takes the clock off the buttons that were tapped. It is cosmetic and expires soon, so nobody waits for it. */
export function answerTaps({ api, log }: Line, updates: readonly Update[]): void {
  for (const { callback_query: tap } of updates) {
    if (!tap) continue;
    api.answerCallbackQuery(tap.id).catch((error: unknown) => {
      log.debug({ trouble: troubleOf(error) }, 'A tap was not answered; its clock runs out by itself.');
    });
  }
}

/** Does `call` until it succeeds, ever more slowly, or until `signal` ends it. */
export async function persist<T>(
  { log }: Line,
  signal: AbortSignal,
  words: string,
  call: () => Promise<T>,
): Promise<T | null> {
  for (let seconds = 2; !signal.aborted; seconds = Math.min(seconds * 2, 60)) {
    try {
      return await call();
    } catch (error) {
      log.warn({ trouble: troubleOf(error) }, words);
      await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }
  return null;
}
