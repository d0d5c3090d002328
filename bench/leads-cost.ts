import { readFileSync } from 'node:fs';
import type { Database } from '../db/database.ts';

/** Microseconds of a processor, in user and in system mode. On a machine that others use too, they say more than rates. */
export interface Cost {
  server: number;
  postgres: number;
}

/** The clock of /proc/…/stat goes by hundredths of a second: see `sysconf(_SC_CLK_TCK)`. */
const tickUs = 10_000;

/** What one process has used since it began; none where it has ended. */
function usedBy(pid: number): number {
  try {
    // The name of the process may hold anything, so the fields are counted from behind it: see proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * tickUs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

async function usedTillNow(db: Database, pid: number): Promise<Cost> {
  const backends = await db.sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  return { server: usedBy(pid), postgres: backends.reduce((sum, one) => sum + usedBy(one.pid), 0) };
}

/** What `work` costs the server and PostgreSQL, for each of what it has done. */
export async function withCost<Done extends { requests: number }>(
  db: Database,
  pid: number,
  work: () => Promise<Done>,
): Promise<Done & { cost: Cost }> {
  const before = await usedTillNow(db, pid);
  const done = await work();
  const after = await usedTillNow(db, pid);
  const each = (part: keyof Cost) => (after[part] - before[part]) / done.requests;
  return { ...done, cost: { server: each('server'), postgres: each('postgres') } };
}
