import type { LeadSource, LeadStatus } from '../../domain/lead.ts';
import type { Country } from '../../domain/phone.ts';
import { phonePieces } from '../../domain/phone-search.ts';
import { type Fragment, fragment } from '../fragment.ts';
import { type LeadVision, visibleLeads } from './lead-reads.ts';

/** Due before today, today, or from today to the sixth day after it: days of the ISP's zone. */
export const followUpTerms = ['overdue', 'today', 'week'] as const;
export type FollowUpTerm = (typeof followUpTerms)[number];

/** Which leads are wanted. An absent key asks nothing; a list asks for any of its members, so an empty one matches no lead. */
export interface LeadFilter {
  statuses?: readonly LeadStatus[];
  sources?: readonly LeadSource[];
  /** Whole names, without regard to case. */
  broughtInBy?: readonly string[];
  /** Ids of people; null is nobody. */
  assignedTo?: readonly (string | null)[];
  followUp?: readonly FollowUpTerm[];
  /** Any part of name or phone, however the phone is written; a beginning where it is shorter than three characters. */
  search?: { text: string; country: Country };
  /** `shown`: archived leads are listed too. */
  archived?: 'hidden' | 'shown';
}

/** The condition on `leads l`, without the search. */
function leadsMatching(vision: LeadVision, filter: LeadFilter): Fragment {
  const { statuses, sources, assignedTo, followUp } = filter;
  const bringers = filter.broughtInBy?.map((name) => name.toLowerCase());
  const conditions = [
    visibleLeads(vision),
    filter.archived === 'shown' ? null : fragment`l.archived_at is null`,
    statuses && isOneOf(fragment`l.status`, statuses),
    sources && isOneOf(fragment`l.source`, sources),
    bringers && isOneOf(fragment`lower(l.brought_in_by)`, bringers),
    assignedTo && isAssignedTo(assignedTo),
    followUp && anyOf(followUp.map((term) => dueIn[term])),
  ];
  return conditions.filter((condition) => !!condition).reduce((all, next) => fragment`${all} and ${next}`);
}

// Only `=` lets an index on (column, created_at) give its rows in order; any other number of values is one text.
const isOneOf = (column: Fragment, [first, ...more]: readonly string[]): Fragment =>
  first !== undefined && more.length === 0
    ? fragment`${column} = ${first}`
    : fragment`${column} = any(${[first ?? [], more].flat()}::text[])`;

function isAssignedTo(wanted: readonly (string | null)[]): Fragment {
  const people = wanted.filter((person) => person !== null);
  const isTheirs = isOneOf(fragment`l.assigned_to`, people);
  if (people.length === wanted.length) return isTheirs;
  const isNobodys = fragment`l.assigned_to is null`;
  return people.length === 0 ? isNobodys : anyOf([isNobodys, isTheirs]);
}

function anyOf(conditions: readonly Fragment[]): Fragment {
  if (conditions.length === 0) return fragment`false`;
  return fragment`(${conditions.reduce((any, next) => fragment`${any} or ${next}`)})`;
}

const today = fragment`(now() at time zone (select time_zone from settings))::date`;

const dueIn: Record<FollowUpTerm, Fragment> = {
  overdue: fragment`l.follow_up_date < ${today}`,
  today: fragment`l.follow_up_date = ${today}`,
  week: fragment`l.follow_up_date between ${today} and ${today} + 6`,
};

/** The condition on `leads l`, with the search: for reading all of them, where no page hurries. */
export function leadsWanted(vision: LeadVision, filter: LeadFilter): Fragment {
  const matching = leadsMatching(vision, filter);
  return filter.search ? fragment`${matching} and ${leadsFound(filter.search)}` : matching;
}

/** The condition on `leads l` that a search asks for: both sides are served by the trigram indexes. */
function leadsFound(search: { text: string; country: Country }): Fragment {
  const text = search.text.trim();
  // Two characters have no trigram: they are looked for at the beginning only.
  const name = [...text].length < 3 ? `${literal(text)}%` : `%${literal(text)}%`;
  const phones = phonePieces(text, search.country).map((piece) =>
    'start' in piece ? `${piece.start}%` : `%${piece.part}%`,
  );
  return anyOf([
    fragment`lower(l.name) like lower(${name})`,
    ...phones.map((pattern) => fragment`l.phone like ${pattern}`),
  ]);
}

const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');
