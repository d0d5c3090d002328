import { liveStates } from '../domain/conversion.ts';
import type { Id } from '../domain/id.ts';
import { commit, type Database, type Transaction } from './database.ts';

/** What keeps a router in its place. */
export interface RouterUse {
  /** Users that we made and that are on it. */
  users: number;
  /** Users that are being made, or of which nobody knows yet whether they were. */
  conversions: number;
}

export async function countRouterUse(at: Database | Transaction, id: Id<'router'>): Promise<RouterUse> {
  const [use] = await at.sql<RouterUse[]>`
    select
      (select count(*) from mikrotik_users where router_id = ${id} and removed_at is null) as users,
      (select count(*) from conversions where router_id = ${id} and state in ${at.sql(liveStates)}) as conversions`;
  if (!use) throw new Error('A select without a table always gives a row.');
  return use;
}

export type RetireRefused = { refused: 'not_found' } | ({ refused: 'in_use' } & RouterUse);

/** A retired router is asked nothing and offered to nobody. Its row stays, for what was done on it is told by its name. */
export async function retireRouter(db: Database, id: Id<'router'>): Promise<'ok' | RetireRefused> {
  return commit(db, async (tx) => {
    // Whoever asks for a conversion holds a share of the router's row: from here on nobody can, and whoever did is counted.
    const held = await tx.sql`select from routers where id = ${id} and active for update`;
    if (held.count === 0) return { refused: 'not_found' };
    const use = await countRouterUse(tx, id);
    if (use.users > 0 || use.conversions > 0) return { refused: 'in_use', ...use };
    await tx.sql`update routers set active = false where id = ${id}`;
    return 'ok';
  });
}

/** Puts a retired router to use again; what was known of its health is too old to believe. */
export async function reviveRouter(
  at: Database | Transaction,
  id: Id<'router'>,
): Promise<'ok' | { refused: 'not_found' }> {
  const revived = await at.sql`
    update routers set active = true, failures = 0, away_until = null, last_error = null
    where id = ${id} and not active`;
  return revived.count === 1 ? 'ok' : { refused: 'not_found' };
}
