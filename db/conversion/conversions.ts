import { liveStates, type Service } from '../../domain/conversion.ts';
import { type Id, newId } from '../../domain/id.ts';
import { type MoveRefused, refuseToChange } from '../../domain/lead.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';
import { recordLeadEvent } from '../lead/lead-events.ts';
import { holdLead } from '../lead/lead-hold.ts';

export interface UserWish {
  username: string;
  password: string;
  packageId: Id<'package'>;
  routerId: Id<'router'>;
  /** Null: the profile's pool gives the address. */
  ipAddress: string | null;
}

export interface Asker {
  by: Id<'user'> | null;
  /** The chat that it was asked in; the answer goes there. */
  askedIn?: Id<'conversation'> | null;
}

export type RequestRefused =
  | { refused: 'not_found' | 'already_customer' | 'username_taken' | MoveRefused }
  | { refused: 'unknown_reference'; field: 'packageId' | 'routerId' };

/**
 * Asks for a user on a router: the intent is committed before the first word to it. The lead's status does not move yet.
 * `lead` is null for a user without a lead.
 */
export async function requestConversion(
  at: Database | Transaction,
  leadId: Id<'lead'> | null,
  wish: UserWish,
  asker: Asker,
): Promise<{ conversion: Id<'conversion'> } | RequestRefused> {
  try {
    return await commit(at, (tx) => writeRequest(tx, leadId, wish, asker));
  } catch (error) {
    // Two askers at once: the unique indexes over the live states let one through.
    const index = violatedUnique(error);
    if (index === 'conversions_one_live_per_lead') return { refused: 'conversion_running' };
    if (index === 'conversions_one_live_per_username') return { refused: 'username_taken' };
    throw error;
  }
}

async function writeRequest(
  tx: Transaction,
  leadId: Id<'lead'> | null,
  wish: UserWish,
  asker: Asker,
): Promise<{ conversion: Id<'conversion'> } | RequestRefused> {
  const refused = leadId ? await refuseConversion(tx, leadId) : null;
  if (refused) return refused;
  const sold = await findSoldPackage(tx, wish.packageId);
  if (!sold) return { refused: 'unknown_reference', field: 'packageId' };
  // A share of its row, so that it is not retired in this moment.
  const routers = await tx.sql`select from routers where id = ${wish.routerId} and active for key share`;
  if (routers.count === 0) return { refused: 'unknown_reference', field: 'routerId' };
  if (await isUsernameTaken(tx, wish.username, wish.routerId)) return { refused: 'username_taken' };
  const id = newId('conversion');
  const { password, ...asked } = wish;
  const row = {
    ...asked,
    ...sold,
    id,
    leadId,
    passwordSealed: tx.vault.seal(password, id),
    steps: tx.sql.json([{ at: new Date().toISOString(), what: 'requested' }]),
    requestedBy: asker.by,
    askedIn: asker.askedIn ?? null,
  };
  await tx.sql`insert into conversions ${tx.sql(row)}`;
  if (leadId) {
    const details = { conversion: id, what: 'requested' };
    await recordLeadEvent(tx, leadId, asker.by, { kind: 'conversion', details });
  }
  tx.wake({ queue: 'conversions', id });
  return { conversion: id };
}

async function refuseConversion(tx: Transaction, id: Id<'lead'>): Promise<RequestRefused | null> {
  const lead = await holdLead(tx, id);
  if (!lead || lead.archivedAt) return { refused: 'not_found' };
  // Converted without a user may still be given one.
  const refused = refuseToChange(lead);
  if (refused) return { refused };
  return lead.hasRouterUser ? { refused: 'already_customer' } : null;
}

async function findSoldPackage(
  tx: Transaction,
  id: Id<'package'>,
): Promise<{ service: Service; profile: string } | null> {
  const [sold] = await tx.sql<{ service: Service; profile: string }[]>`
    select service, profile from packages where id = ${id}`;
  return sold ?? null;
}

/** Taken by a user we made, or are making, on that router (or on any, when none is named). The router itself is asked by the worker. */
export async function isUsernameTaken(
  at: Database | Transaction,
  username: string,
  router: Id<'router'> | null,
): Promise<boolean> {
  const here = router ? at.sql`and router_id = ${router}` : at.sql``;
  const found = await at.sql`
    select from mikrotik_users where username = ${username} and removed_at is null ${here}
    union all
    select from conversions where username = ${username} and state in ${at.sql(liveStates)} ${here}
    limit 1`;
  return found.count > 0;
}
