import type { Id } from '../../domain/id.ts';
import type { Database, Transaction } from '../database.ts';
import { fragment, runFragment } from '../fragment.ts';
import { rememberFull, wasFull } from './full-lists.ts';
import type { LeadFilter } from './lead-filter.ts';
import { readLeadsAsJson } from './lead-json.ts';
import { type LeadRecord, type LeadVision, leadSelect } from './lead-reads.ts';
import { mostCounted, surelyMore, walkCounted, walkUncounted } from './lead-walk.ts';

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

/** Which leads stand on a page; `next` is null where that was all. `total` is exact up to `mostCounted`. */
interface Places {
  ids: Id<'lead'>[];
  next: LeadPlace | null;
  total: number;
  totalIsExact: boolean;
}

export type LeadPage = Omit<Places, 'ids'> & { leads: LeadRecord[] };

/**
 * One page of the leads that the asker may see, and how many there are. Pages are walked by key, not by offset, so that the
 * thousandth costs what the first does.
 */
export async function listLeads(at: At, vision: LeadVision, wish: LeadWish): Promise<LeadPage> {
  const { ids, ...page } = await findPlaces(at, vision, wish);
  const leads = await runFragment<LeadRecord>(at, fragment`${leadSelect} where l.id = any(${ids}::text[])`);
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return { leads: ids.map((id) => byId.get(id)).filter((lead) => lead !== undefined), ...page };
}

/** The same page as the API gives it out: the leads as one text, an array of JSON. */
export async function listLeadsAsJson(
  at: At,
  vision: LeadVision,
  wish: LeadWish,
): Promise<Omit<Places, 'ids'> & { json: string }> {
  const { ids, ...page } = await findPlaces(at, vision, wish);
  return { json: ids.length > 0 ? await readLeadsAsJson(at, ids) : '[]', ...page };
}

async function findPlaces(at: At, vision: LeadVision, wish: LeadWish): Promise<Places> {
  if (!wasFull(at, vision, wish.filter)) {
    const found = await runFragment<LeadPlace & { total: number }>(at, walkCounted(vision, wish));
    const total = found[0]?.total ?? 0;
    if (total < surelyMore) return pageOf(found, wish, total);
    rememberFull(at, vision, wish.filter);
    if (!wish.filter.search) return pageOf(found, wish, total);
  }
  return pageOf(await runFragment<LeadPlace>(at, walkUncounted(vision, wish)), wish, surelyMore);
}

function pageOf(found: readonly LeadPlace[], { limit }: LeadWish, total: number): Places {
  // Where the page is empty, the count stands beside nulls.
  const places = found.filter(({ id }) => id !== null);
  const last = places.length > limit ? places[limit - 1] : undefined;
  return {
    ids: places.slice(0, limit).map(({ id }) => id),
    next: last ? { value: last.value, id: last.id } : null,
    total: Math.min(total, mostCounted),
    totalIsExact: total <= mostCounted,
  };
}
