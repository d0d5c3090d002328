import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Database } from '../../db/database.ts';
import { takeInForm } from '../../db/lead/form-intake.ts';
import { inEvenTime } from '../../db/lead/lead-intake.ts';
import { deriveSecret } from '../../db/vault.ts';
import type { Log } from '../../log.ts';
import { smallForms } from '../chat-page/guards.ts';
import { clientOf } from '../chat-page/limits.ts';
import type { FormState } from './fields.tsx';
import { type Filled, nothingWritten, readForm, readSent, type Wrong } from './form.ts';
import { addressOf, askedLanguage, type JoinFrame, readFrame } from './frame.ts';
import { joinHeaders } from './headers.ts';
import { createLimits, type Limits } from './limits.ts';
import { JoinPage, ThanksPage } from './page.tsx';
import { createSeals, type Seals } from './seal.ts';
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
  const { db, publicUrl, secretKey, log } = needs;
  const seals = createSeals(deriveSecret(secretKey, 'join-form'));
  const counter: Counter = { ...needs, seals, limits: createLimits() };
  const routes = new Hono();
  for (const path of ['/join', '/join/thanks']) routes.use(path, joinHeaders(publicUrl));
  routes.get('/join', async (c) => {
    const form = { seal: seals.seal(), written: nothingWritten };
    return show(c, await readFrame(db, c), form, 200);
  });
  routes.post('/join', smallForms, (c) => hearForm(counter, c));
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

/** Where forms are handed in. */
interface Counter extends JoinPageNeeds {
  seals: Seals;
  limits: Limits;
}

/** The form, with what was written and what is wrong with it. */
const show = (c: Context, frame: JoinFrame, form: FormState, status: ContentfulStatusCode) =>
  c.html(page(<JoinPage frame={frame} form={form} />), status);

async function hearForm(counter: Counter, c: Context): Promise<Response> {
  const { db, seals, limits, trustProxy, log } = counter;
  const { seal, website, ...written } = readSent(await c.req.parseBody());
  const opened = seals.open(seal);
  const client = clientOf(c, trustProxy);
  const frame = await readFrame(db, c);
  const refused = (refusal: Refusal) =>
    refuse(c, frame, { seal: opened ? seal : seals.seal(), written }, refusal);

  const waitToRead = await limits.read(client, opened?.form ?? null);
  if (waitToRead > 0) return refused({ waitSeconds: waitToRead });
  // A program that fills in every field is thanked as everybody is, and does not learn what gave it away.
  if (website !== '') return thank(c, frame);
  const read = readForm(written, frame);
  if ('wrong' in read) return refused(read);
  if (!opened) return refused({ trouble: 'tooOld' });
  if (opened.age < leastMs) return refused({ trouble: 'tooFast' });
  const waitToTake = await limits.takeIn(client);
  if (waitToTake > 0) return refused({ waitSeconds: waitToTake });
  try {
    await keep(db, frame, read, opened.form);
  } catch (error) {
    log.error({ err: error }, 'A form could not be kept; its sender was told so.');
    return refused({ trouble: 'away' });
  }
  return thank(c, frame);
}

/** The same whether the phone was new or known, and in the same time. */
async function keep(db: Database, frame: JoinFrame, { phone, answers }: Filled, formKey: string) {
  const consent = { words: frame.words.consent(frame.isp), language: frame.language };
  const referralCode = frame.referralCode || null;
  await inEvenTime(() => takeInForm(db, { phone, answers, referralCode, consent }, formKey));
}

const thank = (c: Context, frame: JoinFrame) => c.redirect(addressOf('/join/thanks', frame), 303);

type Refusal = { wrong: Wrong } | { trouble: 'tooOld' | 'tooFast' | 'away' } | { waitSeconds: number };

function refuse(c: Context, frame: JoinFrame, form: FormState, refusal: Refusal) {
  const say = frame.words.wrong;
  if ('wrong' in refusal) return show(c, frame, { ...form, wrong: refusal.wrong }, 422);
  if ('trouble' in refusal) {
    const status = refusal.trouble === 'away' ? 503 : 422;
    return show(c, frame, { ...form, trouble: say[refusal.trouble] }, status);
  }
  c.header('retry-after', String(refusal.waitSeconds));
  return show(c, frame, { ...form, trouble: say.tooOften(refusal.waitSeconds) }, 429);
}
