import type { ConversionStep } from '../../domain/conversion.ts';
import type { Database, Transaction } from '../database.ts';
import type { Turn } from './conversion-claim.ts';

// What a worker writes on its way through a turn. Each is one statement, committed before the next word to the router,
// and answers whether the turn is still its own.

/** Law 5: only whoever holds the latest claim may write. */
export const ofTurn = (at: Database | Transaction, turn: Turn) =>
  at.sql`id = ${turn.id} and state = 'working' and attempts = ${turn.progress.attempts}`;

/** The way so far with this step behind it, at the database's time; a step that is there already is not written again. */
export const withStep = (
  at: Database | Transaction,
  what: ConversionStep,
  words: string | null = null,
) => at.sql`
  case when steps @> ${at.sql.json([{ what }])} then steps
    else steps || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
      'at', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'what', ${what}::text, 'words', ${words}::text))) end`;

/**
 * The router was looked at. `add`: its next word is the add, so from now on the user may be there without anybody
 * having said so. Whatever happens to this process then, somebody will look for it.
 */
export async function recordLook(db: Database, turn: Turn, next: 'add' | 'conclude'): Promise<boolean> {
  const unanswered = next === 'add' ? db.sql`, unanswered_since = now()` : db.sql``;
  const written = await db.sql`
    update conversions set steps = ${withStep(db, 'looked')} ${unanswered} where ${ofTurn(db, turn)}`;
  return written.count === 1;
}

/** The router said yes. It stays unanswered until our user was seen there (law 4). */
export async function recordAdded(db: Database, turn: Turn): Promise<boolean> {
  const written = await db.sql`
    update conversions set steps = ${withStep(db, 'added')} where ${ofTurn(db, turn)}`;
  return written.count === 1;
}

/** This turn's add did nothing, for certain. What an earlier one left open stays open. */
export async function retractAdd(db: Database, turn: Turn): Promise<boolean> {
  const written = await db.sql`
    update conversions set unanswered_since = ${turn.unansweredSince} where ${ofTurn(db, turn)}`;
  return written.count === 1;
}
