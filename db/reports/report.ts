import postgres from 'postgres';
import type { Period } from '../../domain/period.ts';
import type { Database, Sql } from '../database.ts';
import { createTurns, type Turns } from './turns.ts';

/** What a report reads through: one moment of the whole database, which it cannot change and nobody waits for. */
export type ReportSql = postgres.TransactionSql<Sql extends postgres.Sql<infer Types> ? Types : never>;

/** From `since` until before `until`. */
export interface Span {
  since: Date;
  until: Date;
}

export interface Asked {
  sql: ReportSql;
  span: Span;
  zone: string;
}

/** It was stopped, or did not begin for the others before it, so that everybody else can go on working. */
export interface TooSlow {
  refused: 'too_slow';
}

/** What a report may take, in milliseconds. */
const reportPatience = 15_000;

/** Of the connections that all pages of a process share, so many may be held by reports. */
const mostAtOnce = 3;
const turns = new WeakMap<Database, Turns>();

function turnsOf(db: Database): Turns {
  const known = turns.get(db) ?? createTurns(mostAtOnce);
  turns.set(db, known);
  return known;
}

/** Reads a report of a period, when its turn comes. Its days begin and end at midnight in the ISP's zone. */
export async function readReport<Found extends object>(
  db: Database,
  period: Period,
  read: (asked: Asked) => Promise<Found>,
  patience = reportPatience,
): Promise<Found | TooSlow> {
  const endTurn = await turnsOf(db).take(patience);
  if (!endTurn) return { refused: 'too_slow' };
  try {
    return await readAtOneMoment(db, period, read, patience);
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '57014') return { refused: 'too_slow' };
    throw error;
  } finally {
    endTurn();
  }
}

async function readAtOneMoment<Found>(
  db: Database,
  period: Period,
  read: (asked: Asked) => Promise<Found>,
  patience: number,
): Promise<Found> {
  // postgres.js types the result as UnwrapPromiseArray<Found>; for a single promise that is Found.
  return (await db.sql.begin('isolation level repeatable read read only', async (sql) => {
    // A plan that was made for any period takes several times as long for most.
    await sql`
      select set_config('statement_timeout', ${String(patience)}, true),
        set_config('plan_cache_mode', 'force_custom_plan', true)`;
    return read({ sql, ...(await readSpan(sql, period)) });
  })) as Found;
}

/** As moments, which the planner can count with: it cannot when they are reckoned inside the statement. */
async function readSpan(
  sql: ReportSql,
  { firstDay, lastDay }: Period,
): Promise<{ span: Span; zone: string }> {
  const [row] = await sql<(Span & { zone: string })[]>`
    select time_zone as zone,
      coalesce(${firstDay}::date::timestamp at time zone time_zone, '1970-01-01') as since,
      coalesce((${lastDay}::date + 1)::timestamp at time zone time_zone, '9999-01-01') as until
    from settings`;
  if (!row) throw new Error('The settings row is missing; it is written when Karibu starts.');
  const { zone, ...span } = row;
  return { span, zone };
}

/** The leads of a report: those that came in its period and are not archived. A condition on `leads l`. */
export const cameIn = (sql: ReportSql, { since, until }: Span) =>
  sql`l.archived_at is null and l.created_at >= ${since} and l.created_at < ${until}`;
