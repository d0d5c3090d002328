import type postgres from 'postgres';
import type { LeadSource, LeadStatus } from '../domain/lead.ts';
import type { Country } from '../domain/phone.ts';
import { phonePieces } from '../domain/phone-search.ts';
import type { Database, Sql, Transaction } from './database.ts';
import { type LeadVision, visibleLeads } from './lead-reads.ts';

export type SqlPiece = postgres.PendingQuery<postgres.Row[]>;
type At = Database | Transaction;

/** Due before today, today, or from today to the sixth day after it: days of the ISP's zone. */
export const followUpTerms = ['overdue', 'today', 'week'] as const;
export type FollowUpTerm = (typeof followUpTerms)[number];

/** Which leads are wanted. An absent key asks nothing; a list asks for any of its members, so an empty one matches no lead. */
export interface LeadFilter {
  statuses?: readonly LeadStatus[];
  sources?: readonly LeadSource[];
  /** Whole names, without regard to case. */
  broughtInBy?: readonly string[];
  /** Ids of people. */
  assignedTo?: readonly string[];
  followUp?: readonly FollowUpTerm[];
  /** Any part of name or phone, however the phone is written; a beginning where it is shorter than three characters. */
  search?: { text: string; country: Country };
  /** `shown`: archived leads are listed too. */
  archived?: 'hidden' | 'shown';
}

/** The condition on `leads l`, without the search. */
export function leadsMatching(at: At, vision: LeadVision, filter: LeadFilter): SqlPiece {
  const { sql } = at;
  const conditions = [
    filter.archived === 'shown' ? sql`true` : sql`l.archived_at is null`,
    filter.statuses && oneOf(at, sql`l.status`, filter.statuses),
    filter.sources && oneOf(at, sql`l.source`, filter.sources),
    filter.broughtInBy && bringerIsOneOf(at, filter.broughtInBy),
    filter.assignedTo && oneOf(at, sql`l.assigned_to`, filter.assignedTo),
    filter.followUp && anyOf(at, filter.followUp.map(followUpIs(at))),
  ];
  return conditions.reduce<SqlPiece>(
    (all, next) => (next ? sql`${all} and ${next}` : all),
    visibleLeads(at, vision),
  );
}

function oneOf(at: At, column: SqlPiece, values: readonly string[]): SqlPiece {
  return values.length === 0 ? at.sql`false` : at.sql`${column} in ${at.sql(values)}`;
}

const bringerIsOneOf = (at: At, names: readonly string[]) =>
  anyOf(
    at,
    names.map((name) => at.sql`lower(l.brought_in_by) = lower(${name})`),
  );

function anyOf({ sql }: At, conditions: readonly SqlPiece[]): SqlPiece {
  if (conditions.length === 0) return sql`false`;
  return sql`(${conditions.reduce((any, next) => sql`${any} or ${next}`)})`;
}

function followUpIs({ sql }: { sql: Sql | Transaction['sql'] }): (term: FollowUpTerm) => SqlPiece {
  const today = sql`(now() at time zone (select time_zone from settings))::date`;
  const conditions: Record<FollowUpTerm, SqlPiece> = {
    overdue: sql`l.follow_up_date < ${today}`,
    today: sql`l.follow_up_date = ${today}`,
    week: sql`l.follow_up_date between ${today} and ${today} + 6`,
  };
  return (term) => conditions[term];
}

/** The condition on `leads l` that a search asks for: both sides are served by the trigram indexes. */
export function leadsFound(at: At, search: { text: string; country: Country }): SqlPiece {
  const { sql } = at;
  const text = search.text.trim();
  // Two characters have no trigram: they are looked for at the beginning only.
  const name = [...text].length < 3 ? `${literal(text)}%` : `%${literal(text)}%`;
  const phones = phonePieces(text, search.country).map((piece) =>
    'start' in piece ? `${piece.start}%` : `%${piece.part}%`,
  );
  return anyOf(at, [
    sql`lower(l.name) like lower(${name})`,
    ...phones.map((pattern) => sql`l.phone like ${pattern}`),
  ]);
}

const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');
