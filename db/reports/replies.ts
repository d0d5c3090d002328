import type { LeadSource } from '../../domain/lead.ts';
import { type Asked, cameIn } from './report.ts';

/** How soon staff answered the leads of one source; `source` null: all of them. */
export interface Replies {
  source: LeadSource | null;
  leads: number;
  answered: number;
  withinHour: number;
  withinDay: number;
  /** In seconds, of those answered; null where there are none. */
  median: number | null;
  ninetieth: number | null;
}

export interface RepliesReport {
  replies: readonly Replies[];
}

/** Leads that staff entered or imported waited for no answer. */
export async function readReplies({ sql, span }: Asked): Promise<RepliesReport> {
  const replies = await sql<Replies[]>`
    select source, count(*) as leads, count(waited) as answered,
      count(*) filter (where waited <= 3600) as within_hour, count(*) filter (where waited <= 86400) as within_day,
      percentile_cont(0.5) within group (order by waited) as median,
      percentile_cont(0.9) within group (order by waited) as ninetieth
    from (
      select l.source, extract(epoch from l.first_reply_at - l.created_at)::float8 as waited
      from leads l where ${cameIn(sql, span)} and l.source <> 'Manual Entry' and l.import_id is null
    ) waiting
    group by grouping sets ((source), ())
    order by source nulls first`;
  return { replies: [...replies] };
}
