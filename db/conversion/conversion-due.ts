import type postgres from 'postgres';
import { liveStates } from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import type { Database, Transaction } from '../database.ts';
import { breakerOpensAt } from '../router-health.ts';

/** Asked for, or its time has come, or the worker that held it is gone. */
export const isDue = (at: Database | Transaction) => at.sql`
  (state = 'requested' or (state in ('waiting', 'uncertain') and next_attempt_at <= now())
    or (state = 'working' and lease_until <= now()))`;

/** Since when it has been due: whoever waits longest is served first. */
export const dueSince = (at: Database | Transaction) => at.sql`
  case state when 'working' then lease_until else coalesce(next_attempt_at, created_at) end`;

/** In a worker's hands. */
const isUnderWay = (at: Database | Transaction) => at.sql`(state = 'working' and lease_until > now())`;

/** How many conversions of a router may be under way; one while its breaker is half open. Takes a row of `routers`. */
export const places = (at: Database | Transaction) => at.sql`
  case when failures >= ${breakerOpensAt} then 1 else 2 end`;

/** How many of its conversions are in somebody's hands. `router` is a piece of SQL that gives its id. */
export const underWayOn = (at: Database | Transaction, router: postgres.Fragment) => at.sql`
  (select count(*) from conversions busy where busy.router_id = ${router} and ${isUnderWay(at)})`;

/**
 * The router that a knock is for. Null when the conversion is over, or when as many of its router's conversions are under
 * way as may be: most knocks of a bulk end here, without having asked for a lock.
 *
 * No knock is lost by that null, nor by that of a claim. Whoever was seen to hold a place gives it back later than that, and
 * claims again before leaving: they will see every conversion that was committed by now. Where they die instead, their
 * lease ends and the sweep knocks.
 */
export async function findRouterToServe(db: Database, id: Id<'conversion'>): Promise<Id<'router'> | null> {
  const [row] = await db.sql<{ routerId: Id<'router'> }[]>`
    select c.router_id from conversions c join routers r on r.id = c.router_id
    where c.id = ${id} and c.state in ${db.sql(liveStates)} and ${underWayOn(db, db.sql`r.id`)} < ${places(db)}`;
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
    where turn <= (select ${places(db)} from routers r where r.id = due.router_id)
      - ${underWayOn(db, db.sql`due.router_id`)}`;
  return rows.map((row) => row.id);
}
