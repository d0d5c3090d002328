import type { Channel } from '../domain/channel.ts';
import { type Id, newId } from '../domain/id.ts';
import type { LeadSource, LeadStatus } from '../domain/lead.ts';
import type { Money } from '../domain/money.ts';
import { type Phone, parsePhone } from '../domain/phone.ts';
import { commit, type Database, type Transaction } from './database.ts';
import { type By, recordLeadEvent } from './lead-events.ts';

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

/** Makes a lead, unless its phone is a lead already (law 12). `door` says where it came in, for the timeline. */
export async function createLead(
  at: Database | Transaction,
  lead: NewLead,
  by: By,
  door: string,
): Promise<{ created: Id<'lead'> } | CreateRefused> {
  return commit(at, async (tx) => {
    const missing = await findMissingReference(tx, lead);
    if (missing) return missing;
    const id = newId('lead');
    const status = lead.status ?? 'New';
    const bringer = lead.broughtInByPersonId ?? (await findBringer(tx, lead.broughtInByContact));
    const { status: _, channel, phoneAttested, broughtInByPersonId: __, ...fields } = lead;
    const row = {
      ...fields,
      id,
      status,
      channel: channel ?? null,
      phoneAttested: phoneAttested ?? false,
      broughtInByPersonId: bringer,
      convertedAt: status === 'Converted' ? new Date() : null,
    };
    const inserted = await tx.sql`
      insert into leads ${tx.sql(row)} on conflict (phone) where archived_at is null do nothing`;
    if (inserted.count === 0) return { refused: 'phone_known', lead: await leadOfPhone(tx, lead.phone) };
    await recordLeadEvent(tx, id, by, { kind: 'created', details: { door } });
    await recordLeadEvent(tx, id, by, { kind: 'status', details: { from: null, to: status } });
    return { created: id };
  });
}

async function leadOfPhone(tx: Transaction, phone: Phone): Promise<Id<'lead'>> {
  const [row] = await tx.sql<
    { id: Id<'lead'> }[]
  >`select id from leads where phone = ${phone} and archived_at is null`;
  // The conflicting lead was archived between the two statements: asking again will do.
  if (!row) throw new Error('The lead of this phone changed just now. Please try again.');
  return row.id;
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

export async function findLeadByPhone(at: Database | Transaction, phone: Phone): Promise<Id<'lead'> | null> {
  const [row] = await at.sql<
    { id: Id<'lead'> }[]
  >`select id from leads where phone = ${phone} and archived_at is null`;
  return row?.id ?? null;
}
