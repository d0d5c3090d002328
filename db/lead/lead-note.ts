import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { holdLead } from './lead-hold.ts';

/** Keeps a note for colleagues in the lead's history. The lead itself stays as it is, its `updatedAt` too. */
export async function writeNote(
  at: Database | Transaction,
  id: Id<'lead'>,
  text: string,
  by: By,
): Promise<'ok' | { refused: 'not_found' }> {
  return commit(at, async (tx) => {
    const lead = await holdLead(tx, id);
    if (!lead || lead.archivedAt) return { refused: 'not_found' };
    await recordLeadEvent(tx, id, by, { kind: 'note', details: { text } });
    return 'ok';
  });
}
