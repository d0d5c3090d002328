import type { Id } from '../domain/id.ts';
import type { Database, Transaction } from './database.ts';
import { type Fragment, fragment, runFragment } from './fragment.ts';
import type { LeadFilter } from './lead-filter.ts';
import { isoMoment, leadAsJson, leadTables } from './lead-json.ts';
import { type LeadRecord, type LeadVision, leadSelect } from './lead-reads.ts';
import { inOrder, mostCounted, walkLeads } from './lead-walk.ts';

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

/** `next` is null where that was all; `total` is exact up to `mostCounted`. */
interface Page<Lead> {
  leads: Lead[];
  next: LeadPlace | null;
  total: number;
  totalIsExact: boolean;
}

export type LeadPage = Page<LeadRecord>;

/**
 * One page of the leads that the asker may see, and how many there are, in one round trip. Pages are walked by key, not by
 * offset, so that the thousandth costs what the first does.
 */
export async function listLeads(at: At, vision: LeadVision, wish: LeadWish): Promise<LeadPage> {
  const rows = await runFragment<LeadRecord & { total: number }>(
    at,
    fragment`
      with ${walkLeads(vision, wish)}
      select counted.total, l.* from counted left join (${leadSelect} join page on page.id = l.id) l on true
      order by ${inOrder(wish.sort)}`,
  );
  return pageOf(rows, wish, (lead) => placeOf(lead, wish.sort.by));
}

const placeOf = (lead: LeadRecord, by: LeadSortField): LeadPlace => ({
  value: by === 'createdAt' ? lead.createdAt.toISOString() : lead[by],
  id: lead.id,
});

interface LeadAsJson {
  id: Id<'lead'>;
  json: string;
}

/** The same page as the API gives it out: each lead a text of JSON. */
export async function listLeadsAsJson(at: At, vision: LeadVision, wish: LeadWish): Promise<Page<LeadAsJson>> {
  const rows = await runFragment<LeadAsJson & LeadPlace & { total: number }>(
    at,
    fragment`
      with ${walkLeads(vision, wish)}
      select counted.total, l.id, ${placeValues[wish.sort.by]} as value, l.json from counted
        left join (
          select l.id, l.created_at, l.follow_up_date, l.name, l.status, ${leadAsJson} as json
          from ${leadTables} join page on page.id = l.id) l on true
      order by ${inOrder(wish.sort)}`,
  );
  return pageOf(rows, wish, ({ value, id }) => ({ value, id }));
}

const placeValues: Record<LeadSortField, Fragment> = {
  createdAt: isoMoment(fragment`l.created_at`),
  followUpDate: fragment`l.follow_up_date::text`,
  name: fragment`l.name`,
  status: fragment`l.status`,
};

function pageOf<Row extends { id: Id<'lead'>; total: number }>(
  rows: readonly Row[],
  { limit }: LeadWish,
  place: (row: Row) => LeadPlace,
): Page<Row> {
  const total = rows[0]?.total ?? 0;
  // Where the page is empty, the count stands beside a row of nulls.
  const leads = rows.filter((row) => row.id !== null).slice(0, limit);
  const last = rows.length > limit ? leads.at(-1) : undefined;
  return {
    leads,
    next: last ? place(last) : null,
    total: Math.min(total, mostCounted),
    totalIsExact: total <= mostCounted,
  };
}
