import { createHmac, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Update } from 'grammy/types';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Log } from '../../../log.ts';
import type { Ears } from '../channel.ts';
import { wantedUpdates } from './inbound.ts';
import { hear, type Line, type Listening, persist } from './line.ts';
import { troubleOfWebhook } from './standing.ts';
import { answerTaps } from './taps.ts';

/** What Telegram must show in `X-Telegram-Bot-Api-Secret-Token` (1–256 of A-Za-z0-9_-): only who has our key can make it. */
export const webhookSecret = (secretKey: string, account: string): string =>
  createHmac('sha256', secretKey).update(`telegram webhook ${account}`).digest('hex');

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// Telegram's own types say what else is in it; without its number it is not from Telegram.
const update = z.looseObject({ update_id: z.int() });

/** Far above what Telegram sends. */
const mostBytes = 1024 * 1024;

/**
 * Telegram calls `POST /hooks/telegram`. It is told 200 only once its update is kept; with anything else it gives the
 * update again. Every process that serves the hook sets it, to the same address and secret, and now and then again: no
 * call tells us that another program has taken the hook away, or that the token is no longer good.
 */
export function listenByWebhook(
  line: Line,
  settings: { publicUrl: string; secretKey: string },
  setAgainMs = 10 * 60_000,
): Listening {
  const secret = webhookSecret(settings.secretKey, line.account);
  const closing = new AbortController();
  const url = new URL('/hooks/telegram', settings.publicUrl).href;
  let ears: Ears | undefined;
  let isSet = false;
  const take = async (given: Update) => {
    if (!ears) throw new Error('The webhook was called before the bot had started.');
    await ears.receive(hear(line, [given]));
    answerTaps(line, [given]);
  };
  const setHook = async () => {
    const explain = (error: unknown) => {
      const trouble = troubleOfWebhook(error, url);
      line.watch.failed(trouble);
      return trouble.words;
    };
    await persist(line, closing.signal, explain, async () => {
      await line.api.setWebhook(url, { secret_token: secret, allowed_updates: wantedUpdates });
      line.watch.answered();
      isSet = true;
    });
  };
  const keepHook = async () => {
    while (!closing.signal.aborted) {
      await setHook();
      await sleep(setAgainMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  return {
    routes: hookRoutes({ secret, take, log: line.log }),
    open(given) {
      ears = given;
      line.watch.begin(given);
      void keepHook();
    },
    isWell: () => isSet && line.watch.isWell(),
    close: async () => closing.abort(),
  };
}

function hookRoutes(hook: { secret: string; take(update: Update): Promise<void>; log: Log }): Hono {
  const routes = new Hono();
  routes.post('/hooks/telegram', bodyLimit({ maxSize: mostBytes }), async (c) => {
    const given = c.req.header('x-telegram-bot-api-secret-token') ?? '';
    if (!isSame(given, hook.secret)) return c.text('The secret token is missing or wrong.', 401);
    const parsed = update.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.text('This is not an update of Telegram.', 400);
    try {
      // It has Telegram's secret and an update's number; everything in it is read as optional.
      await hook.take(parsed.data as Update);
      return c.text('Kept.');
    } catch (error) {
      hook.log.error({ err: error }, 'An update of Telegram could not be kept; Telegram gives it again.');
      return c.text('It could not be kept. Give it again.', 503);
    }
  });
  return routes;
}
