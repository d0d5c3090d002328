import type { Id } from '../domain/id.ts';
import type { Database, Transaction } from './database.ts';

/** What an attempt to ask a router has told about it. */
export type RouterHealth =
  /** It answered, be it with a no. */
  | { router: 'seen' }
  /** It is there and does not let us in: wrong password, another certificate. */
  | { router: 'shut'; words: string }
  /** No answer. */
  | { router: 'away'; words: string };

/**
 * The breaker of a router, shared by every worker:
 *
 *   closed      fewer than two failures in a row: two conversions at once
 *   open        away_until is in the future: nobody asks it anything
 *   half open   away_until has passed: one conversion at a time, until an answer closes it or a failure opens it again
 *
 * It opens for 2 s, and twice as long each time, up to a minute; give or take a fifth, so that routers which went away
 * together are not asked together.
 */
export async function noteRouterHealth(
  at: Database | Transaction,
  id: Id<'router'>,
  health: RouterHealth,
): Promise<void> {
  if (health.router === 'away') await noteAway(at, id, health.words);
  else await noteThere(at, id, health.router === 'shut' ? health.words : null);
}

/** At how many failures in a row the breaker opens. */
export const breakerOpensAt = 2;

async function noteAway(at: Database | Transaction, id: Id<'router'>, words: string): Promise<void> {
  // Whoever was under way when it opened brings no news: counted twice, the same outage would double its length.
  await at.sql`
    update routers set failures = failures + 1, last_error = ${words},
      away_until = case when failures + 1 >= ${breakerOpensAt} then
        now() + least(60, 2 ^ least(failures, 10)) * (0.8 + 0.4 * random()) * interval '1 second' end
    where id = ${id} and (away_until is null or away_until <= now())`;
}

async function noteThere(
  at: Database | Transaction,
  id: Id<'router'>,
  trouble: string | null,
): Promise<void> {
  // Most answers tell nothing new, and a row written at each of them would be fought over by all its conversions.
  await at.sql`
    update routers set failures = 0, away_until = null, last_error = ${trouble}, last_seen_at = now()
    where id = ${id} and (failures > 0 or last_error is distinct from ${trouble} or last_seen_at is null
      or last_seen_at < now() - interval '10 seconds')`;
}
