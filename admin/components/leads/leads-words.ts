import type { FollowUpTerm } from '../../../db/lead/lead-filter.ts';
import type { LeadPage, LeadSort } from '../../../db/lead/lead-list.ts';
import type { Id } from '../../../domain/id.ts';
import type { Assignee } from '../../lead-view.ts';
import { showCount } from '../count.ts';

export type PeopleNames = ReadonlyMap<Id<'user'>, string>;

export const followUpWords: Record<FollowUpTerm, string> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Due within a week',
};

/** A person whose id is in a shared address may be gone. */
export function assigneeWords(who: Assignee, names: PeopleNames): string {
  if (who === 'me') return 'me';
  return who === 'nobody' ? 'nobody' : (names.get(who) ?? 'somebody else');
}

/** Every order of the table in people's words, the first being the usual one. */
export const sortChoices: readonly { sort: LeadSort; words: string }[] = [
  { sort: { by: 'createdAt', descending: true }, words: 'Newest first' },
  { sort: { by: 'createdAt', descending: false }, words: 'Oldest first' },
  { sort: { by: 'followUpDate', descending: false }, words: 'Follow-up, soonest first' },
  { sort: { by: 'followUpDate', descending: true }, words: 'Follow-up, latest first' },
  { sort: { by: 'name', descending: false }, words: 'Name, A to Z' },
  { sort: { by: 'name', descending: true }, words: 'Name, Z to A' },
  { sort: { by: 'status', descending: false }, words: 'Status, A to Z' },
  { sort: { by: 'status', descending: true }, words: 'Status, Z to A' },
];

/** `1 lead`, `1,240 leads`, `more than 10,000 leads` */
export function leadsWords({ total, totalIsExact }: Pick<LeadPage, 'total' | 'totalIsExact'>): string {
  if (!totalIsExact) return `more than ${showCount(total)} leads`;
  return total === 1 ? '1 lead' : `${showCount(total)} leads`;
}

/** `51–100 of 1,240 leads`; the whole number alone where one page shows all. `from` is null where nobody knows it. */
export function rangeWords(page: LeadPage, from: number | null): string {
  const shown = page.leads.length;
  if (from === null || (from === 1 && shown === page.total && page.totalIsExact)) return leadsWords(page);
  const to = from + shown - 1;
  // Leads that went away while somebody paged.
  if (page.totalIsExact && to > page.total) return leadsWords(page);
  return `${showCount(from)}–${showCount(to)} of ${leadsWords(page)}`;
}
