import type { LeadVision } from '../db/lead/lead-reads.ts';
import type { Person } from '../db/person/people.ts';
import type { Id } from '../domain/id.ts';
import { may, scopeOfLeads, type Verb } from '../domain/permissions.ts';
import type { Role } from '../domain/person.ts';

/** Whoever stands behind a request: a signed-in person, or a program with an API key. */
export type Viewer =
  | { kind: 'person'; role: Role; person: Person }
  | { kind: 'key'; role: Role; key: Id<'api_key'> };

export const viewerMay = (viewer: Viewer, verb: Verb): boolean => may(viewer.role, verb);

/** Who is written into the history: a person by name, a key as nobody. */
export const byOf = (viewer: Viewer): Id<'user'> | null =>
  viewer.kind === 'person' ? viewer.person.id : null;

/** Null: this viewer may look at no lead. A key stands for no person, so its narrow scopes are empty. */
export function visionOf(viewer: Viewer): LeadVision | null {
  const scope = scopeOfLeads(viewer.role);
  if (scope === 'all') return { sees: 'all' };
  if (scope === 'none' || viewer.kind === 'key') return null;
  return { sees: scope, person: viewer.person.id };
}
