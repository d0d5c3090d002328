import type { Id } from '../domain/id.ts';
import type { Database, Transaction } from './database.ts';
import { type LeadFilter, leadsFound, leadsMatching, type SqlPiece } from './lead-filter.ts';
import { type LeadRecord, type LeadVision, leadSelect } from './lead-reads.ts';

type At = Database | Transaction;

export const leadSortFields = ['createdAt', 'followUpDate', 'name', 'status'] as const;
export type LeadSortField = (typeof leadSortFields)[number];

/** Leads without the value stand last, whichever way it goes; the id decides between equals. */
export interface LeadSort {
  by: LeadSortField;
  descending: boolean;
}

/** Where a page ended: the sorted value of its last lead, and that lead. */
export interface LeadPlace {
  value: string | null;
  id: Id<'lead'>;
}

export interface LeadWish {
  filter: LeadFilter;
  sort: LeadSort;
  /** Null: from the beginning. */
  after: LeadPlace | null;
  limit: number;
}

export interface LeadPage {
  leads: LeadRecord[];
  /** Null: that was all. */
  next: LeadPlace | null;
  /** Exact up to `mostCounted`. */
  total: number;
  totalIsExact: boolean;
}

/** Nobody counts further by eye, and counting a million rows takes longer than reading a page of them. */
export const mostCounted = 10_000;

/**
 * One page of the leads that the asker may see, and how many there are, in one round trip. Pages are walked by key, not by
 * offset, so that the thousandth costs what the first does.
 */
export async function listLeads(at: At, vision: LeadVision, wish: LeadWish): Promise<LeadPage> {
  const { sql } = at;
  const { sort, limit } = wish;
  const rows = await sql<(LeadRecord & { total: number })[]>`
    with ${ranked(at, vision, wish)}
    select counted.total, l.* from counted
      left join (${leadSelect(at)} join page on page.id = l.id) l on true
    order by ${sortKey(at, sort.by)} ${way(at, sort)} nulls last, l.id ${way(at, sort)}`;
  const total = rows[0]?.total ?? 0;
  // Where the page is empty, the count stands beside a row of nulls.
  const found = rows.filter((row) => row.id !== null).map(({ total: _, ...lead }) => lead);
  const leads = found.slice(0, limit);
  return {
    leads,
    next: found.length > limit ? placeOf(leads.at(-1), sort) : null,
    total: Math.min(total, mostCounted),
    totalIsExact: total <= mostCounted,
  };
}

function placeOf(lead: LeadRecord | undefined, sort: LeadSort): LeadPlace | null {
  if (!lead) return null;
  const value = sort.by === 'createdAt' ? lead.createdAt.toISOString() : lead[sort.by];
  return { value, id: lead.id };
}

/** The tables `counted` (one row) and `page` (the ids, one more than the limit: whether there is a next page). */
function ranked(at: At, vision: LeadVision, wish: LeadWish): SqlPiece {
  const { sql } = at;
  const matching = leadsMatching(at, vision, wish.filter);
  const { search } = wish.filter;
  if (!search) {
    return sql`
      counted as (select count(*) as total from (select from leads l where ${matching} limit ${mostCounted + 1}) l),
      page as (${pageOf(at, wish, [{ table: sql`leads`, condition: matching }])})`;
  }
  // Searching has bad days when the planner walks the sorted index in the hope of an early match. So what is found is
  // gathered by trigram first and sorted then; only where more is found than is counted, the walk is sure to be short.
  const both = sql`${matching} and ${leadsFound(at, search)}`;
  return sql`
    found as materialized (
      select l.id, l.created_at, l.follow_up_date, l.name, l.status from leads l where ${both} limit ${mostCounted + 1}),
    counted as (select count(*) as total from found),
    page as (${pageOf(at, wish, [
      { table: sql`found`, condition: sql`(select total from counted) <= ${mostCounted}` },
      { table: sql`leads`, condition: sql`(select total from counted) > ${mostCounted} and ${both}` },
    ])})`;
}

interface Ground {
  table: SqlPiece;
  condition: SqlPiece;
}

function pageOf(at: At, wish: LeadWish, grounds: readonly Ground[]): SqlPiece {
  const { sql } = at;
  const parts = grounds.flatMap((ground) => [walkKnown(at, wish, ground), walkUnknown(at, wish, ground)]);
  const all = parts.filter((part) => part !== null).reduce((some, part) => sql`${some} union all ${part}`);
  return sql`select id from (${all}) parts order by part limit ${wish.limit + 1}`;
}

/** The leads that have the sorted value: a range of an index on (value, id), read forwards or backwards. */
function walkKnown(at: At, wish: LeadWish, ground: Ground): SqlPiece | null {
  const { sql } = at;
  const { sort, after, limit } = wish;
  if (after && after.value === null) return null;
  const key = sortKey(at, sort.by);
  const beyond = after
    ? sql`and (${key}, l.id) ${sort.descending ? sql`<` : sql`>`} (${keyValue(at, sort.by, after.value)}, ${after.id})`
    : sql``;
  return sql`(
    select l.id, 1 as part from ${ground.table} l where ${ground.condition} and ${key} is not null ${beyond}
    order by ${key} ${way(at, sort)}, l.id ${way(at, sort)} limit ${limit + 1})`;
}

/** The leads without it, which come after all others. */
function walkUnknown(at: At, wish: LeadWish, ground: Ground): SqlPiece | null {
  const { sql } = at;
  const { sort, after, limit } = wish;
  if (!nullable.has(sort.by)) return null;
  const beyond =
    after && after.value === null ? sql`and l.id ${sort.descending ? sql`<` : sql`>`} ${after.id}` : sql``;
  return sql`(
    select l.id, 2 as part from ${ground.table} l where ${ground.condition} and ${sortKey(at, sort.by)} is null ${beyond}
    order by l.id ${way(at, sort)} limit ${limit + 1})`;
}

const nullable = new Set<LeadSortField>(['followUpDate', 'name']);

const way = ({ sql }: At, sort: LeadSort) => (sort.descending ? sql`desc` : sql`asc`);

function sortKey({ sql }: At, by: LeadSortField): SqlPiece {
  if (by === 'createdAt') return sql`l.created_at`;
  if (by === 'followUpDate') return sql`l.follow_up_date`;
  return by === 'name' ? sql`lower(l.name)` : sql`l.status`;
}

function keyValue({ sql }: At, by: LeadSortField, value: string | null): SqlPiece {
  if (by === 'createdAt') return sql`${value}::timestamptz`;
  if (by === 'followUpDate') return sql`${value}::date`;
  return by === 'name' ? sql`lower(${value})` : sql`${value}`;
}
