import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { sourceOf } from '../../domain/lead.ts';
import type { AgentKind } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { editLead } from './lead-edit.ts';
import { recordLeadEvent } from './lead-events.ts';
import { type HeldLead, holdLead } from './lead-hold.ts';
import { createLead, findKeptLead, type LeadFields } from './leads.ts';

/** What a chat tells of a lead. */
export type ChatAnswers = Partial<
  Pick<
    LeadFields,
    | 'name'
    | 'location'
    | 'unitNumber'
    | 'packageId'
    | 'currentIsp'
    | 'notes'
    | 'customerHasRouter'
    | 'routerType'
  >
>;

export interface Captured {
  lead: Id<'lead'>;
  /** `own`: the chat may complete the lead. `claim`: the phone was known and only claimed; what is said is a touch (law 11). */
  as: 'own' | 'claim';
  /** An attested phone of somebody who is a customer already. */
  customer: boolean;
}

interface Prospect {
  phone: Phone;
  /** The chat in which they write; null where no chat is to be tied to the lead. */
  conversation: Id<'conversation'> | null;
  /** The channel itself vouches for the phone. */
  attested: boolean;
  channel: Channel;
  referralCode: string | null;
  answers: ChatAnswers;
}

/** A prospect's phone is known: they are a lead from now on, or join the one they are (law 12). */
export async function captureLead(at: Database | Transaction, prospect: Prospect): Promise<Captured> {
  return commit(at, async (tx) => {
    const bringer = await findReferrer(tx, prospect.referralCode);
    const result = await createLead(
      tx,
      {
        ...prospect.answers,
        phone: prospect.phone,
        phoneAttested: prospect.attested,
        channel: prospect.channel,
        source: sourceOf(bringer?.agentKind ?? null, prospect.channel),
        broughtInBy: bringer?.name ?? null,
        broughtInByContact: bringer?.phone ?? null,
        broughtInByPersonId: bringer?.id ?? null,
      },
      null,
      prospect.channel,
    );
    if ('created' in result) return { lead: result.created, as: 'own', customer: false };
    if (result.refused === 'phone_known') return meetKnownLead(tx, result.lead, prospect);
    // A package may have been deleted while the chat slept; the rest of what was said is not lost with it.
    return captureLead(tx, { ...prospect, answers: { ...prospect.answers, packageId: null } });
  });
}

async function meetKnownLead(tx: Transaction, id: Id<'lead'>, prospect: Prospect): Promise<Captured> {
  const lead = await holdLead(tx, id);
  if (!lead) throw new Error(`${id} is gone, yet leads are never deleted.`);
  // It was archived while we waited for its row: the phone is free, so this is a new lead.
  if (lead.archivedAt) return captureLead(tx, prospect);
  const { phone, attested, answers, channel } = prospect;
  const own = attested || (await isJoined(tx, prospect, id));
  await recordLeadEvent(tx, id, null, {
    kind: 'touched',
    details: { door: channel, claimed: !own, answers },
  });
  if (!own) return { lead: id, as: 'claim', customer: false };
  // The phone of a lead that became part of this one proves who writes, and says nothing of this one's own phone.
  if (attested && phone === lead.phone) await attestPhone(tx, lead);
  // The touch holds what they said. That somebody is a customer is told to an attested phone only.
  if (lead.status === 'Converted') return { lead: id, as: 'own', customer: attested };
  await reopen(tx, lead);
  await completeLead(tx, { lead: id, as: 'own', attestedPhone: prospect.phone, answers });
  return { lead: id, as: 'own', customer: false };
}

/** They begin again in the chat that made the lead. Once its phone is attested no other chat is joined to it any more. */
async function isJoined(tx: Transaction, { conversation }: Prospect, lead: Id<'lead'>): Promise<boolean> {
  const joined = await tx.sql`select from conversations where id = ${conversation} and lead_id = ${lead}`;
  return joined.length > 0;
}

/**
 * The phone's owner has come: chats that had only typed it complete this lead no longer (law 11). Those that came with a
 * lead that became part of this one were joined by a person.
 */
