import type { Id } from '../../domain/id.ts';
import { type LeadStatus, type MoveRefused, refuseToChange } from '../../domain/lead.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { writeFields } from './lead-fields.ts';
import { type HeldLead, holdLead, setStatus } from './lead-hold.ts';
import { type Survey, scheduleSurvey } from './lead-survey.ts';
import { findLeadByPhone, findMissingReference, type LeadFields, type ReferenceRefused } from './leads.ts';

export interface LeadChange {
  fields?: Partial<LeadFields>;
  status?: LeadStatus;
  /** Why it is moved; kept in the history beside the move, and nowhere where nothing moves. */
  reason?: string | null;
  survey?: Survey;
  /** `If-Match`: the `updatedAt` that the writer had read. */
  unchangedSince?: Date;
  /** The status that the writer had read: what somebody else moved meanwhile is not moved again. */
  statusWas?: LeadStatus;
  /** One of many that are changed at once: whoever asks tells the new assignee of all of them together. */
  isOneOfMany?: true;
}

export type EditRefused =
  | { refused: 'not_found' | 'changed_meanwhile' | MoveRefused }
  | { refused: 'phone_taken'; lead: Id<'lead'> | null }
  /** Whoever is to go to the survey no longer works here. */
  | { refused: 'unknown_reference'; field: 'surveyBy' }
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
  const { fields = {}, status, reason, survey } = change;
  if (isOutdated(lead, change)) return { refused: 'changed_meanwhile' };
  const newPhone = fields.phone && fields.phone !== lead.phone ? fields.phone : null;
  const newStatus = status && status !== lead.status ? status : null;
  const refused = newPhone || newStatus ? refuseToChange(lead) : refuseToRename(lead, fields.name);
  if (refused) return { refused };
  const taken = newPhone ? await findLeadByPhone(tx, newPhone) : null;
  // Itself: it may go over to the phone of a lead that became part of it.
  if (taken && taken !== id) return { refused: 'phone_taken', lead: taken };
  const missing = await findMissingReference(tx, fields);
  if (missing) return missing;
  const unknown = survey && (await scheduleSurvey(tx, lead, survey, by));
  if (unknown) return unknown;
  await writeFields(tx, id, fields, by, change.isOneOfMany);
  if (newStatus) await changeStatus(tx, lead, newStatus, by, reason ?? null);
  return 'ok';
}

const isOutdated = (lead: HeldLead, { unchangedSince, statusWas }: LeadChange): boolean =>
  (unchangedSince !== undefined && unchangedSince.getTime() !== lead.updatedAt.getTime()) ||
  (statusWas !== undefined && statusWas !== lead.status);

/** A customer with a user on a router stays who it is; one who has no name yet may be given one. */
function refuseToRename(lead: HeldLead, name: string | null | undefined): MoveRefused | null {
  const isRenamed = name !== undefined && lead.name !== null && name !== lead.name;
  return isRenamed && lead.hasRouterUser ? 'locked' : null;
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

async function changeStatus(
  tx: Transaction,
  lead: HeldLead,
  to: LeadStatus,
  by: By,
  reason: string | null,
): Promise<void> {
  await setStatus(tx, lead, to, by);
  const details = { from: lead.status, to, ...(reason && { reason }) };
  await recordLeadEvent(tx, lead.id, by, { kind: 'status', details });
}
