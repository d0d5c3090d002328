import type { Id } from '../../domain/id.ts';
import { type MoveRefused, refuseToChange } from '../../domain/lead.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { expectOneRow, holdLead, justNow } from './lead-hold.ts';
import { findLeadByPhone } from './leads.ts';

export type ArchiveRefused = { refused: 'not_found' | 'changed_meanwhile' | MoveRefused };

/**
 * Takes a lead out of lists and counts. Nothing is deleted; archiving twice is harmless. `unchangedSince` is the `updatedAt`
 * that the asker had read.
 */
export async function archiveLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  by: By,
  unchangedSince?: Date,
): Promise<'ok' | ArchiveRefused> {
  return commit(at, async (tx) => {
    const lead = await holdLead(tx, id);
    if (!lead) return { refused: 'not_found' };
    if (lead.archivedAt) return 'ok';
    if (unchangedSince && unchangedSince.getTime() !== lead.updatedAt.getTime())
      return { refused: 'changed_meanwhile' };
    const refused = refuseToChange(lead);
    if (refused) return { refused };
    const result = await tx.sql`
      update leads set archived_at = now(), updated_at = ${justNow(tx)} where id = ${id} and archived_at is null`;
    expectOneRow(result, `Archiving ${id}`);
    await recordLeadEvent(tx, id, by, { kind: 'archived', details: {} });
    return 'ok';
  });
}

export type RestoreRefused =
  | { refused: 'not_found' }
  | { refused: 'phone_taken'; lead: Id<'lead'> | null }
  /** It became part of another lead: undoing that merge brings it back, and nothing else. */
  | { refused: 'merged'; into: Id<'lead'> };

/** Brings an archived lead back, unless its phone is another lead by now (law 12), or it became part of one. */
export async function restoreLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  by: By,
): Promise<'ok' | RestoreRefused> {
  try {
    return await commit(at, (tx) => restoreHeldLead(tx, id, by));
  } catch (error) {
    // Another lead of this phone was made or restored between our look and our write.
    if (violatedUnique(error) === 'leads_phone') return { refused: 'phone_taken', lead: null };
    throw error;
  }
}

async function restoreHeldLead(tx: Transaction, id: Id<'lead'>, by: By): Promise<'ok' | RestoreRefused> {
  const lead = await holdLead(tx, id);
  if (!lead) return { refused: 'not_found' };
  if (!lead.archivedAt) return 'ok';
  if (lead.mergedInto) return { refused: 'merged', into: lead.mergedInto };
  const taken = await findLeadByPhone(tx, lead.phone);
  if (taken) return { refused: 'phone_taken', lead: taken };
  const result = await tx.sql`
    update leads set archived_at = null, updated_at = ${justNow(tx)} where id = ${id}`;
  expectOneRow(result, `Restoring ${id}`);
  await recordLeadEvent(tx, id, by, { kind: 'restored', details: {} });
  return 'ok';
}
