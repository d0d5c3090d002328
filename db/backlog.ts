import { liveStates } from '../domain/conversion.ts';
import type { Database } from './database.ts';

/** How many rows wait for somebody. */
export interface Backlog {
  inbox: number;
  parked: number;
  outbox: number;
  conversions: number;
}

export async function countBacklog(db: Database): Promise<Backlog> {
  const [counts] = await db.sql<Backlog[]>`
    select
      (select count(*) from inbox where done_at is null and parked_at is null) as inbox,
      (select count(*) from inbox where done_at is null and parked_at is not null) as parked,
      (select count(*) from outbox where state in ('queued', 'sending')) as outbox,
      (select count(*) from conversions where state in ${db.sql(liveStates)}) as conversions`;
  return counts ?? { inbox: 0, parked: 0, outbox: 0, conversions: 0 };
}
