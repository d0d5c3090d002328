import type { LeadChoice } from '../db/lead/lead-choice.ts';
import { isId } from '../domain/id.ts';
import type { DeskContext } from './desk.ts';
import { filterOfView, type LeadView, readView } from './lead-view.ts';

/** What was ticked in the table, as its form says it. */
export interface Ticked {
  choice: LeadChoice;
  /** The view that it was ticked in. */
  view: LeadView;
  /** The form's fields that say it, for a form that asks on. */
  fields: readonly (readonly [name: string, value: string])[];
}

/** More than stand on a page are not ticked but asked for by the view. */
const mostTicked = 500;

/** Null where nothing was ticked. */
export function readTicked(c: DeskContext, form: URLSearchParams): Ticked | null {
  const { viewer, settings } = c.var;
  const view = readView(new URLSearchParams(form.get('view') ?? ''));
  const itsView = ['view', form.get('view') ?? ''] as const;
  if (form.get('every') === 'yes') {
    const filter = filterOfView(view, viewer.person.id, settings.country);
    return { choice: { filter }, view, fields: [itsView, ['every', 'yes']] };
  }
  const ticked = form
    .getAll('lead')
    .filter((id) => isId('lead', id))
    .slice(0, mostTicked);
  if (ticked.length === 0) return null;
  return { choice: { ticked }, view, fields: [itsView, ...ticked.map((id) => ['lead', id] as const)] };
}
