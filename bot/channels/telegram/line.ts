import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { Hono } from 'hono';
import type { Inbound } from '../../../domain/message.ts';
import type { Log } from '../../../log.ts';
import type { Ears } from '../channel.ts';
import { toInbound } from './inbound.ts';
import type { Newest } from './newest.ts';
import type { Watch } from './standing.ts';
import { troubleOf } from './trouble.ts';

/** Our line to Telegram, for whichever way it is heard. */
export interface Line {
  api: Api;
  account: string;
  log: Log;
  watch: Watch;
  newest: Newest;
  /** The bot's username, null until Telegram has told it. */
  botName(): string | null;
}

/** One way of hearing Telegram: we ask (polling), or it calls (webhook). */
export interface Listening {
  routes?: Hono;
  open(ears: Ears): void;
  isWell(): boolean;
  close(): Promise<void>;
}

/** What people did, of these updates. One that cannot be read is logged and passed over: it must not come for ever. */
export function hear({ log, botName }: Line, updates: readonly Update[]): Inbound[] {
  return updates.flatMap((update) => {
    try {
      return toInbound(update, botName()) ?? [];
    } catch (error) {
      log.error(
        { err: error, update: update.update_id },
        'An update of Telegram could not be read; it is lost.',
      );
      return [];
    }
  });
}

/** Does `call` until it succeeds, ever more slowly, or until `signal` ends it. `explain` says in the log what failed. */
export async function persist(
  { log }: Pick<Line, 'log'>,
  signal: AbortSignal,
  explain: (error: unknown) => string,
  call: () => Promise<unknown>,
): Promise<void> {
  for (let seconds = 2; !signal.aborted; seconds = Math.min(seconds * 2, 60)) {
    try {
      await call();
      return;
    } catch (error) {
      log.warn({ trouble: troubleOf(error) }, explain(error));
      await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  }
}
