import { liveStates } from '../domain/conversion.ts';
import type { Id } from '../domain/id.ts';
import type { Database, Transaction } from './database.ts';
import { breakerOpensAt } from './router-health.ts';

/** Asked for, or its time has come, or the worker that held it is gone. */
export const isDue = (at: Database | Transaction) => at.sql`
  (state = 'requested' or (state in ('waiting', 'uncertain') and next_attempt_at <= now())
    or (state = 'working' and lease_until <= now()))`;

/** Since when it has been due: whoever waits longest is served first. */
export const dueSince = (at: Database | Transaction) => at.sql`
  case state when 'working' then lease_until else coalesce(next_attempt_at, created_at) end`;

/** In a worker's hands. */
export const isUnderWay = (at: Database | Transaction) => at.sql`(state = 'working' and lease_until > now())`;

/** How many conversions of a router may be under way; one while its breaker is half open. Takes a row of `routers`. */
export const places = (at: Database | Transaction) => at.sql`
  case when failures >= ${breakerOpensAt} then 1 else 2 end`;

/** The router that a knock is for; null when the conversion is over. */
export async function findRouterToServe(db: Database, id: Id<'conversion'>): Promise<Id<'router'> | null> {
  const [row] = await db.sql<{ routerId: Id<'router'> }[]>`
    select router_id from conversions where id = ${id} and state in ${db.sql(liveStates)}`;
  return row?.routerId ?? null;
}

/**
 * Conversions that are due and that nobody has taken: their knock was lost, or their time has come, or their worker
 * died. Of each router no more than it has free places, because whoever takes one goes on until none is due.
 */
export async function listForgottenConversions(db: Database): Promise<Id<'conversion'>[]> {
  const rows = await db.sql<{ id: Id<'conversion'> }[]>`
    select id from (
      select id, router_id, row_number() over (partition by router_id order by ${dueSince(db)}, id) as turn
      from conversions
      where ${isDue(db)} and (state <> 'requested' or created_at <= now() - interval '2 seconds')
    ) due
    where turn <= (select ${places(db)} from routers where routers.id = due.router_id)
      - (select count(*) from conversions c where c.router_id = due.router_id and ${isUnderWay(db)})`;
  return rows.map((row) => row.id);
}
