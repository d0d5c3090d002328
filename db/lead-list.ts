import type { Id } from '../domain/id.ts';
import type { Database, Transaction } from './database.ts';
import { type Fragment, fragment, runFragment } from './fragment.ts';
import { type LeadFilter, leadsFound, leadsMatching } from './lead-filter.ts';
import { type LeadRecord, type LeadVision, leadSelect } from './lead-reads.ts';

type At = Database | Transaction;

export const leadSortFields = ['createdAt', 'followUpDate', 'name', 'status'] as const;
type LeadSortField = (typeof leadSortFields)[number];

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
  const { sort, limit } = wish;
  const rows = await runFragment<LeadRecord & { total: number }>(
    at,
    fragment`
      with ${counting(vision, wish)}
      select counted.total, l.* from counted
        left join (${leadSelect} join page on page.id = l.id) l on true
      order by ${keys[sort.by]} ${way(sort)} nulls last, l.id ${way(sort)}`,
  );
  const total = rows[0]?.total ?? 0;
  // Where the page is empty, the count stands beside a row of nulls. (It is left standing beside the leads: to copy fifty
  // of them without it costs more than all the rest that is done here.)
  const leads: LeadRecord[] = rows.filter((row) => row.id !== null).slice(0, limit);
  return {
    leads,
    next: rows.length > limit ? placeOf(leads.at(-1), sort) : null,
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
function counting(vision: LeadVision, wish: LeadWish): Fragment {
  const matching = leadsMatching(vision, wish.filter);
  const { search } = wish.filter;
  if (!search) {
    return fragment`
      counted as (select count(*) as total from (select from leads l where ${matching} limit ${atMost(mostCounted + 1)}) l),
      page as (${pageOf(wish, [{ table: fragment`leads`, condition: matching }])})`;
  }
  // Searching has bad days when the planner walks the sorted index in the hope of an early match. So what is found is
  // gathered by trigram first and sorted then; only where more is found than is counted, the walk is sure to be short.
  const both = fragment`${matching} and ${leadsFound(search)}`;
  return fragment`
    found as materialized (
      select l.id, l.created_at, l.follow_up_date, l.name, l.status from leads l where ${both} limit ${atMost(mostCounted + 1)}),
    counted as (select count(*) as total from found),
    page as (${pageOf(wish, [
      { table: fragment`found`, condition: fragment`(select total from counted) <= ${mostCounted}` },
      {
        table: fragment`leads`,
        condition: fragment`(select total from counted) > ${mostCounted} and ${both}`,
      },
    ])})`;
}

interface Ground {
  table: Fragment;
  condition: Fragment;
}

function pageOf(wish: LeadWish, grounds: readonly Ground[]): Fragment {
  const parts = grounds.flatMap((ground) => [walkKnown(wish, ground), walkUnknown(wish, ground)]);
  const all = parts
    .filter((part) => part !== null)
    .reduce((some, part) => fragment`${some} union all ${part}`);
  return fragment`select id from (${all}) parts order by part limit ${atMost(wish.limit + 1)}`;
}

/** The leads that have the sorted value: a range of an index on (value, id), read forwards or backwards. */
function walkKnown({ sort, after, limit }: LeadWish, { table, condition }: Ground): Fragment | null {
  if (after && after.value === null) return null;
  const key = keys[sort.by];
  const beyond = after
    ? fragment`and (${key}, l.id) ${beyondOf(sort)} (${keyOf(sort.by, after.value)}, ${after.id})`
    : nothing;
  return fragment`(
    select l.id, 1 as part from ${table} l where ${condition} and ${key} is not null ${beyond}
    order by ${key} ${way(sort)}, l.id ${way(sort)} limit ${atMost(limit + 1)})`;
}

/** The leads without it, which come after all others. */
function walkUnknown({ sort, after, limit }: LeadWish, { table, condition }: Ground): Fragment | null {
  if (sort.by === 'createdAt' || sort.by === 'status') return null;
  const beyond = after && after.value === null ? fragment`and l.id ${beyondOf(sort)} ${after.id}` : nothing;
  return fragment`(
    select l.id, 2 as part from ${table} l where ${condition} and ${keys[sort.by]} is null ${beyond}
    order by l.id ${way(sort)} limit ${atMost(limit + 1)})`;
}

/** Written into the text: of a limit that it does not know, the planner thinks the worst. */
const atMost = (rows: number): Fragment => ({ parts: [String(Math.trunc(rows))] });

const nothing = fragment``;
const [ascending, descending, greater, less] = [fragment`asc`, fragment`desc`, fragment`>`, fragment`<`];
const way = (sort: LeadSort) => (sort.descending ? descending : ascending);
const beyondOf = (sort: LeadSort) => (sort.descending ? less : greater);

/** What is compared, on `leads l` and on whatever has the same columns. */
const keys: Record<LeadSortField, Fragment> = {
  createdAt: fragment`l.created_at`,
  followUpDate: fragment`l.follow_up_date`,
  name: fragment`lower(l.name)`,
  status: fragment`l.status`,
};

function keyOf(by: LeadSortField, value: string | null): Fragment {
  if (by === 'createdAt') return fragment`${value}::timestamptz`;
  if (by === 'followUpDate') return fragment`${value}::date`;
  return by === 'name' ? fragment`lower(${value})` : fragment`${value}`;
}
