import type { LeadSource } from '../../domain/lead.ts';
import { type Asked, cameIn } from './report.ts';

/** What became of some leads, whenever it did. */
interface Outcome {
  leads: number;
  converted: number;
  /** From their arrival, in days; null where none was converted. */
  medianDays: number | null;
}

/** The leads of one source, of one month of arrival, of both, or, where both are null, all. */
export interface SourceOutcome extends Outcome {
  source: LeadSource | null;
  /** Its first day, in the ISP's zone. */
  month: string | null;
}

export interface SourcesReport {
  outcomes: readonly SourceOutcome[];
}

/** Every lead counts in the month in which it came: so an old month can be compared with a young one's beginning. */
export async function readSources({ sql, span, zone }: Asked): Promise<SourcesReport> {
  const outcomes = await sql<SourceOutcome[]>`
    select source, month, count(*) as leads, count(converted_at) as converted,
      percentile_cont(0.5) within group (order by extract(epoch from converted_at - created_at) / 86400) as median_days
    from (
      select l.source, l.created_at, l.converted_at,
        date_trunc('month', l.created_at at time zone ${zone})::date as month
      from leads l where ${cameIn(sql, span)}
    ) came
    group by grouping sets ((source, month), (source), (month), ())
    order by month desc, leads desc, source`;
  return { outcomes: [...outcomes] };
}
