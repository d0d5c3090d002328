import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Database, Transaction } from '../../db/database.ts';
import {
  beginRequest,
  commitWithAnswer,
  forgetRequest,
  keepAnswer,
  nameRequest,
  noteWork,
  type RepeatableRequest,
} from '../../db/idempotent-answers.ts';
import type { Log } from '../../log.ts';
import type { Viewer } from '../viewer.ts';
import type { ApiEnv } from './access.ts';
import { refuse, refuseFields } from './errors.ts';

/** What a request with an Idempotency-Key carries along. */
export interface Once {
  readonly request: RepeatableRequest;
  /** What has been begun for it, by this process or by one that died; see `beginOnce`. */
  work: string | null;
  /** Its answer is kept already, in the transaction of its work. */
  isKept: boolean;
}

const keyShape = /^[\x21-\x7e]{1,255}$/;
const retryAfterSeconds = 5;

/**
 * Honours `Idempotency-Key` on every POST: a repeat gets the answer that was given, and nothing is done twice. Only answers
 * of success are kept. A refusal did nothing, so it may be asked again. docs/decisions/0010 goes through the routes.
 */
export function honourIdempotencyKeys(db: Database, log: Log): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined) return next();
    if (!keyShape.test(key)) {
      return refuseFields(c, { 'Idempotency-Key': 'Expected 1 to 255 visible ASCII characters.' });
    }
    const { pathname, search } = new URL(c.req.url);
    const said = [c.req.method, pathname + search, await c.req.text()];
    const request = nameRequest(ownerOf(c.get('viewer')), key, said);
    const begun = await beginRequest(db, request);
    if ('refused' in begun) return refuseRepeat(c, begun.refused);
    if ('answer' in begun) {
      c.header('Idempotency-Replayed', 'true');
      const { status, body } = begun.answer;
      // Kept from an answer of ours, so it is a status that has a body.
      return c.body(body, status as ContentfulStatusCode, { 'Content-Type': 'application/json' });
    }
    const once: Once = { request, work: begun.work, isKept: false };
    c.set('once', once);
    await next();
    await settle(c, db, log, once);
  };
}

const ownerOf = (viewer: Viewer) => (viewer.kind === 'key' ? viewer.key : viewer.person.id);

function refuseRepeat(c: Context, refused: 'key_reused' | 'in_progress') {
  if (refused === 'key_reused') {
    const sentence = 'This Idempotency-Key was sent with another request. Use a new one for each.';
    return refuse(c, 422, 'idempotency_key_reused', sentence);
  }
  c.header('Retry-After', String(retryAfterSeconds));
  return refuse(c, 409, 'idempotency_in_progress', 'The first request of this key is still under way.');
}

/** The answer stands whatever happens here: what cannot be kept is under way until somebody takes it over. */
async function settle(c: Context, db: Database, log: Log, once: Once): Promise<void> {
  const { status, ok } = c.res;
  // A fault after something was begun: whoever asks again goes on with that.
  if (once.isKept || (status === 500 && once.work !== null)) return;
  try {
    if (ok) await keepAnswer(db, once.request, { status, body: await c.res.clone().text() });
    else await forgetRequest(db, once.request);
  } catch (error) {
    log.warn({ err: error }, 'The answer to a request with an Idempotency-Key could not be kept.');
  }
}

/** Null where the request carries no Idempotency-Key. */
export const onceOf = (c: Context): Once | null => c.get('once') ?? null;

/** Does the work of a POST. With an Idempotency-Key, the answer is kept in the transaction of the work: both or neither. */
export async function answerOnce<R extends Response>(
  c: Context,
  db: Database,
  work: (at: Database | Transaction) => Promise<R>,
): Promise<R> {
  const once = onceOf(c);
  if (!once) return work(db);
  const response = await commitWithAnswer(db, async (tx) => {
    const answer = await work(tx);
    const { status, ok } = answer;
    if (ok) await keepAnswer(tx, once.request, { status, body: await answer.clone().text() });
    return answer;
  });
  once.isKept = response.ok;
  return response;
}

/** Begins something whose end is not waited for in its transaction. With an Idempotency-Key, what it is gets noted there. */
export async function beginOnce<B extends object>(
  c: Context,
  db: Database,
  begin: (at: Database | Transaction) => Promise<B>,
  nameOf: (begun: B) => string | null,
): Promise<B> {
  const once = onceOf(c);
  if (!once) return begin(db);
  const begun = await commitWithAnswer(db, async (tx) => {
    const outcome = await begin(tx);
    const work = nameOf(outcome);
    if (work) await noteWork(tx, once.request, work);
    return outcome;
  });
  once.work = nameOf(begun);
  return begun;
}
