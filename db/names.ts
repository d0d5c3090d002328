import type { Database } from './database.ts';

/** The names of people, packages and leads by their ids, also of those who left or are no longer sold: for a history. */
export async function readNames(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.sql<{ id: string; name: string }[]>`
    select id, name from people where id in ${db.sql(ids)}
    union all select id, name from packages where id in ${db.sql(ids)}
    union all select id, coalesce(name, 'a lead without a name') from leads where id in ${db.sql(ids)}`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
