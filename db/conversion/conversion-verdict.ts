import type { Verdict } from '../../domain/conversion-verdict.ts';
import { newId } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { type By, recordLeadEvent } from '../lead/lead-events.ts';
import { expectOneRow, type HeldLead, holdLead, setStatus } from '../lead/lead-hold.ts';
import type { Turn } from './conversion-claim.ts';
import { tellAsker, tellBringer } from './conversion-notes.ts';
import { ofTurn, withStep } from './conversion-work.ts';

type VerdictOf<State extends Verdict['state']> = Extract<Verdict, { state: State }>;

/**
 * Ends a turn: all that follows from it, in one transaction. `lost`: the lease had run out and another worker has the
 * conversion, so nothing was written. `by`: the person who looked at the router in the worker's place.
 */
export async function conclude(
  at: Database | Transaction,
  turn: Turn,
  verdict: Verdict,
  by: By = null,
): Promise<'written' | 'lost'> {
  return commit(at, async (tx) => {
    if (verdict.state === 'done') return finish(tx, turn, verdict, by);
    if (verdict.state === 'failed') return fail(tx, turn, verdict, by);
    return postpone(tx, turn, verdict);
  });
}

/** The user was seen on the router: the lead is a customer. */
async function finish(
  tx: Transaction,
  turn: Turn,
  verdict: VerdictOf<'done'>,
  by: By,
): Promise<'written' | 'lost'> {
  // The lead before the conversion, like everybody who holds both.
  const lead = turn.leadId ? await holdLead(tx, turn.leadId) : null;
  const written = await tx.sql`
    update conversions set state = 'done', finished_at = now(), lease_until = null, unanswered_since = null,
      error_code = null, error_message = null, steps = ${withStep(tx, 'verified', verdict.remark)}
    where ${ofTurn(tx, turn)}`;
  if (written.count === 0) return 'lost';
  await keepUser(tx, turn, verdict);
  const asker = await tellAsker(tx, turn.id, 'conversion_done', verdict.username);
  if (!turn.leadId) return 'written';
  if (!lead) throw new Error(`${turn.leadId} is gone, yet leads are never deleted.`);
  await recordEnd(tx, turn, 'done', by);
  if (lead.status !== 'Converted') await convertLead(tx, lead, asker.requestedBy);
  await tellBringer(tx, turn.id, asker);
  return 'written';
}

async function convertLead(tx: Transaction, lead: HeldLead, by: By) {
  await setStatus(tx, lead, 'Converted', by);
  const details = { from: lead.status, to: 'Converted' as const };
  await recordLeadEvent(tx, lead.id, by, { kind: 'status', details });
}

/** The password stays sealed as it was asked for, bound to the conversion. */
async function keepUser(tx: Transaction, turn: Turn, verdict: VerdictOf<'done'>): Promise<void> {
  const kept = await tx.sql`
    insert into mikrotik_users (id, username, router_id, package_id, service, profile, ip_address, password_sealed,
      lead_id, conversion_id, router_item_id)
    select ${newId('mikrotik_user')}, ${verdict.username}, router_id, package_id, service, profile, ip_address,
      password_sealed, lead_id, id, ${verdict.routerItemId}
    from conversions where id = ${turn.id}`;
  expectOneRow(kept, `The user of ${turn.id}`);
}

async function fail(
  tx: Transaction,
  turn: Turn,
  { error }: VerdictOf<'failed'>,
  by: By,
): Promise<'written' | 'lost'> {
  const written = await tx.sql`
    update conversions set state = 'failed', finished_at = now(), lease_until = null, unanswered_since = null,
      error_code = ${error.code}, error_message = ${error.message}, steps = ${withStep(tx, 'failed', error.message)}
    where ${ofTurn(tx, turn)}`;
  if (written.count === 0) return 'lost';
  await recordEnd(tx, turn, 'failed', by);
  await tellAsker(tx, turn.id, 'conversion_failed', turn.username);
  return 'written';
}

async function postpone(
  tx: Transaction,
  turn: Turn,
  { state, error, afterMs }: VerdictOf<'waiting' | 'uncertain'>,
): Promise<'written' | 'lost'> {
  const written = await tx.sql`
    update conversions set state = ${state}, lease_until = null,
      next_attempt_at = now() + ${afterMs} * interval '1 millisecond',
      error_code = ${error.code}, error_message = ${error.message}, steps = ${withStep(tx, state, error.message)}
    where ${ofTurn(tx, turn)}`;
  if (written.count === 0) return 'lost';
  // Most are settled by the next look, half a second later: only a doubt that outlives it is worth a message.
  if (state === 'uncertain' && turn.wasUncertain)
    await tellAsker(tx, turn.id, 'conversion_uncertain', turn.username);
  return 'written';
}

async function recordEnd(tx: Transaction, turn: Turn, what: 'done' | 'failed', by: By): Promise<void> {
  if (!turn.leadId) return;
  await recordLeadEvent(tx, turn.leadId, by, {
    kind: 'conversion',
    details: { conversion: turn.id, what },
  });
}
