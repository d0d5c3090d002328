import type { Id } from '../../domain/id.ts';
import type { LeadStatus } from '../../domain/lead.ts';
import type { Transaction } from '../database.ts';

/** Who does something to a lead: a person of the ISP, or nobody by name (the bot, a prospect, an API key). */
export type By = Id<'user'> | null;

/** What an event tells beside its kind. Old and new values of edits are kept, so that a mistake can be read back. */
export type LeadEvent =
  | { kind: 'created'; details: { door: string } }
  | { kind: 'status'; details: { from: LeadStatus | null; to: LeadStatus; reason?: string } }
  | { kind: 'survey'; details: { on: string | null; by: Id<'user'> | null } }
  | { kind: 'assigned'; details: { to: Id<'user'> | null } }
  | { kind: 'follow_up'; details: { on: string | null } }
  | { kind: 'edited'; details: { changes: Record<string, { from: unknown; to: unknown }> } }
  /** Somebody brought or claimed a phone that is known already. */
  | { kind: 'touched'; details: { door: string; claimed: boolean; answers: Record<string, unknown> } }
  /** A sentence for staff. */
  | { kind: 'note'; details: { text: string } }
  | { kind: 'conversion'; details: { conversion: Id<'conversion'>; what: string } }
  | { kind: 'archived'; details: Record<string, never> }
  | { kind: 'restored'; details: Record<string, never> }
  /** Written to both: the lead that is kept, and the one that became part of it. */
  | { kind: 'merged'; details: { kept: Id<'lead'>; gone: Id<'lead'>; merge: Id<'lead_merge'> } }
  | { kind: 'unmerged'; details: { kept: Id<'lead'>; gone: Id<'lead'>; merge: Id<'lead_merge'> } };

export async function recordLeadEvent(
  tx: Transaction,
  lead: Id<'lead'>,
  by: By,
  event: LeadEvent,
): Promise<void> {
  // Every kind's details are plain JSON; the library's type for it wants index signatures, which they do not have.
  await tx.sql`
    insert into lead_events (lead_id, kind, by_person_id, details)
    values (${lead}, ${event.kind}, ${by}, ${tx.sql.json(event.details as never)})`;
}
