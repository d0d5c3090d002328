import type { Database } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';
import { type LeadVision, visibleLeads } from './lead-reads.ts';
import { atMost } from './lead-walk.ts';

/** Typing more letters narrows it; a longer list helps nobody. */
const mostBringers = 12;

/** How many names the walk may pass by, where the order of the database's language scatters what begins alike. */
const mostSteps = 60;

/**
 * Names in brought-in-by that begin with these letters, as somebody wrote each. Among a million leads each name is one
 * probe of the index on it: the next name greater than the last, never the rows between.
 */
export async function findBringerNames(db: Database, vision: LeadVision, typed: string): Promise<string[]> {
  const start = typed.trim().toLowerCase();
  const next = (bound: Fragment) => fragment`
    select lower(l.brought_in_by) as key, l.brought_in_by as name from leads l
    where l.archived_at is null and ${visibleLeads(vision)} and ${bound}
    order by lower(l.brought_in_by) limit 1`;
  const rows = await runFragment<{ name: string }>(
    db,
    fragment`
      with recursive walk as (
        (select 1 as step, first.* from (${next(fragment`lower(l.brought_in_by) >= ${start}`)}) first)
        union all
        select walk.step + 1, other.* from walk
          cross join lateral (${next(fragment`lower(l.brought_in_by) > walk.key`)}) other
        where walk.step < ${atMost(mostSteps)})
      select name from walk where starts_with(key, ${start}) and key <> '' limit ${atMost(mostBringers)}`,
  );
  return rows.map(({ name }) => name);
}
