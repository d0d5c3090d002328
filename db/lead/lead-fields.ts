import type { Id } from '../../domain/id.ts';
import type { Transaction } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { expectOneRow, justNow } from './lead-hold.ts';
import { findBringer, type LeadFields } from './leads.ts';
import { tellAssignee } from './tell-assignee.ts';

/**
 * Writes what differs from what is stored, with its events, and tells whoever is given the lead. The caller holds it.
 */
export async function writeFields(
  tx: Transaction,
  id: Id<'lead'>,
  fields: Partial<LeadFields>,
  by: By,
  isOneOfMany = false,
): Promise<void> {
  const changes = await findChanges(tx, id, fields);
  if (Object.keys(changes).length === 0) return;
  const row: Record<string, string | boolean | null> = {};
  for (const [field, { to }] of Object.entries(changes)) row[field] = to;
  // What the channel vouched for was the old number (law 11).
  if ('phone' in row) row.phoneAttested = false;
  if ('broughtInByContact' in row) row.broughtInByPersonId = await findBringer(tx, fields.broughtInByContact);
  const result = await tx.sql`update leads set ${tx.sql(row)}, updated_at = ${justNow(tx)} where id = ${id}`;
  expectOneRow(result, `The fields of ${id}`);
  await recordChanges(tx, id, changes, by);
  if (changes.assignedTo && !isOneOfMany) await tellAssignee(tx, id, fields.assignedTo ?? null, by);
}

type Changes = Record<string, { from: string | boolean | null; to: string | boolean | null }>;

async function findChanges(tx: Transaction, id: Id<'lead'>, fields: Partial<LeadFields>): Promise<Changes> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (given.length === 0) return {};
  const names = given.map(([name]) => name);
  const [stored] = await tx.sql<Record<string, string | boolean | null>[]>`
    select ${tx.sql(names)} from leads where id = ${id}`;
  const changes: Changes = {};
  for (const [name, to = null] of given) {
    const from = stored?.[name] ?? null;
    if (from !== to) changes[name] = { from, to };
  }
  return changes;
}

// Assignment and follow-up have events of their own; every other field is an edit.
export async function recordChanges(
  tx: Transaction,
  id: Id<'lead'>,
  changes: Changes,
  by: By,
): Promise<void> {
  const { assignedTo, followUpDate, ...rest } = changes;
  if (assignedTo)
    await recordLeadEvent(tx, id, by, {
      kind: 'assigned',
      details: { to: assignedTo.to as Id<'user'> | null },
    });
  if (followUpDate)
    await recordLeadEvent(tx, id, by, {
      kind: 'follow_up',
      details: { on: followUpDate.to as string | null },
    });
  if (Object.keys(rest).length > 0)
    await recordLeadEvent(tx, id, by, { kind: 'edited', details: { changes: rest } });
}
