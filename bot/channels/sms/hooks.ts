import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono, type Next } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { z } from 'zod';
import type { Inbound } from '../../../domain/message.ts';
import type { Log } from '../../../log.ts';
import type { Ears } from '../channel.ts';
import { inboundForm, optOutForm, phoneOf, reportForm, toInbound, toReport } from './callbacks.ts';
import { type Form, readForm } from './form.ts';

// Africa's Talking signs nothing, so the secret stands in the path: whoever does not know it finds nothing here. The
// path is therefore never logged.

export interface HookNeeds {
  secret: string;
  /** Null before the bot has started and after it has stopped: then nothing can be kept. */
  ears(): Ears | null;
  /** It was taken from the gateway already, when it was asked for what no callback had brought. */
  wasFetched(message: Inbound): Promise<boolean>;
  log: Log;
}

/** What was done with a callback, as the gateway is told. `missing` names the fields without which it says nothing. */
type Taken = { kept: string } | { passedOver: string } | { missing: readonly string[] };

type Take = (ears: Ears, form: Form, needs: HookNeeds) => Promise<Taken>;

/** Far above an SMS, which has at most some thousand characters. */
const mostBytes = 256 * 1024;

/** `POST /hooks/sms/:secret/inbound`, `report` and `optout`: 200 only once what they tell is kept (law 3). */
export function hookRoutes(needs: HookNeeds): Hono {
  const onlyGateway = (c: Context, next: Next) =>
    isSame(c.req.param('secret') ?? '', needs.secret) ? next() : c.notFound();
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: (c) => c.text(`A callback has at most ${mostBytes} bytes.`, 413),
  });
  const routes = new Hono();
  for (const [name, take] of Object.entries(hooks))
    routes.post(`/hooks/sms/:secret/${name}`, onlyGateway, limit, (c) => answer(c, name, take, needs));
  return routes;
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();
/** Hashes are of one length, and tell nothing of how much of a guess was right. */
const isSame = (given: string, expected: string) => timingSafeEqual(hashOf(given), hashOf(expected));

async function answer(c: Context, hook: string, take: Take, needs: HookNeeds): Promise<Response> {
  const { log } = needs;
  const hearing = needs.ears();
  if (!hearing) return c.text('The bot is not running. Call again.', 503);
  try {
    const form = readForm(new Uint8Array(await c.req.arrayBuffer()), c.req.header('content-type'));
    const taken = await take(hearing, form, needs);
    if ('kept' in taken) return c.text(taken.kept);
    if ('passedOver' in taken) {
      log.info({ hook }, `A callback of Africa's Talking was passed over: ${taken.passedOver}`);
      return c.text(taken.passedOver);
    }
    log.warn(
      { hook, fields: taken.missing },
      "A callback of Africa's Talking lacks fields; it was not kept.",
    );
    return c.text(`Missing or unreadable: ${taken.missing.join(', ')}. It was not kept.`, 400);
  } catch (error) {
    log.error({ err: error, hook }, "A callback of Africa's Talking could not be kept; it may call again.");
    return c.text('It could not be kept. Call again.', 503);
  }
}

/** Reads the form, and says which fields it lacks. */
const reading =
  <T>(schema: z.ZodType<T>, take: (ears: Ears, told: T, needs: HookNeeds) => Promise<Taken>): Take =>
  async (ears, form, needs) => {
    const read = schema.safeParse(form);
    if (read.success) return take(ears, read.data, needs);
    return { missing: [...new Set(read.error.issues.map(({ path }) => path.join('.')))] };
  };

const hooks: Record<'inbound' | 'report' | 'optout', Take> = {
  inbound: reading(inboundForm, async (ears, told, { wasFetched }) => {
    const inbound = toInbound(told);
    if (!inbound) return { passedOver: 'its sender is no mobile phone, and nobody could be answered.' };
    if (!(await wasFetched(inbound))) await ears.receive([inbound]);
    return { kept: 'Kept.' };
  }),
  report: reading(reportForm, async (ears, told) => {
    const { report, optOut } = toReport(told);
    if (report) await ears.report(report);
    if (optOut) await ears.optOut(optOut.phone, optOut.words);
    return report || optOut ? { kept: 'Kept.' } : { kept: 'Nothing to keep: the message is on its way.' };
  }),
  optout: reading(optOutForm, async (ears, { phoneNumber, senderId }) => {
    const phone = phoneOf(phoneNumber);
    if (!phone) return { passedOver: 'whoever opted out is no mobile phone.' };
    await ears.optOut(phone, `opted out of ${senderId || 'our SMS'} at the gateway`);
    return { kept: 'Kept.' };
  }),
};
