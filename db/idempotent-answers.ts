import { createHash, createHmac } from 'node:crypto';
import { commit, type Database, type Transaction, violatedUnique } from './database.ts';

// A request with an Idempotency-Key goes from under way (no status) to answered, or is forgotten when it did nothing.
// Under way for longer than any request lives, it was left behind by a process that died: whoever asks again takes it over.

/** A request that may be repeated. What others send us is not kept in the clear, and bodies hold passwords. */
export interface RepeatableRequest {
  owner: string;
  keyHash: string;
  requestHash: string;
}

/** `owner`: the id of the person or API key that asks; two of them may use the same key. */
export function nameRequest(owner: string, key: string, request: readonly string[]): RepeatableRequest {
  return {
    owner,
    keyHash: createHash('sha256').update(key).digest('hex'),
    // Keyed with the header, which is stored nowhere: from a plain hash a short password could be guessed.
    requestHash: createHmac('sha256', key).update(JSON.stringify(request)).digest('hex'),
  };
}

export interface KeptAnswer {
  status: number;
  body: string;
}

export type Begun =
  /** It is ours to do. `work`: what a process that died had begun, in its own words; null where nothing is known of it. */
  { work: string | null } | { answer: KeptAnswer } | { refused: 'key_reused' | 'in_progress' };

/** Longer than any request lives: fifteen seconds for a router and some statements of at most twenty. */
const abandonedAfterSeconds = 60;

/** A batch of the purge: few enough for one short statement. */
const batch = 5000;

interface Found {
  isOurs: boolean;
  requestHash: string;
  status: number | null;
  body: string | null;
}

/** Begins a request, unless its key was used before: then tells what was answered. */
export async function beginRequest(db: Database, request: RepeatableRequest): Promise<Begun> {
  const { owner, keyHash, requestHash } = request;
  const [found] = await db.sql<Found[]>`
    with ours as (
      insert into idempotent_answers as known (owner, key_hash, request_hash)
      values (${owner}, ${keyHash}, ${requestHash})
      on conflict (owner, key_hash) do update set created_at = now()
        where known.request_hash = excluded.request_hash and known.status is null
          and known.created_at < now() - interval '1 second' * ${abandonedAfterSeconds}
      returning request_hash, status, body)
    select true as is_ours, * from ours
    union all
    select false, request_hash, status, body from idempotent_answers
    where owner = ${owner} and key_hash = ${keyHash} and not exists (select from ours)`;
  // None: it was begun, or forgotten, between the two halves of the statement.
  if (!found) return beginRequest(db, request);
  if (found.isOurs) return { work: found.body };
  if (found.requestHash !== requestHash) return { refused: 'key_reused' };
  const { status, body } = found;
  return status === null ? { refused: 'in_progress' } : { answer: { status, body: body ?? '' } };
}

/**
 * For work of one short transaction, in it: keeps the answer at once, and tells whether this is the first time. Whoever comes
 * while the first is under way waits for it.
 */
export async function keepFirst(
  tx: Transaction,
  { owner, keyHash, requestHash }: RepeatableRequest,
  { status, body }: KeptAnswer,
): Promise<boolean> {
  const kept = await tx.sql`
    insert into idempotent_answers (owner, key_hash, request_hash, status, body)
    values (${owner}, ${keyHash}, ${requestHash}, ${status}, ${body}) on conflict do nothing`;
  return kept.count === 1;
}

/** Notes what the request has begun, in the transaction that begins it, so that whoever takes it over goes on with that. */
export async function noteWork(tx: Transaction, request: RepeatableRequest, work: string): Promise<void> {
  const noted =
    await tx.sql`update idempotent_answers set body = ${work} where ${stillUnderWay(tx, request)}`;
  if (noted.count !== 1) throw new Error('This request took too long, and somebody else has answered it.');
}

/** Keeps the answer for whoever asks again. In the transaction of the work, either both are there or neither. */
export async function keepAnswer(
  at: Database | Transaction,
  request: RepeatableRequest,
  { status, body }: KeptAnswer,
): Promise<void> {
  const kept = await at.sql`
    update idempotent_answers set status = ${status}, body = ${body} where ${stillUnderWay(at, request)}`;
  if (kept.count !== 1) throw new Error('This request took too long, and somebody else has answered it.');
}

/** The request did nothing: it may be asked again, also with another body. */
export async function forgetRequest(db: Database, request: RepeatableRequest): Promise<void> {
  await db.sql`delete from idempotent_answers where ${stillUnderWay(db, request)}`;
}

const stillUnderWay = ({ sql }: Database | Transaction, { owner, keyHash }: RepeatableRequest) =>
  sql`owner = ${owner} and key_hash = ${keyHash} and status is null`;

/**
 * As `commit`, for verbs that answer a unique violation with a refusal: inside a larger transaction they cannot, for
 * PostgreSQL has given it up. The second look sees who was faster.
 */
export async function commitWithAnswer<T>(db: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  try {
    return await commit(db, work);
  } catch (error) {
    if (!violatedUnique(error)) throw error;
    return commit(db, work);
  }
}

/** Deletes answers of more than a day ago, at most `most`; returns whether there are more. */
export async function purgeAnswers({ sql }: Pick<Database, 'sql'>, most = batch): Promise<boolean> {
  const purged = await sql`
    delete from idempotent_answers where (owner, key_hash) in (
      select owner, key_hash from idempotent_answers
      where created_at < now() - interval '1 day' order by created_at limit ${most})`;
  return purged.count === most;
}
