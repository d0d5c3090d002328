import { type FollowUpTerm, followUpTerms, type LeadFilter } from '../db/lead/lead-filter.ts';
import { type LeadPlace, type LeadSort, type LeadSortField, leadSortFields } from '../db/lead/lead-list.ts';
import { type Id, isId } from '../domain/id.ts';
import { type LeadSource, type LeadStatus, longest, parseSource, parseStatus } from '../domain/lead.ts';
import type { Country } from '../domain/phone.ts';

/** Whoever opens the address: a view of one's own work that is shared becomes the other's own. */
export type Assignee = Id<'user'> | 'me' | 'nobody';

/**
 * What the address bar says of the page of leads: what is filtered and how it is sorted, and on which page of that one is.
 * The names in the address are those of `GET /api/leads`.
 */
export interface LeadView {
  search: string;
  statuses: readonly LeadStatus[];
  sources: readonly LeadSource[];
  /** Names, as they were written. */
  broughtInBy: readonly string[];
  assignedTo: readonly Assignee[];
  followUp: readonly FollowUpTerm[];
  sort: LeadSort;
  /** Null: the first page. */
  page: ViewPage | null;
  /** Of the chart above, whose choice stays when the filter changes. */
  year: string | null;
}

interface ViewPage {
  after: LeadPlace;
  /** The number of its first lead, for people: with others at work it may be off by a few. Null where nobody says. */
  from: number | null;
}

const newestFirst: LeadSort = { by: 'createdAt', descending: true };

/** Nobody ticks more than these; an address that holds more was not written by us. */
const mostOfAKind = 50;

/** Reads an address. What makes no sense in it asks nothing: an address that was shared is never an error. */
export function readView(query: URLSearchParams): LeadView {
  const all = <Value>(name: string, read: (word: string) => Value | null): Value[] => {
    const values = query.getAll(name).map((word) => read(clean(word)));
    return [...new Set(values.filter((value) => value !== null))].slice(0, mostOfAKind);
  };
  const sort = readSort(query.get('sort') ?? '');
  const year = query.get('year') ?? '';
  return {
    search: clean(query.get('q') ?? '').slice(0, 100),
    statuses: all('status', parseStatus),
    sources: all('leadSource', parseSource),
    broughtInBy: withoutRepeats(all('broughtInBy', (name) => name.slice(0, longest.name) || null)),
    assignedTo: all('assignedTo', readAssignee),
    followUp: all('followUp', (word) => followUpTerms.find((term) => term === word) ?? null),
    sort,
    page: readPage(query, sort),
    year: /^[12]\d{3}$/.test(year) ? year : null,
  };
}

// PostgreSQL has no text with a NUL in it.
const clean = (word: string) => word.replaceAll('\0', '').trim();

/** Names are looked for without regard to case. */
const withoutRepeats = (names: readonly string[]): string[] => [
  ...new Map(names.map((name) => [name.toLowerCase(), name])).values(),
];

const readAssignee = (word: string): Assignee | null =>
  word === 'me' || word === 'nobody' || isId('user', word) ? word : null;

function readSort(word: string): LeadSort {
  const by = leadSortFields.find((field) => word === field || word === `-${field}`);
  return by ? { by, descending: word.startsWith('-') } : newestFirst;
}

function readPage(query: URLSearchParams, { by }: LeadSort): ViewPage | null {
  const [id = '', ...rest] = (query.get('after') ?? '').split('~');
  const value = rest.length === 0 ? null : clean(rest.join('~'));
  if (!isId('lead', id) || !isValueOf(by, value)) return null;
  const from = Number(query.get('from'));
  return { after: { value, id }, from: Number.isSafeInteger(from) && from > 1 ? from : null };
}

/** A place is compared with its column: PostgreSQL must be able to read it. */
function isValueOf(by: LeadSortField, value: string | null): boolean {
  if (value === null) return by === 'name' || by === 'followUpDate';
  if (by === 'createdAt') return isMoment(value);
  return by !== 'followUpDate' || isMoment(`${value}T00:00:00.000Z`);
}

const isMoment = (text: string) => /^[12]\d{3}-/.test(text) && momentOf(text)?.toISOString() === text;

function momentOf(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** The address of a view; what it does not ask is not in it. */
export function pathOfView(view: LeadView, path = '/leads'): string {
  const query = queryOfView(view).toString();
  return query ? `${path}?${query}` : path;
}

export function queryOfView(view: LeadView): URLSearchParams {
  const query = new URLSearchParams();
  if (view.search) query.set('q', view.search);
  for (const [name, value] of filterPairs(view)) query.append(name, value);
  if (!isSameSort(view.sort, newestFirst)) query.set('sort', wordOfSort(view.sort));
  if (view.year) query.set('year', view.year);
  if (view.page) {
    const { after, from } = view.page;
    query.set('after', after.value === null ? after.id : `${after.id}~${after.value}`);
    if (from) query.set('from', String(from));
  }
  return query;
}

const filterPairs = (view: LeadView): (readonly [string, string])[] => [
  ...view.statuses.map((status) => ['status', status] as const),
  ...view.sources.map((source) => ['leadSource', source] as const),
  ...view.broughtInBy.map((name) => ['broughtInBy', name] as const),
  ...view.assignedTo.map((who) => ['assignedTo', who] as const),
  ...view.followUp.map((term) => ['followUp', term] as const),
];

/** `-createdAt`, as in the address. */
export const wordOfSort = ({ by, descending }: LeadSort): string => (descending ? `-${by}` : by);

export const isSameSort = (one: LeadSort, other: LeadSort): boolean => wordOfSort(one) === wordOfSort(other);

/** The same leads from the beginning, otherwise asked or sorted. */
export const changeView = (view: LeadView, changes: Partial<LeadView>): LeadView => ({
  ...view,
  page: null,
  ...changes,
});

/** Every lead, sorted as before. */
export const clearView = (view: LeadView): LeadView =>
  changeView(view, { search: '', statuses: [], sources: [], broughtInBy: [], assignedTo: [], followUp: [] });

export const isFiltered = (view: LeadView): boolean => view.search !== '' || filterPairs(view).length > 0;

/** What the database is asked for. */
export function filterOfView(view: LeadView, me: Id<'user'>, country: Country): LeadFilter {
  const someOf = <Value>(values: readonly Value[]) => (values.length > 0 ? values : undefined);
  const idOf = (who: Assignee) => (who === 'me' ? me : who === 'nobody' ? null : who);
  return {
    statuses: someOf(view.statuses),
    sources: someOf(view.sources),
    broughtInBy: someOf(view.broughtInBy),
    assignedTo: someOf(view.assignedTo.map(idOf)),
    followUp: someOf(view.followUp),
    search: view.search ? { text: view.search, country } : undefined,
  };
}
