import type { Database, Transaction } from '../database.ts';

export interface LeadTotals {
  totalLeads: number;
  /** In this calendar month of the ISP's zone. */
  newLeadsThisMonth: number;
  totalConvertedLeads: number;
}

/** Twelve months of one year, January first. */
export interface LeadsOverTime {
  year: number;
  /** Those in which a lead came or was converted, oldest first. */
  years: number[];
  months: { newLeads: number; convertedLeads: number }[];
}

export interface Dashboard {
  totals: LeadTotals;
  overTime: LeadsOverTime;
  /** Its first day, in the ISP's zone: the months after it have not come yet. */
  thisMonth: string;
}

/** What has been folded, and what has not yet. Archived leads are in no figure. */
const months = (at: Database | Transaction) => at.sql`
  select month, sum(arrived)::int as arrived, sum(converted)::int as converted from (
    select month, arrived, converted from lead_months
    union all select month, arrived, converted from lead_month_deltas
  ) noted group by month`;

/** The months begin at midnight in the ISP's zone. */
const today = (at: Database | Transaction) => at.sql`
  select date_trunc('month', now() at time zone time_zone)::date as this_month,
    extract(year from now() at time zone time_zone)::int as this_year
  from settings`;

const totals = (at: Database | Transaction) => at.sql`
  select coalesce(sum(arrived), 0)::int as "totalLeads", coalesce(sum(converted), 0)::int as "totalConvertedLeads",
    coalesce(sum(arrived) filter (where month = (select this_month from today)), 0)::int as "newLeadsThisMonth"
  from months`;

const overTime = (at: Database | Transaction, year: number | null) => at.sql`
  select asked.year,
    (select coalesce(jsonb_agg(distinct extract(year from month)::int), '[]') from months
      where arrived > 0 or converted > 0) as years,
    (select jsonb_agg(jsonb_build_object(
        'newLeads', coalesce(arrived, 0), 'convertedLeads', coalesce(converted, 0)) order by calendar)
      from generate_series(1, 12) calendar
        left join months on months.month = make_date(asked.year, calendar::int, 1)) as months
  from (select coalesce(${year}::int, this_year) as year from today) asked`;

export async function readLeadTotals(at: Database | Transaction): Promise<LeadTotals> {
  return only(
    await at.sql<LeadTotals[]>`
    with months as (${months(at)}), today as (${today(at)}) ${totals(at)}`,
  );
}

/** Without a `year`, the one it is now in the ISP's zone. */
export async function readLeadsOverTime(
  at: Database | Transaction,
  year: number | null,
): Promise<LeadsOverTime> {
  return only(
    await at.sql<LeadsOverTime[]>`
    with months as (${months(at)}), today as (${today(at)}) ${overTime(at, year)}`,
  );
}

/** Both in one statement, so that the cards and the chart beside them are of the same moment. */
export async function readDashboard(at: Database | Transaction, year: number | null): Promise<Dashboard> {
  return only(
    await at.sql<Dashboard[]>`
    with months as (${months(at)}), today as (${today(at)})
    select to_jsonb(totals) as totals, to_jsonb(over_time) as over_time, (select this_month from today) as this_month
    from (${totals(at)}) totals, (${overTime(at, year)}) over_time`,
  );
}

function only<Row>([row]: readonly Row[]): Row {
  if (!row) throw new Error('The settings row is missing; it is written when Karibu starts.');
  return row;
}
