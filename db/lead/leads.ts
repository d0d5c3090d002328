import type { Channel } from '../../domain/channel.ts';
import { type Id, newId } from '../../domain/id.ts';
import type { LeadSource, LeadStatus } from '../../domain/lead.ts';
import type { Money } from '../../domain/money.ts';
import type { Notice } from '../../domain/notice.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { textOf } from '../fragment.ts';
import type { By, LeadEvent } from './lead-events.ts';
import { madeLeadAsJson } from './lead-json.ts';
import { tellAssignee } from './tell-assignee.ts';

/** What a person may write of a lead. A value of null clears; an absent key leaves alone. */
export interface LeadFields {
  name: string | null;
  phone: Phone;
  source: LeadSource;
  unitNumber: string | null;
  location: string | null;
  packageId: Id<'package'> | null;
  currentIsp: string | null;
  notes: string | null;
  broughtInBy: string | null;
  broughtInByContact: string | null;
  agreedInstallationFee: Money | null;
  agreedMonthlySubscription: Money | null;
  customerHasRouter: boolean | null;
  routerType: string | null;
  assignedTo: Id<'user'> | null;
  followUpDate: string | null;
}

export interface NewLead extends Partial<LeadFields> {
  phone: Phone;
  source: LeadSource;
  /** The first status of a lead that is entered late; New by default. */
  status?: LeadStatus;
  channel?: Channel;
  phoneAttested?: boolean;
  broughtInByPersonId?: Id<'user'> | null;
}

export type CreateRefused = { refused: 'phone_known'; lead: Id<'lead'> } | ReferenceRefused;
/** A package or a person that does not exist (or no longer works here). */
export interface ReferenceRefused {
  refused: 'unknown_reference';
  field: 'packageId' | 'assignedTo';
}

export interface Created {
  created: Id<'lead'>;
  /** The lead as the API gives it out: reading it again would cost as much as making it. */
  json: string;
}

/**
 * Makes a lead, unless its phone is a lead already (law 12). `door` says where it came in, for the timeline; staff are told
 * in their group of every lead that does not come in by the door `staff`, for those they wrote down themselves; and whoever
 * is given it by somebody else.
 */
export async function createLead(
  at: Database | Transaction,
  lead: NewLead,
  by: By,
  door: string,
): Promise<Created | CreateRefused> {
  const { assignedTo = null } = lead;
  if (!assignedTo || assignedTo === by) return makeLead(at, lead, by, door);
  return commit(at, async (tx) => {
    const result = await makeLead(tx, lead, by, door);
    if ('created' in result) await tellAssignee(tx, result.created, assignedTo, by);
    return result;
  });
}

async function makeLead(
  at: Database | Transaction,
  lead: NewLead,
  by: By,
  door: string,
): Promise<Created | CreateRefused> {
  const id = newId('lead');
  const outcome = await insertLead(at, id, lead, by, door);
  if (!outcome.packageKnown) return { refused: 'unknown_reference', field: 'packageId' };
  if (!outcome.assigneeKnown) return { refused: 'unknown_reference', field: 'assignedTo' };
  // Outside a transaction nobody rings: whoever sends looks each second anyway.
  if (outcome.alerted && 'wake' in at) at.wake({ bell: 'outbox' });
  if (outcome.json !== null) return { created: id, json: outcome.json };
  const known = await findLeadByPhone(at, lead.phone);
  // None: the lead that was in the way has been archived between the two statements.
  return known ? { refused: 'phone_known', lead: known } : makeLead(at, lead, by, door);
}

interface Inserted {
  packageKnown: boolean;
  assigneeKnown: boolean;
  /** Null where no lead was made. */
  json: string | null;
  /** It is to be told in the alert group. */
  alerted: boolean;
}

/** Every lead begins with these two, in this order. */
const firstEvents = (door: string, status: LeadStatus) =>
  [
    { n: 1, kind: 'created', details: { door } },
    { n: 2, kind: 'status', details: { from: null, to: status } },
  ] satisfies (LeadEvent & { n: number })[];

const arrival = (id: Id<'lead'>, { name, location, source }: NewLead): Notice => ({
  kind: 'lead_arrived',
  lead: id,
  name: name ?? null,
  place: location ?? null,
  source,
});

/**
 * Leads are made all day long: references, lead, events and the note to the alert group go in one statement, which is one
 * trip and one transaction.
 */
