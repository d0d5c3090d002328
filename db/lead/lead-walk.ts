import { type Fragment, fragment } from '../fragment.ts';
import { leadsWanted } from './lead-filter.ts';
import { isoMoment } from './lead-json.ts';
import type { LeadSort, LeadSortField, LeadWish } from './lead-list.ts';
import type { LeadVision } from './lead-reads.ts';

/** Nobody counts further by eye, and counting a million rows takes longer than reading a page of them. */
export const mostCounted = 10_000;

/** So many are looked for: a list that has them all has more than are counted a moment later, too. */
export const surelyMore = 11_000;

// Three walks, each giving `id` and `value` (the sorted value, as text) of the leads of a page in their order, one more than
// the limit, which tells whether there is a next page. They read the table of the leads alone: what belongs to a lead is read
// by id afterwards. Planning both in one statement took PostgreSQL longer than running it.

/** Without counting, by an index that has the order already. */
export const walkUncounted = (vision: LeadVision, wish: LeadWish): Fragment =>
  pageOf(wish, fragment`leads`, leadsWanted(vision, wish.filter));

/** With `total`, which stands alone beside nulls where the page is empty; up to `surelyMore`. */
export const walkCounted = (vision: LeadVision, wish: LeadWish): Fragment =>
  wish.filter.search ? walkFound(vision, wish) : walkAll(vision, wish);

const walkAll = (vision: LeadVision, wish: LeadWish): Fragment => fragment`
  with counted as (select count(*) as total from (
    select from leads l where ${leadsWanted(vision, wish.filter)} limit ${atMost(surelyMore)}) l)
  select total, page.id, page.value from counted
    left join (${pageOf(wish, fragment`leads`, leadsWanted(vision, wish.filter))}) page on true
  order by ${inOrderOfParts(wish.sort)}`;

/**
 * Searching has bad days when the planner walks the sorted index in the hope of an early match. So what is found is gathered
 * by trigram first and sorted then. Where `total` is `surelyMore` the page is not the list's: `walkUncounted` is sure to be
 * short there.
 */
const walkFound = (vision: LeadVision, wish: LeadWish): Fragment => fragment`
  with found as materialized (
    select l.id, l.created_at, l.follow_up_date, l.name, l.status from leads l
    where ${leadsWanted(vision, wish.filter)} limit ${atMost(surelyMore)}),
  counted as (select count(*) as total from found)
  select total, page.id, page.value from counted
    left join (${pageOf(wish, fragment`found`, fragment`true`)}) page on true
  order by ${inOrderOfParts(wish.sort)}`;

/** The order of the whole walk, for a statement that reads `leads l`. */
export const inOrder = (sort: LeadSort): Fragment =>
  fragment`${keys[sort.by]} ${way(sort)} nulls last, l.id ${way(sort)}`;

const inOrderOfParts = (sort: LeadSort): Fragment => fragment`part, key ${way(sort)}, id ${way(sort)}`;

function pageOf(wish: LeadWish, table: Fragment, condition: Fragment): Fragment {
  const known = walkKnown(wish, table, condition);
  const unknown = walkUnknown(wish, table, condition);
  if (!known || !unknown) return known ?? unknown ?? nothing;
  return fragment`
    select * from ((${known}) union all (${unknown})) parts
    order by ${inOrderOfParts(wish.sort)} limit ${atMost(wish.limit + 1)}`;
}

/** The leads that have the sorted value: a range of an index on (value, id), read forwards or backwards. */
function walkKnown({ sort, after, limit }: LeadWish, table: Fragment, condition: Fragment): Fragment | null {
  if (after && after.value === null) return null;
  const key = keys[sort.by];
  const beyond = after
    ? fragment`and (${key}, l.id) ${beyondOf(sort)} (${keyOf(sort.by, after.value)}, ${after.id})`
    : nothing;
  return fragment`
    select l.id, ${values[sort.by]} as value, ${key} as key, 1 as part from ${table} l
    where ${condition} and ${key} is not null ${beyond}
    order by ${key} ${way(sort)}, l.id ${way(sort)} limit ${atMost(limit + 1)}`;
}

/** The leads without it, which come after all others. */
function walkUnknown(
  { sort, after, limit }: LeadWish,
  table: Fragment,
  condition: Fragment,
): Fragment | null {
  if (sort.by === 'createdAt' || sort.by === 'status') return null;
  const beyond = after && after.value === null ? fragment`and l.id ${beyondOf(sort)} ${after.id}` : nothing;
  return fragment`
    select l.id, ${values[sort.by]} as value, ${keys[sort.by]} as key, 2 as part from ${table} l
    where ${condition} and ${keys[sort.by]} is null ${beyond}
    order by l.id ${way(sort)} limit ${atMost(limit + 1)}`;
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

/** What a place in the list says of it. */
const values: Record<LeadSortField, Fragment> = {
  createdAt: isoMoment(fragment`l.created_at`),
  followUpDate: fragment`l.follow_up_date::text`,
  name: fragment`l.name`,
  status: fragment`l.status`,
};

function keyOf(by: LeadSortField, value: string | null): Fragment {
  if (by === 'createdAt') return fragment`${value}::timestamptz`;
  if (by === 'followUpDate') return fragment`${value}::date`;
  return by === 'name' ? fragment`lower(${value})` : fragment`${value}`;
}
