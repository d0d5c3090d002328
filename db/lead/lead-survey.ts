import type { Id } from '../../domain/id.ts';
import { scopeOfLeads } from '../../domain/permissions.ts';
import type { Role } from '../../domain/person.ts';
import type { Transaction } from '../database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';
import { writeFields } from './lead-fields.ts';
import { expectOneRow, type HeldLead, justNow } from './lead-hold.ts';

/** Somebody goes and looks at the place. */
export interface Survey {
  /** A calendar date without zone. */
  on: string;
  /** Null: it is not known yet who goes. */
  by: Id<'user'> | null;
}

/**
 * Sets the day and who goes; the same again records nothing. Whoever sees only the leads that are assigned to them
 * (a technician) is assigned this one: they could not find the door otherwise. The caller holds the lead.
 */
export async function scheduleSurvey(
  tx: Transaction,
  lead: HeldLead,
  survey: Survey,
  by: By,
): Promise<{ refused: 'unknown_reference'; field: 'surveyBy' } | null> {
  const role = survey.by && (await findStaffRole(tx, survey.by));
  if (survey.by && !role) return { refused: 'unknown_reference', field: 'surveyBy' };
  const written = await tx.sql`
    update leads set survey_on = ${survey.on}, survey_by = ${survey.by}, updated_at = ${justNow(tx)}
    where id = ${lead.id} and (survey_on, survey_by) is distinct from (${survey.on}::date, ${survey.by}::text)`;
  if (written.count === 0) return null;
  expectOneRow(written, `The survey of ${lead.id}`);
  await recordLeadEvent(tx, lead.id, by, { kind: 'survey', details: { on: survey.on, by: survey.by } });
  if (role && scopeOfLeads(role) === 'assigned')
    await writeFields(tx, lead.id, { assignedTo: survey.by }, by);
  return null;
}

async function findStaffRole(tx: Transaction, id: Id<'user'>): Promise<Role | null> {
  const [person] = await tx.sql<{ role: Role }[]>`
    select role from people where id = ${id} and active and role not in ('agent', 'intake')`;
  return person?.role ?? null;
}
