import { type Fragment, fragment } from './fragment.ts';
import { leadsFound, leadsMatching } from './lead-filter.ts';
import type { LeadSort, LeadSortField, LeadWish } from './lead-list.ts';
import type { LeadVision } from './lead-reads.ts';

/** Nobody counts further by eye, and counting a million rows takes longer than reading a page of them. */
export const mostCounted = 10_000;

/**
 * The tables `counted` (one row, `total`) and `page` (the ids of the leads, one more than the limit, which tells whether
 * there is a next page), to stand after a `with`.
 */
export function walkLeads(vision: LeadVision, wish: LeadWish): Fragment {
  const matching = leadsMatching(vision, wish.filter);
  const { search } = wish.filter;
  if (!search) {
    return fragment`
      counted as (select count(*) as total from (
        select from leads l where ${matching} limit ${atMost(mostCounted + 1)}) l),
      page as (${pageOf(wish, [{ table: fragment`leads`, condition: matching }])})`;
  }
  // Searching has bad days when the planner walks the sorted index in the hope of an early match. So what is found is
  // gathered by trigram first and sorted then; only where more is found than is counted, the walk is sure to be short.
  const both = fragment`${matching} and ${leadsFound(search)}`;
  return fragment`
    found as materialized (
      select l.id, l.created_at, l.follow_up_date, l.name, l.status from leads l
      where ${both} limit ${atMost(mostCounted + 1)}),
    counted as (select count(*) as total from found),
    page as (${pageOf(wish, [
      { table: fragment`found`, condition: fragment`(select total from counted) <= ${mostCounted}` },
      {
        table: fragment`leads`,
        condition: fragment`(select total from counted) > ${mostCounted} and ${both}`,
      },
    ])})`;
}

/** The order of the whole walk, for a statement that has joined `page`. */
export const inOrder = (sort: LeadSort): Fragment =>
  fragment`${keys[sort.by]} ${way(sort)} nulls last, l.id ${way(sort)}`;

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
export const atMost = (rows: number): Fragment => ({ parts: [String(Math.trunc(rows))] });

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
