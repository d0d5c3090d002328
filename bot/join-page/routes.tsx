import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Database } from '../../db/database.ts';
import { takeInForm } from '../../db/form-intake.ts';
import { inEvenTime } from '../../db/lead-intake.ts';
import { deriveSecret } from '../../db/vault.ts';
import type { Log } from '../../log.ts';
import { smallForms } from '../chat-page/guards.ts';
import { clientOf } from '../chat-page/limits.ts';
import { type Filled, nothingWritten, readForm, readSent } from './form.ts';
import { addressOf, askedLanguage, type JoinFrame, readFrame } from './frame.ts';
import { joinHeaders } from './headers.ts';
import { createLimits } from './limits.ts';
import { type FormState, JoinPage, ThanksPage } from './page.tsx';
import { createSeals } from './seal.ts';
import { joinWords } from './words.ts';

export interface JoinPageNeeds {
  db: Database;
  publicUrl: string;
  /** The seal of the form is derived from it. */
  secretKey: string;
  /** True behind a proxy of ours that writes X-Forwarded-For. */
  trustProxy: boolean;
  log: Log;
}

/** Nobody fills in the form faster than this. */
const leastMs = 3000;

const page = (content: unknown) => `<!doctype html>${content}`;

/** The form page: no sign-in, no script, no cookie. With `?embed=1` it may stand in the frame of any site. */
export function joinRoutes(needs: JoinPageNeeds): Hono {
  const { db, publicUrl, log } = needs;
  const routes = new Hono();
  for (const path of ['/join', '/join/thanks']) routes.use(path, joinHeaders(publicUrl));
  const hear = hearForms(needs);
  routes.get('/join', hear.open);
  routes.post('/join', smallForms, hear.take);
  routes.get('/join/thanks', async (c) => {
    c.header('x-robots-tag', 'noindex');
    return c.html(page(<ThanksPage frame={await readFrame(db, c)} />));
  });
  routes.onError((error, c) => {
    const say = joinWords[askedLanguage(c) ?? 'en'].wrong;
    if (error instanceof HTTPException && error.status === 413) return c.text(say.tooMuch, 413);
    log.error({ err: error }, 'The form page could not answer.');
    return c.text(say.away, 503);
  });
  return routes;
}

function hearForms({ db, secretKey, trustProxy, log }: JoinPageNeeds) {
  const seals = createSeals(deriveSecret(secretKey, 'join-form'));
  const limits = createLimits();

  /** The form again, with what was written and what is wrong with it. */
  const show = (c: Context, frame: JoinFrame, form: FormState, status: ContentfulStatusCode) =>
    c.html(page(<JoinPage frame={frame} form={form} />), status);

  const keep = (frame: JoinFrame, { phone, answers }: Filled, formKey: string) => {
    const consent = { words: frame.words.consent(frame.isp), language: frame.language };
    const referralCode = frame.referralCode || null;
    return inEvenTime(() => takeInForm(db, { phone, answers, referralCode, consent }, formKey));
  };

  async function open(c: Context): Promise<Response> {
    return show(c, await readFrame(db, c), { seal: seals.seal(), written: nothingWritten }, 200);
  }

  async function take(c: Context): Promise<Response> {
    const { seal, website, ...written } = readSent(await c.req.parseBody());
    const opened = seals.open(seal);
    const client = clientOf(c, trustProxy);
    const frame = await readFrame(db, c);
    const say = frame.words.wrong;
    const form = { seal: opened ? seal : seals.seal(), written };
    const refuse = (trouble: string, status: ContentfulStatusCode) =>
      show(c, frame, { ...form, trouble }, status);
    const refuseOften = (seconds: number) => {
      c.header('retry-after', String(seconds));
      return refuse(say.tooOften(seconds), 429);
    };

    const waitToRead = await limits.read(client, opened?.form ?? null);
    if (waitToRead > 0) return refuseOften(waitToRead);
    const thanks = () => c.redirect(addressOf('/join/thanks', frame), 303);
    // A program that fills in every field is thanked as everybody is, and does not learn what gave it away.
    if (website !== '') return thanks();
    const read = readForm(written, frame);
    if ('wrong' in read) return show(c, frame, { ...form, wrong: read.wrong }, 422);
    if (!opened) return refuse(say.tooOld, 422);
    if (opened.age < leastMs) return refuse(say.tooFast, 422);
    const waitToTake = await limits.takeIn(client);
    if (waitToTake > 0) return refuseOften(waitToTake);
    try {
      await keep(frame, read, opened.form);
    } catch (error) {
      log.error({ err: error }, 'A form could not be kept; its sender was told so.');
      return refuse(say.away, 503);
    }
    return thanks();
  }

  return { open, take };
}
