import { isLive } from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { type By, recordLeadEvent } from '../lead/lead-events.ts';
import { findConversion } from './conversion-reads.ts';
import { withStep } from './conversion-work.ts';

/** `under_way`: a word may have gone to the router. `finished`: it is done or has failed. */
export type CancelRefused = { refused: 'not_found' | 'under_way' | 'finished' };

/** Gives a conversion up before anything was sent to the router. A second call is harmless. */
export async function cancelConversion(
  at: Database | Transaction,
  id: Id<'conversion'>,
  by: By,
): Promise<'ok' | CancelRefused> {
  return commit(at, async (tx) => {
    const [cancelled] = await tx.sql<{ leadId: Id<'lead'> | null }[]>`
      update conversions set state = 'cancelled', finished_at = now(), next_attempt_at = null,
        steps = ${withStep(tx, 'cancelled')}
      where id = ${id} and state in ('requested', 'waiting') and unanswered_since is null
      returning lead_id`;
    if (!cancelled) return refuseToCancel(tx, id);
    if (cancelled.leadId) {
      const details = { conversion: id, what: 'cancelled' };
      await recordLeadEvent(tx, cancelled.leadId, by, { kind: 'conversion', details });
    }
    return 'ok';
  });
}

async function refuseToCancel(tx: Transaction, id: Id<'conversion'>): Promise<'ok' | CancelRefused> {
  const found = await findConversion(tx, id);
  if (!found) return { refused: 'not_found' };
  if (found.state === 'cancelled') return 'ok';
  return { refused: isLive(found.state) ? 'under_way' : 'finished' };
}
