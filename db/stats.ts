import type { Database, Transaction } from './database.ts';

export interface LeadTotals {
  totalLeads: number;
  /** In this calendar month of the ISP's zone. */
  newLeadsThisMonth: number;
  totalConvertedLeads: number;
}

/** What has been folded, and what has not yet. */
const months = (at: Database | Transaction) => at.sql`
  select month, sum(arrived)::int as arrived, sum(converted)::int as converted from (
    select month, arrived, converted from lead_months
    union all select month, arrived, converted from lead_month_deltas
  ) noted group by month`;

/** Archived leads are in no figure. */
export async function readLeadTotals(at: Database | Transaction): Promise<LeadTotals> {
  const [totals] = await at.sql<LeadTotals[]>`
    with months as (${months(at)}), isp as (
      select date_trunc('month', now() at time zone time_zone)::date as this_month from settings
    )
    select coalesce(sum(arrived), 0)::int as total_leads, coalesce(sum(converted), 0)::int as total_converted_leads,
      coalesce(sum(arrived) filter (where month = (select this_month from isp)), 0)::int as new_leads_this_month
    from months`;
  if (!totals) throw new Error('A sum always gives a row.');
  return totals;
}

/** Twelve months of one year, January first. */
export interface LeadsOverTime {
  year: number;
  /** Those in which a lead came or was converted, oldest first. */
  years: number[];
  months: { newLeads: number; convertedLeads: number }[];
}

/** Months begin and end at midnight in the ISP's zone. Without a `year`, the one it is there now. */
export async function readLeadsOverTime(
  at: Database | Transaction,
  year: number | null,
): Promise<LeadsOverTime> {
  const [found] = await at.sql<LeadsOverTime[]>`
    with months as (${months(at)}), asked as (
      select coalesce(${year}::int, extract(year from now() at time zone time_zone)::int) as year from settings
    )
    select asked.year,
      (select coalesce(jsonb_agg(distinct extract(year from month)::int), '[]') from months
        where arrived > 0 or converted > 0) as years,
      (select jsonb_agg(jsonb_build_object(
          'newLeads', coalesce(arrived, 0), 'convertedLeads', coalesce(converted, 0)) order by calendar)
        from generate_series(1, 12) calendar
          left join months on months.month = make_date(asked.year, calendar::int, 1)) as months
    from asked`;
  if (!found) throw new Error('The settings row is missing; it is written when Karibu starts.');
  return found;
}
