import type { LeadStatus } from '../../domain/lead.ts';
import { type Asked, cameIn, type ReportSql, type Span } from './report.ts';

/** The road from a lead to a customer, after New, on which everybody begins. */
const road = ['Contacted', 'Interested', 'Site Survey Scheduled', 'Converted'] as const;
type Step = (typeof road)[number];

interface Reached {
  step: Step;
  /** Leads that were in this status or in a later one of the road, whatever they are now. */
  gotHere: number;
  /** Those of them that were never in this very status. */
  skipped: number;
}

export interface StatusesReport {
  came: number;
  reached: readonly Reached[];
  /** Where they stand now; statuses without leads are left out. */
  now: readonly { status: LeadStatus; leads: number }[];
}

/** Read from the history of each lead. */
export async function readStatuses({ sql, span }: Asked): Promise<StatusesReport> {
  const now = await sql<{ status: LeadStatus; leads: number }[]>`
    select l.status, count(*) as leads from leads l where ${cameIn(sql, span)} group by l.status`;
  const ways = await readWays(sql, span);
  return {
    came: now.reduce((sum, { leads }) => sum + leads, 0),
    reached: road.map((step, place) => ({ step, ...countAt(ways, place) })),
    now: [...now],
  };
}

/** How many leads went one way: bit 0 says that they were once Contacted, bit 3 that they were Converted. */
interface Way {
  bits: number;
  leads: number;
}

async function readWays(sql: ReportSql, span: Span): Promise<readonly Way[]> {
  // Joined first and grouped then: the other way round takes five times as long.
  return sql<Way[]>`
    select bits, count(*) as leads from (
      select l.id, coalesce(bit_or(case e.details->>'to'
        when 'Contacted' then 1 when 'Interested' then 2 when 'Site Survey Scheduled' then 4 when 'Converted' then 8
        else 0 end), 0) as bits
      from leads l left join lead_events e on e.lead_id = l.id and e.kind = 'status'
      where ${cameIn(sql, span)} group by l.id
    ) histories group by bits`;
}

function countAt(ways: readonly Way[], place: number): Omit<Reached, 'step'> {
  // The highest bit says how far they got.
  const thisFar = ways.filter(({ bits }) => bits >= 1 << place);
  const sum = (some: readonly Way[]) => some.reduce((total, { leads }) => total + leads, 0);
  return { gotHere: sum(thisFar), skipped: sum(thisFar.filter(({ bits }) => (bits & (1 << place)) === 0)) };
}
