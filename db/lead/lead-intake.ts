import { setTimeout as pause } from 'node:timers/promises';
import { commit, type Database, type Transaction } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { createLead, type NewLead, type ReferenceRefused } from './leads.ts';

/**
 * A website hands somebody in. Whoever hears the answer learns nothing of the leads that are here: a known phone is only
 * claimed, so what was said is kept as a touch for staff and changes nothing (law 11).
 */
export async function takeInLead(
  at: Database | Transaction,
  lead: NewLead,
  by: By,
  door: string,
): Promise<'received' | ReferenceRefused> {
  return commit(at, async (tx) => {
    const result = await createLead(tx, lead, by, door);
    if ('created' in result) return 'received';
    if (result.refused === 'unknown_reference') return result;
    const { phone: _, ...answers } = lead;
    await recordLeadEvent(tx, result.lead, by, {
      kind: 'touched',
      details: { door, claimed: true, answers },
    });
    return 'received';
  });
}

/** Milliseconds. Far more than a lead takes to write, far less than a person notices. */
const tick = 50;

/**
 * Gives what `work` gives at a full tick after its beginning. A known phone is two statements more than a new one; whoever
 * holds the watch is not to learn which it was.
 */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  await pause(tick - ((performance.now() - began) % tick));
  return result;
}
