import type { PendingQuery, Row } from 'postgres';
import type { Id } from '../../domain/id.ts';
import type { Money } from '../../domain/money.ts';
import type { Period } from '../../domain/period.ts';
import type { AgentKind } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { due, fingerprintOf } from '../payouts.ts';
import type { Asked, ReportSql } from './report.ts';

/** An agent to whom something is due in the period. */
export interface DuePayout {
  agent: Id<'user'>;
  name: string;
  phone: Phone | null;
  agentKind: AgentKind;
  active: boolean;
  leads: number;
  /** Both null while the ISP has not said what it pays. */
  amountPerLead: Money | null;
  amount: Money | null;
  /** Of exactly these leads; whoever pays sends it back. */
  fingerprint: string;
}

/** A payout made on a day of the period, or one taken back: then leads and amount are negative. */
export interface MadePayout {
  id: Id<'payout'>;
  agent: Id<'user'>;
  name: string;
  firstDay: string;
  lastDay: string;
  leads: number;
  amountPerLead: Money;
  /** With a minus where it takes a payout back. */
  amount: Money;
  paidAt: Date;
  paidBy: string;
  /** It still stands: none of its leads is due again. */
  stands: boolean;
  /** Those of its leads that are no customers any more. */
  lost: number;
}

export interface PayoutsReport {
  amountPerLead: Money | null;
  due: readonly DuePayout[];
  total: { leads: number; amount: Money | null };
  made: readonly MadePayout[];
  /** Leads converted outside the period for which nobody has been paid. */
  dueElsewhere: number;
}

/** Enough for any page; a longer book is read period by period. */
const mostMade = 500;

export const readPayouts =
  (period: Period) =>
  async ({ sql, span }: Asked): Promise<PayoutsReport> => {
    const [summed] = await sql<
      { amountPerLead: Money | null; leads: number; every: number; amount: Money | null }[]
    >`
      select s.payout_per_lead as amount_per_lead, counted.leads, counted.every, counted.leads * s.payout_per_lead as amount
      from settings s, (
        select count(*) filter (where ${due({ sql }, period)}) as leads, count(*) as every
        from leads l join people p on p.id = l.brought_in_by_person_id and p.role = 'agent'
        where ${due({ sql }, { firstDay: null, lastDay: null })}
      ) counted`;
    if (!summed) throw new Error('The settings row is missing; it is written when Karibu starts.');
    const { amountPerLead, leads, every, amount } = summed;
    return {
      amountPerLead,
      due: await listDue(sql, period),
      total: { leads, amount },
      made: await listMade(sql, sql`o.paid_at >= ${span.since} and o.paid_at < ${span.until}`),
      dueElsewhere: every - leads,
    };
  };

/** What is due to one agent, and for which leads; `due` is null where nothing is. */
export const readDuePayout =
  (agent: Id<'user'>, period: Period) =>
  async ({ sql }: Asked): Promise<{ due: DuePayout | null; leads: readonly PaidLead[] }> => {
    const [found = null] = await listDue(sql, period, agent);
    const leads = await sql<PaidLead[]>`
      select l.name, l.phone, l.location, l.converted_at from leads l
      where l.brought_in_by_person_id = ${agent} and ${due({ sql }, period)} order by l.converted_at, l.id`;
    return { due: found, leads: found ? [...leads] : [] };
  };

/** One payout that was made; null where there is none of this id. */
export const readMadePayout =
  (payout: Id<'payout'>) =>
  async ({ sql }: Asked): Promise<{ made: MadePayout | null }> => {
    const [made = null] = await listMade(sql, sql`o.id = ${payout}`);
    return { made };
  };

async function listDue(
  sql: ReportSql,
  period: Period,
  agent: Id<'user'> | null = null,
): Promise<DuePayout[]> {
  const found = await sql<DuePayout[]>`
    select p.id as agent, p.name, p.phone, p.agent_kind, p.active, count(*) as leads,
      s.payout_per_lead as amount_per_lead, count(*) * s.payout_per_lead as amount, ${fingerprintOf({ sql })} as fingerprint
    from settings s, leads l join people p on p.id = l.brought_in_by_person_id and p.role = 'agent'
    where ${due({ sql }, period)} and (${agent}::text is null or p.id = ${agent})
    group by p.id, s.payout_per_lead order by leads desc, p.name, p.id`;
  return [...found];
}

async function listMade(sql: ReportSql, which: PendingQuery<Row[]>): Promise<MadePayout[]> {
  const made = await sql<MadePayout[]>`
    select o.id, o.person_id as agent, p.name, o.first_day, o.last_day, o.lead_count as leads, o.amount_per_lead,
      o.amount, o.paid_at, payer.name as paid_by, counted.leads > 0 as stands, counted.lost
    from payouts o join people p on p.id = o.person_id join people payer on payer.id = o.paid_by
      cross join lateral (
        select count(*) as leads, count(*) filter (where l.converted_at is null or l.archived_at is not null) as lost
        from leads l where l.payout_id = o.id) counted
    where ${which}
    order by o.paid_at desc, o.id desc limit ${mostMade}`;
  return [...made];
}

/** A lead for which an agent is to be paid, or was. */
export interface PaidLead {
  name: string | null;
  phone: Phone;
  location: string | null;
  convertedAt: Date | null;
}

/** The leads behind one payout that was made. */
export const readPaidLeads =
  (payout: Id<'payout'>) =>
  async ({ sql }: Asked): Promise<{ leads: readonly PaidLead[] }> => ({
    leads: await sql<PaidLead[]>`
      select l.name, l.phone, l.location, l.converted_at from leads l
      where l.payout_id = ${payout} order by l.converted_at, l.id`,
  });