async function attestPhone(tx: Transaction, lead: HeldLead): Promise<void> {
  await tx.sql`update leads set phone_attested = true where id = ${lead.id} and not phone_attested`;
  await tx.sql`
    update conversations c set lead_id = null
    where lead_id = ${lead.id} and attested_phone is distinct from ${lead.phone}
      and not exists (select from leads m where m.merged_into = ${lead.id} and m.phone = c.attested_phone)`;
}

/** Who had said no, or not yet, and writes again is a new lead to call. */
async function reopen(tx: Transaction, lead: HeldLead): Promise<void> {
  if (lead.status !== 'Not Interested' && lead.status !== 'Future Prospect') return;
  await editLead(tx, lead.id, { status: 'New' }, null);
}

export interface More {
  lead: Id<'lead'>;
  as: 'own' | 'claim';
  /** What the channel vouches for of this chat. */
  attestedPhone: Phone | null;
  answers: ChatAnswers;
}

/** The prospect said more. On a claim it is kept as a touch for staff and changes nothing. */
export async function completeLead(at: Database | Transaction, more: More): Promise<void> {
  const { answers } = more;
  if (Object.keys(answers).length === 0) return;
  await commit(at, async (tx) => {
    const lead = await findKeptLead(tx, more.lead);
    const held = await holdLead(tx, lead);
    const claimed = more.as === 'claim' || (await belongsToAnother(tx, lead, more.attestedPhone));
    // A customer's lead is what the router was told: no chat rewrites it.
    const mayEdit = !claimed && held?.status !== 'Converted';
    if (mayEdit && (await editLead(tx, lead, { fields: answers }, null)) === 'ok') return;
    // Also archived meanwhile, or a package that is gone: what was said is kept where staff read it.
    await recordLeadEvent(tx, lead, null, { kind: 'touched', details: { door: 'chat', claimed, answers } });
  });
}

/** A chat that typed the phone made the lead, and then the phone's owner came. */
async function belongsToAnother(
  tx: Transaction,
  lead: Id<'lead'>,
  attestedPhone: Phone | null,
): Promise<boolean> {
  const others = await tx.sql`
    select from leads l where id = ${lead} and phone_attested and phone is distinct from ${attestedPhone}
      and not exists (select from leads m where m.merged_into = l.id and m.phone = ${attestedPhone})`;
  return others.count > 0;
}

/** An agent, or staff, brings somebody by chat. A known phone is only touched. */
export async function bringLead(
  at: Database | Transaction,
  brought: { phone: Phone; answers: ChatAnswers; by: Id<'user'>; channel: Channel },
): Promise<'created' | 'known'> {
  return commit(at, async (tx) => {
    const { phone, answers, by, channel } = brought;
    const person = await findPerson(tx, by);
    const result = await createLead(
      tx,
      {
        ...answers,
        phone,
        channel,
        source: sourceOf(person.agentKind, person.agentKind ? channel : 'staff'),
        broughtInBy: person.name,
        broughtInByContact: person.phone,
        broughtInByPersonId: by,
      },
      by,
      channel,
    );
    if ('created' in result) return 'created';
    if (result.refused === 'unknown_reference') {
      return bringLead(tx, { ...brought, answers: { ...answers, packageId: null } });
    }
    const touch = { door: channel, claimed: true, answers };
    await recordLeadEvent(tx, result.lead, by, { kind: 'touched', details: touch });
    return 'known';
  });
}

interface Bringer {
  id: Id<'user'>;
  name: string;
  phone: Phone | null;
  agentKind: AgentKind | null;
}

async function findPerson(tx: Transaction, id: Id<'user'>): Promise<Bringer> {
  const [person] = await tx.sql<Bringer[]>`select id, name, phone, agent_kind from people where id = ${id}`;
  if (!person) throw new Error(`${id} brings a lead but is not among the people.`);
  return person;
}

async function findReferrer(tx: Transaction, code: string | null): Promise<Bringer | null> {
  if (!code) return null;
  const [person] = await tx.sql<Bringer[]>`
    select id, name, phone, agent_kind from people where referral_code = ${code} and active`;
  return person ?? null;
}
