import { liveStates } from '../../domain/conversion.ts';
import type { Id } from '../../domain/id.ts';
import type { LeadHold, LeadStatus } from '../../domain/lead.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Transaction } from '../database.ts';
import type { By } from './lead-events.ts';

export interface HeldLead extends LeadHold {
  id: Id<'lead'>;
  phone: Phone;
  name: string | null;
  location: string | null;
  packageId: Id<'package'> | null;
  broughtInByPersonId: Id<'user'> | null;
  assignedTo: Id<'user'> | null;
  followUpDate: string | null;
  /** The lead that this one became part of. */
  mergedInto: Id<'lead'> | null;
  updatedAt: Date;
  archivedAt: Date | null;
}

/**
 * Takes the lead's row for the rest of the transaction and tells what may be done to it. Every verb that changes a lead
 * or asks for its conversion begins here, so that they queue behind each other instead of deadlocking.
 */
export async function holdLead(tx: Transaction, id: Id<'lead'>): Promise<HeldLead | null> {
  const [lead] = await tx.sql<Omit<HeldLead, 'hasRouterUser' | 'isConverting'>[]>`
    select id, phone, name, location, package_id, status, brought_in_by_person_id, assigned_to, follow_up_date,
      merged_into, updated_at, archived_at
    from leads where id = ${id} for update`;
  if (!lead) return null;
  // Read only now: under the lock nobody can add a conversion or a user of this lead any more.
  const [hold] = await tx.sql<{ hasRouterUser: boolean; isConverting: boolean }[]>`
    select
      exists (select from mikrotik_users where lead_id = ${id} and removed_at is null) as has_router_user,
      exists (select from conversions where lead_id = ${id} and state in ${tx.sql(liveStates)}) as is_converting`;
  if (!hold) throw new Error('A select without a table always gives a row.');
  return { ...lead, ...hold };
}

/** Law 5: an update that should have changed one row and changed none is a fault, not a silence. */
export function expectOneRow(result: { count: number }, what: string): void {
  if (result.count !== 1) throw new Error(`${what}: expected to change one row, changed ${result.count}.`);
}

/**
 * For `updated_at`, which `If-Match` compares: never the same twice for one lead, though two transactions may have begun
 * in the same millisecond.
 */
export const justNow = (tx: Transaction) =>
  tx.sql`greatest(clock_timestamp(), updated_at + interval '1 millisecond')`;

/** A person of ours who moves a lead on from New has answered it. */
export async function setStatus(tx: Transaction, lead: HeldLead, to: LeadStatus, by: By): Promise<void> {
  const result = await tx.sql`
    update leads set status = ${to}, updated_at = ${justNow(tx)},
      converted_at = case when ${to} = 'Converted' then coalesce(converted_at, now()) end
    where id = ${lead.id} and status = ${lead.status}`;
  expectOneRow(result, `The status of ${lead.id}`);
  if (lead.status === 'New' && by) await stampFirstReply(tx, lead.id);
}

/** When staff first answered, by a message or by moving the lead on: written once, never moved. */
export async function stampFirstReply(tx: Transaction, lead: Id<'lead'>): Promise<void> {
  await tx.sql`update leads set first_reply_at = now() where id = ${lead} and first_reply_at is null`;
}
