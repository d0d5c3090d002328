import type { Database } from '../db/database.ts';
import { runImportBatch } from '../db/import/import-run.ts';
import { chooseColumns, keepImport, startImport } from '../db/import/imports.ts';
import type { Id } from '../domain/id.ts';
import type { ImportDefaults } from '../domain/import.ts';
import type { ImportField } from '../domain/import-fields.ts';

const defaults: ImportDefaults = { source: 'Manual Entry', status: 'New', assignedTo: null };

/** A file whose columns are these fields, uploaded and mapped. Its first row is line 2. */
export async function uploadRows(
  db: Database,
  by: Id<'user'>,
  fields: readonly ImportField[],
  rows: readonly (readonly string[])[],
): Promise<Id<'import'>> {
  const file = { fileName: 'leads.csv', encoding: 'utf-8', delimiter: ',', columns: fields };
  const lines = rows.map((cells, place) => ({ line: place + 2, cells }));
  async function* read() {
    yield lines;
  }
  const id = await keepImport(db, file, read, by);
  await chooseColumns(db, id, { mapping: fields, defaults });
  return id;
}

/** Uploads, starts, and runs to the end, without a worker. */
export async function importRows(
  db: Database,
  by: Id<'user'>,
  fields: readonly ImportField[],
  rows: readonly (readonly string[])[],
): Promise<Id<'import'>> {
  const id = await uploadRows(db, by, fields, rows);
  await startImport(db, id, by);
  while ((await runImportBatch(db, id)) !== 'over');
  return id;
}

/** What became of each row, by line. */
export async function outcomesOf(db: Database, id: Id<'import'>): Promise<(string | null)[]> {
  const rows = await db.sql<{ outcome: string | null }[]>`
    select outcome from import_rows where import_id = ${id} order by line`;
  return rows.map(({ outcome }) => outcome);
}

/** `count` people with phones of their own. */
export const manyPeople = (count: number): string[][] =>
  Array.from({ length: count }, (_, index) => [`07${10_000_000 + index}`, `Mteja ${index}`]);
