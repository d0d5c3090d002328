import type { Database, Transaction } from './database.ts';

export interface LeadTotals {
  totalLeads: number;
  /** In this calendar month of the ISP's zone. */
  newLeadsThisMonth: number;
  totalConvertedLeads: number;
}

/** Archived leads are in no figure. */
export async function readLeadTotals(at: Database | Transaction): Promise<LeadTotals> {
  const [totals] = await at.sql<LeadTotals[]>`
    with isp as (select time_zone as zone from settings)
    select count(*) as total_leads,
      count(*) filter (where status = 'Converted') as total_converted_leads,
      count(*) filter (where created_at >=
        date_trunc('month', now() at time zone (select zone from isp)) at time zone (select zone from isp)
      ) as new_leads_this_month
    from leads where archived_at is null`;
  if (!totals) throw new Error('A count always gives a row.');
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
    with isp as (select time_zone as zone, extract(year from now() at time zone time_zone)::int as now_year from settings),
    moments as (
      select created_at at time zone zone as at, 1 as arrived, 0 as converted from leads, isp where archived_at is null
      union all
      select converted_at at time zone zone, 0, 1 from leads, isp
      where archived_at is null and converted_at is not null),
    months as (
      select extract(year from at)::int as year, extract(month from at)::int as month,
        sum(arrived) as arrived, sum(converted) as converted
      from moments group by 1, 2),
    asked as (select coalesce(${year}::int, now_year) as year from isp)
    select asked.year,
      (select coalesce(jsonb_agg(distinct months.year), '[]') from months) as years,
      (select jsonb_agg(jsonb_build_object(
          'newLeads', coalesce(arrived, 0), 'convertedLeads', coalesce(converted, 0)) order by calendar)
        from generate_series(1, 12) calendar
          left join months on months.month = calendar and months.year = asked.year) as months
    from asked`;
  if (!found) throw new Error('The settings row is missing; it is written when Karibu starts.');
  return found;
}