async function insertLead(
  { sql }: Database | Transaction,
  id: Id<'lead'>,
  lead: NewLead,
  by: By,
  door: string,
): Promise<Inserted> {
  const { packageId = null, assignedTo = null, status = 'New' } = lead;
  const contact = lead.broughtInByContact ? parsePhone(lead.broughtInByContact) : null;
  const [outcome] = await sql<Inserted[]>`
    with checked as (
      select
        ${packageId}::text is null or exists (select from packages where id = ${packageId}) as package_known,
        ${assignedTo}::text is null or exists (
          select from people where id = ${assignedTo} and active and role <> 'agent') as assignee_known,
        coalesce(${lead.broughtInByPersonId ?? null},
          (select id from people where phone = ${contact} and active)) as bringer,
        -- Two leads were found to be one person with two phones: the second phone is no new lead either. Both are asked,
        -- for a merge that is under way has freed the phone by the time that the insert has waited for it.
        exists (select from leads where phone = ${lead.phone} and archived_at is null)
          or exists (select from leads m join leads k on k.id = m.merged_into and k.archived_at is null
            where m.phone = ${lead.phone} and m.merged_into is not null) as known),
    made as (
      insert into leads (id, phone, phone_attested, source, channel, status, converted_at, name, unit_number, location,
        package_id, current_isp, notes, brought_in_by, brought_in_by_contact, brought_in_by_person_id,
        agreed_installation_fee, agreed_monthly_subscription, customer_has_router, router_type, assigned_to,
        follow_up_date)
      select ${id}, ${lead.phone}, ${lead.phoneAttested ?? false}, ${lead.source}, ${lead.channel ?? null}, ${status},
        case when ${status} = 'Converted' then now() end, ${lead.name ?? null}, ${lead.unitNumber ?? null},
        ${lead.location ?? null}, ${packageId}, ${lead.currentIsp ?? null}, ${lead.notes ?? null},
        ${lead.broughtInBy ?? null}, ${lead.broughtInByContact ?? null}, bringer,
        ${lead.agreedInstallationFee ?? null}, ${lead.agreedMonthlySubscription ?? null},
        ${lead.customerHasRouter ?? null}, ${lead.routerType ?? null}, ${assignedTo}, ${lead.followUpDate ?? null}
      from checked where package_known and assignee_known and not known
      on conflict (phone) where archived_at is null do nothing
      returning *),
    told as (
      insert into lead_events (lead_id, kind, by_person_id, details)
      select made.id, event.kind, ${by}, event.details
      from made, jsonb_to_recordset(${sql.json(firstEvents(door, status))})
        as event (n int, kind text, details jsonb)
      order by event.n
      returning *),
    alerted as (
      insert into outbox (conversation_id, kind, body, unique_key)
      select chat.id, 'notice', ${JSON.stringify(arrival(id, lead))}::text::jsonb, ${`lead_arrived:${id}`}
      from made, conversations chat where chat.alerts_staff and chat.blocked_at is null and ${door}::text <> 'staff'
      returning id)
    select package_known, assignee_known, (${sql.unsafe(textOf(madeLeadAsJson))}) as json,
      exists (select from alerted) as alerted from checked`;
  if (!outcome) throw new Error('A select without a table always gives a row.');
  return outcome;
}

/** Brought-in-by is a name and a phone that people type; where the phone is a known person's, they are told of the conversion. */
export async function findBringer(
  tx: Transaction,
  contact: string | null | undefined,
): Promise<Id<'user'> | null> {
  const phone = contact ? parsePhone(contact) : null;
  if (!phone) return null;
  const [person] = await tx.sql<
    { id: Id<'user'> }[]
  >`select id from people where phone = ${phone} and active`;
  return person?.id ?? null;
}

export async function findMissingReference(
  tx: Transaction,
  fields: Partial<LeadFields>,
): Promise<ReferenceRefused | null> {
  const { packageId, assignedTo } = fields;
  if (packageId && (await tx.sql`select from packages where id = ${packageId}`).count === 0) {
    return { refused: 'unknown_reference', field: 'packageId' };
  }
  const isStaff = () =>
    tx.sql`select from people where id = ${assignedTo ?? null} and active and role <> 'agent'`;
  if (assignedTo && (await isStaff()).count === 0)
    return { refused: 'unknown_reference', field: 'assignedTo' };
  return null;
}

/** The lead of this phone (law 12): also one that a lead of this phone became part of. */
export async function findLeadByPhone(at: Database | Transaction, phone: Phone): Promise<Id<'lead'> | null> {
  const [row] = await at.sql<{ id: Id<'lead'> }[]>`
    select id, 1 as place from leads where phone = ${phone} and archived_at is null
    union all
    select k.id, 2 from leads m join leads k on k.id = m.merged_into and k.archived_at is null
    where m.phone = ${phone} and m.merged_into is not null
    order by place limit 1`;
  return row?.id ?? null;
}

/** The lead that this one became part of, else itself: a chat remembers the lead that it was about when it began. */
export async function findKeptLead(at: Database | Transaction, lead: Id<'lead'>): Promise<Id<'lead'>> {
  const [row] = await at.sql<{ mergedInto: Id<'lead'> }[]>`
    select merged_into from leads where id = ${lead} and merged_into is not null`;
  return row?.mergedInto ?? lead;
}
