import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { writeFields } from './lead-fields.ts';
import { holdLead } from './lead-hold.ts';

export type ClaimRefused =
  | { refused: 'not_found' }
  /** Somebody was faster; by name. */
  | { refused: 'claimed'; by: string };

/** Takes a lead that is nobody's. Of two who claim it at once, one gets it and the other hears who. Twice is harmless. */
export async function claimLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  by: Id<'user'>,
): Promise<'ok' | ClaimRefused> {
  return commit(at, async (tx) => {
    const lead = await holdLead(tx, id);
    if (!lead || lead.archivedAt) return { refused: 'not_found' };
    if (lead.assignedTo && lead.assignedTo !== by)
      return { refused: 'claimed', by: await findName(tx, lead.assignedTo) };
    await writeFields(tx, id, { assignedTo: by }, by);
    return 'ok';
  });
}

async function findName(tx: Transaction, id: Id<'user'>): Promise<string> {
  const [person] = await tx.sql<{ name: string }[]>`select name from people where id = ${id}`;
  if (!person) throw new Error(`${id} is gone, yet people are never deleted.`);
  return person.name;
}
