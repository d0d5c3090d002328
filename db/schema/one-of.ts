import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** A check constraint that holds a column to the words of its union; null passes, as checks do. */
export function oneOf(column: AnyColumn, words: readonly string[]): SQL {
  const list = words.map((word) => `'${word.replaceAll("'", "''")}'`).join(', ');
  return sql`${column} in (${sql.raw(list)})`;
}
