import type { Id } from '../../domain/id.ts';
import type { Database } from '../database.ts';
import { discardImport } from './imports.ts';

/** For so long one can look up what stood in a file that was imported, and go on with one that was only uploaded. */
const importKeptDays = 30;

/** Few enough for one short statement. */
const batch = 5000;

/**
 * Clears what stood in the rows of imports that ended more than `importKeptDays` ago, and discards uploads that nobody
 * went on with: cells are personal data, and by then the leads hold what is needed of them. What became of each row stays.
 * One import at a time, at most `most` of its rows; returns whether there may be more.
 */
export async function purgeImportCells(db: Database, most = batch): Promise<boolean> {
  const [old] = await db.sql<{ id: Id<'import'>; isUpload: boolean }[]>`
    select id, state = 'uploaded' as is_upload from imports
    where coalesce(finished_at, created_at) < now() - interval '1 day' * ${importKeptDays}
      and state in ('uploaded', 'done', 'reverted', 'failed') and columns <> '[]'
    order by id limit 1`;
  if (!old) return false;
  if (old.isUpload) await discardImport(db, old.id);
  else await clearCells(db, old.id, most);
  return true;
}

/** An import without columns is one whose cells are cleared: its rows need not be looked through again. */
async function clearCells({ sql }: Database, id: Id<'import'>, most: number): Promise<void> {
  const cleared = await sql`
    update import_rows set cells = '[]' where import_id = ${id} and line in (
      select line from import_rows where import_id = ${id} and cells <> '[]' limit ${most})`;
  if (cleared.count < most) await sql`update imports set columns = '[]' where id = ${id}`;
}
