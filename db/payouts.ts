import { type Id, newId } from '../domain/id.ts';
import type { Money } from '../domain/money.ts';
import type { Period } from '../domain/period.ts';
import { commit, type Database, type Transaction } from './database.ts';
import { expectOneRow } from './lead/lead-hold.ts';

// An agent is paid for each lead that they brought and that became a customer, once. A conversion that is undone after it
// was paid stays paid, and is not paid again if it comes back: the list tells of it, and the ISP settles it with the agent.

/** What an agent is paid for a lead that became a customer; null while the ISP has not said. */
export async function readAmountPerLead(at: Database | Transaction): Promise<Money | null> {
  const [row] = await at.sql<{ payoutPerLead: Money | null }[]>`select payout_per_lead from settings`;
  return row?.payoutPerLead ?? null;
}

/** What was paid already was paid at the amount of its day, and stays so. */
export async function setAmountPerLead(at: Database | Transaction, amount: Money | null): Promise<void> {
  expectOneRow(await at.sql`update settings set payout_per_lead = ${amount}`, 'The amount per lead');
}

/**
 * The leads of an agent that are to be paid: converted on a day of the period in the ISP's zone, not archived, not paid.
 * A condition on `leads l`.
 */
export const due = ({ sql }: Pick<Database | Transaction, 'sql'>, { firstDay, lastDay }: Period) => sql`
  l.converted_at is not null and l.archived_at is null and l.payout_id is null
  and l.converted_at >= coalesce(
    (select ${firstDay}::date::timestamp at time zone time_zone from settings), '-infinity'::timestamptz)
  and l.converted_at < coalesce(
    (select (${lastDay}::date + 1)::timestamp at time zone time_zone from settings), 'infinity'::timestamptz)`;

/** What a person saw when they decided to pay. */
export interface Shown {
  /** Of exactly these leads: see `listPayouts`. */
  fingerprint: string;
  amountPerLead: Money;
}

export type PayRefused = { refused: 'not_an_agent' | 'no_amount' | 'nothing_due' | 'changed' };

export interface Paid {
  paid: Id<'payout'>;
  leads: number;
  amount: Money;
}

/**
 * Pays an agent for what was shown, and for nothing else: a lead that was converted, archived or paid meanwhile refuses it.
 * Two who pay at once pay once: the second finds nothing due.
 */
export async function payAgent(
  at: Database | Transaction,
  agent: Id<'user'>,
  period: Period,
  shown: Shown,
  by: Id<'user'>,
): Promise<Paid | PayRefused> {
  return commit(at, async (tx) => {
    if (!(await isAgent(tx, agent))) return { refused: 'not_an_agent' };
    const amountPerLead = await readAmountPerLead(tx);
    if (!amountPerLead) return { refused: 'no_amount' };
    const leads = await holdDueLeads(tx, agent, period);
    if (leads.length === 0) return { refused: 'nothing_due' };
    const isAsShown =
      amountPerLead === shown.amountPerLead && (await fingerprint(tx, leads)) === shown.fingerprint;
    if (!isAsShown) return { refused: 'changed' };
    return writePayout(tx, { agent, period, leads, amountPerLead, by });
  });
}

async function isAgent(tx: Transaction, agent: Id<'user'>): Promise<boolean> {
  const found = await tx.sql`select from people where id = ${agent} and role = 'agent'`;
  return found.count === 1;
}

/** In the order of their ids, so that two who pay at once queue at the first: the second then finds them paid. */
async function holdDueLeads(tx: Transaction, agent: Id<'user'>, period: Period): Promise<Id<'lead'>[]> {
  const leads = await tx.sql<{ id: Id<'lead'> }[]>`
    select l.id from leads l where l.brought_in_by_person_id = ${agent} and ${due(tx, period)}
    order by l.id for no key update`;
  return leads.map(({ id }) => id);
}

async function fingerprint(tx: Transaction, leads: readonly Id<'lead'>[]): Promise<string | null> {
  const [row] = await tx.sql<{ fingerprint: string }[]>`
    select ${fingerprintOf(tx)} as fingerprint from unnest(${leads}::text[]) l (id)`;
  return row?.fingerprint ?? null;
}

/** Of the leads `l` of a group: the same leads have the same, any others another. */
export const fingerprintOf = ({ sql }: Pick<Database | Transaction, 'sql'>) =>
  sql`md5(string_agg(l.id, ',' order by l.id collate "C"))`;

interface ToPay {
  agent: Id<'user'>;
  period: Period;
  leads: readonly Id<'lead'>[];
  amountPerLead: Money;
  by: Id<'user'>;
}

async function writePayout(
  tx: Transaction,
  { agent, period, leads, amountPerLead, by }: ToPay,
): Promise<Paid> {
  const id = newId('payout');
  // A period without ends is from the first of the conversions to the last.
  const [written] = await tx.sql<{ amount: Money }[]>`
    insert into payouts (id, person_id, first_day, last_day, lead_count, amount_per_lead, amount, paid_by)
    select ${id}, ${agent},
      coalesce(${period.firstDay}::date, min(l.converted_at at time zone time_zone)::date),
      coalesce(${period.lastDay}::date, max(l.converted_at at time zone time_zone)::date),
      count(*), ${amountPerLead}::numeric, count(*) * ${amountPerLead}::numeric, ${by}
    from leads l, settings where l.id = any(${leads}::text[])
    returning amount`;
  if (!written) throw new Error('A count always gives a row.');
  const stamped = await tx.sql`
    update leads set payout_id = ${id} where id = any(${leads}::text[]) and payout_id is null`;
  if (stamped.count !== leads.length)
    throw new Error(`${id}: expected to stamp ${leads.length} leads, stamped ${stamped.count}.`);
  return { paid: id, leads: leads.length, amount: written.amount };
}

export type UndoRefused = { refused: 'not_found' | 'undone_already' };

/**
 * Takes back a payout that was made by mistake: its leads are due again. The payout stays, and a second row stands against
 * it with its figures negative, as in any book: so sums stay right and everybody sees who did what.
 */
export async function undoPayout(
  at: Database | Transaction,
  payout: Id<'payout'>,
  by: Id<'user'>,
): Promise<{ undone: Id<'payout'> } | UndoRefused> {
  return commit(at, async (tx) => {
    const found = await tx.sql`select from payouts where id = ${payout} and lead_count > 0`;
    if (found.count === 0) return { refused: 'not_found' };
    const freed = await tx.sql`update leads set payout_id = null where payout_id = ${payout}`;
    // Every payout has a lead, and no lead leaves it but here.
    if (freed.count === 0) return { refused: 'undone_already' };
    const against = newId('payout');
    await tx.sql`
      insert into payouts (id, person_id, first_day, last_day, lead_count, amount_per_lead, amount, paid_by)
      select ${against}, person_id, first_day, last_day, -lead_count, amount_per_lead, -amount, ${by}
      from payouts where id = ${payout}`;
    return { undone: against };
  });
}
