import type { Id } from '../domain/id.ts';
import { type LeadStatus, type MoveRefused, refuseToChange } from '../domain/lead.ts';
import { commit, type Database, type Transaction, violatedUnique } from './database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { expectOneRow, type HeldLead, holdLead, justNow, setStatus } from './lead-hold.ts';
import {
  findBringer,
  findLeadByPhone,
  findMissingReference,
  type LeadFields,
  type ReferenceRefused,
} from './leads.ts';

export interface LeadChange {
  fields?: Partial<LeadFields>;
  status?: LeadStatus;
  /** `If-Match`: the `updatedAt` that the writer had read. */
  unchangedSince?: Date;
}

export type EditRefused =
  | { refused: 'not_found' | 'changed_meanwhile' | MoveRefused }
  | { refused: 'phone_taken'; lead: Id<'lead'> | null }
  | ReferenceRefused;

/** Changes what is given, in one transaction with its events. Writing what is there already records nothing. */
export async function editLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  change: LeadChange,
  by: By,
): Promise<'ok' | EditRefused> {
  try {
    return await commit(at, (tx) => editHeldLead(tx, id, change, by));
  } catch (error) {
    // Somebody else took the phone between our look and our write.
    if (violatedUnique(error) === 'leads_phone') return { refused: 'phone_taken', lead: null };
    throw error;
  }
}

async function editHeldLead(
  tx: Transaction,
  id: Id<'lead'>,
  change: LeadChange,
  by: By,
): Promise<'ok' | EditRefused> {
  const lead = await holdLead(tx, id);
  if (!lead || lead.archivedAt) return { refused: 'not_found' };
  const { fields = {}, status, unchangedSince } = change;
  if (unchangedSince && unchangedSince.getTime() !== lead.updatedAt.getTime())
    return { refused: 'changed_meanwhile' };
  const newPhone = fields.phone && fields.phone !== lead.phone ? fields.phone : null;
  const newStatus = status && status !== lead.status ? status : null;
  const refused = newPhone || newStatus ? refuseToChange(lead) : null;
  if (refused) return { refused };
  const taken = newPhone ? await findLeadByPhone(tx, newPhone) : null;
  if (taken) return { refused: 'phone_taken', lead: taken };
  const missing = await findMissingReference(tx, fields);
  if (missing) return missing;
  await writeFields(tx, id, fields, by);
  if (newStatus) await changeStatus(tx, lead, newStatus, by);
  return 'ok';
}

/** Moves a lead to another status. A second call with the same status is harmless and records nothing. */
export async function moveLead(
  at: Database | Transaction,
  id: Id<'lead'>,
  to: LeadStatus,
  by: By,
): Promise<'ok' | EditRefused> {
  return editLead(at, id, { status: to }, by);
}

async function changeStatus(tx: Transaction, lead: HeldLead, to: LeadStatus, by: By): Promise<void> {
  await setStatus(tx, lead, to);
  await recordLeadEvent(tx, lead.id, by, { kind: 'status', details: { from: lead.status, to } });
}

async function writeFields(
  tx: Transaction,
  id: Id<'lead'>,
  fields: Partial<LeadFields>,
  by: By,
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
async function recordChanges(tx: Transaction, id: Id<'lead'>, changes: Changes, by: By): Promise<void> {
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
