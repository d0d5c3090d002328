import type { Id } from '../../domain/id.ts';
import type { Database } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';
import { type LeadFilter, leadsWanted } from './lead-filter.ts';
import type { LeadVision } from './lead-reads.ts';
import { atMost, mostCounted } from './lead-walk.ts';

/** Which leads something is done with: those that were ticked, or all that a view shows, on every page of it. */
export type LeadChoice = { ticked: readonly Id<'lead'>[] } | { filter: LeadFilter };

/** The condition on `leads l`. What the asker may not see is never chosen, whoever ticked it. */
export const leadsChosen = (vision: LeadVision, choice: LeadChoice): Fragment =>
  'filter' in choice
    ? leadsWanted(vision, choice.filter)
    : fragment`${leadsWanted(vision, {})} and l.id = any(${choice.ticked}::text[])`;

/** Exact up to `mostCounted`, as in a list. */
export async function countChosen(
  db: Database,
  vision: LeadVision,
  choice: LeadChoice,
): Promise<{ total: number; totalIsExact: boolean }> {
  const [counted] = await runFragment<{ total: number }>(
    db,
    fragment`
      select count(*) as total from (
        select from leads l where ${leadsChosen(vision, choice)} limit ${atMost(mostCounted + 1)}) l`,
  );
  const total = counted?.total ?? 0;
  return { total: Math.min(total, mostCounted), totalIsExact: total <= mostCounted };
}
