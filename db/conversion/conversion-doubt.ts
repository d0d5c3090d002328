import type { Verdict } from '../../domain/conversion-verdict.ts';
import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { holdLead } from '../lead/lead-hold.ts';
import { type Turn, takeTurn } from './conversion-claim.ts';
import { type ConversionRecord, findConversion } from './conversion-reads.ts';
import { conclude } from './conversion-verdict.ts';

/** `too_early`: the add may still take effect. `not_uncertain`: the worker has found out, or is looking just now. */
export type SettleRefused = { refused: 'not_found' | 'too_early' | 'not_uncertain' };

/** So long after an add was sent it lands no more, and a worker that could reach the router would have seen what it did. */
const settledAfterMs = 10 * 60_000;

/** From now on a person may look in the worker's place. */
export const mayBeSettled = ({ state, unansweredSince }: ConversionRecord): boolean =>
  state === 'uncertain' &&
  unansweredSince !== null &&
  Date.now() - unansweredSince.getTime() >= settledAfterMs;

/**
 * A person has looked at a router that the worker cannot reach any more, and tells whether our user is on it. It is a turn
 * like any other: while it is written no worker has the conversion. A second call finds it settled.
 */
export async function settleDoubt(
  at: Database | Transaction,
  id: Id<'conversion'>,
  seen: 'present' | 'absent',
  by: { id: Id<'user'>; name: string },
): Promise<'ok' | SettleRefused> {
  return commit(at, async (tx) => {
    const found = await findConversion(tx, id);
    if (!found) return { refused: 'not_found' };
    // The lead before the conversion, like everybody who holds both.
    if (found.leadId) await holdLead(tx, found.leadId);
    const settled = tx.sql`now() - ${settledAfterMs} * interval '1 millisecond'`;
    const turn = await takeTurn(
      tx,
      tx.sql`id = ${id} and state = 'uncertain' and unanswered_since <= ${settled}`,
      settledAfterMs,
    );
    if (!turn) return { refused: await whyNot(tx, id) };
    const written = await conclude(tx, turn, verdictOf(turn, seen, by.name), by.id);
    if (written === 'lost') throw new Error(`${id} was taken in this transaction and is lost in it.`);
    return 'ok';
  });
}

/** Read anew: the conversion may have moved while we waited for its lead. */
async function whyNot(tx: Transaction, id: Id<'conversion'>): Promise<SettleRefused['refused']> {
  return (await findConversion(tx, id))?.state === 'uncertain' ? 'too_early' : 'not_uncertain';
}

function verdictOf({ username }: Turn, seen: 'present' | 'absent', who: string): Verdict {
  if (seen === 'present')
    return { state: 'done', username, routerItemId: null, remark: `${who} saw it on the router.` };
  const message = `${who} looked at the router: ${username} is not on it.`;
  return { state: 'failed', error: { code: 'outcome_unknown', message } };
}
