import type { TransactionSql } from 'postgres';
import { commit, type Database, type Transaction } from '../database.ts';

// The months of the dashboard: `lead_months`, plus what the trigger on `leads` has noted since they were last folded.

/** Enough for one short transaction. */
const mostDeltas = 10_000;

/** Folds what was noted into the months; any number of workers may do it at once. Returns how many notes it folded. */
export async function foldLeadMonths(db: Database): Promise<number> {
  const [folded] = await db.sql<{ deltas: number }[]>`
    with taken as (
      delete from lead_month_deltas where id in (
        select id from lead_month_deltas order by id limit ${mostDeltas} for update skip locked)
      returning month, arrived, converted
    ), sums as (
      select month, sum(arrived)::int as arrived, sum(converted)::int as converted from taken group by month
    ), kept as (
      insert into lead_months as m (month, arrived, converted) select month, arrived, converted from sums order by month
      on conflict (month) do update
        set arrived = m.arrived + excluded.arrived, converted = m.converted + excluded.converted
    )
    select count(*) as deltas from taken`;
  return folded?.deltas ?? 0;
}

/** A month whose figures are not what the leads say. */
export interface WrongMonth {
  /** Its first day: `2026-11-01`. */
  month: string;
  counted: { arrived: number; converted: number };
  kept: { arrived: number; converted: number };
}

/** Counts every lead anew and compares. Slow on a large table; it changes nothing and holds nobody up. */
export async function verifyLeadMonths(at: Database | Transaction): Promise<WrongMonth[]> {
  return at.sql<WrongMonth[]>`
    with counted as (
      select m.month, sum(m.arrived)::int as arrived, sum(m.converted)::int as converted
      from leads l cross join lateral months_of_lead(l) m group by m.month
    ), kept as (
      select month, sum(arrived)::int as arrived, sum(converted)::int as converted from (
        select month, arrived, converted from lead_months
        union all select month, arrived, converted from lead_month_deltas
      ) noted group by month
    )
    select month,
      jsonb_build_object('arrived', coalesce(c.arrived, 0), 'converted', coalesce(c.converted, 0)) as counted,
      jsonb_build_object('arrived', coalesce(k.arrived, 0), 'converted', coalesce(k.converted, 0)) as kept
    from counted c full join kept k using (month)
    where (coalesce(c.arrived, 0), coalesce(c.converted, 0)) <> (coalesce(k.arrived, 0), coalesce(k.converted, 0))
    order by month`;
}

/** Counts every lead anew: after the ISP's time zone has changed, or when `verifyLeadMonths` found something. */
export const rebuildLeadMonths = (at: Database | Transaction): Promise<void> =>
  commit(at, ({ sql }) => countLeadMonths(sql));

/** The same inside a transaction that is no verb's (a restore). */
export async function countLeadMonths(sql: TransactionSql): Promise<void> {
  // Nobody writes a lead meanwhile, or what they change would be counted and noted both.
  await sql`lock table leads in share row exclusive mode`;
  await sql`delete from lead_month_deltas`;
  await sql`delete from lead_months`;
  await sql`
    insert into lead_months (month, arrived, converted)
    select m.month, sum(m.arrived), sum(m.converted)
    from leads l cross join lateral months_of_lead(l) m group by m.month`;
}
