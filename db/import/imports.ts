import { type Id, newId } from '../../domain/id.ts';
import type { ImportDefaults } from '../../domain/import.ts';
import type { ImportMapping } from '../../domain/import-fields.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import type { importStates } from '../schema/imports.ts';

export type ImportState = (typeof importStates)[number];

/** An import as its pages show it. */
export interface ImportRecord {
  id: Id<'import'>;
  fileName: string;
  encoding: string;
  delimiter: string;
  columns: string[];
  mapping: ImportMapping | null;
  defaults: ImportDefaults;
  state: ImportState;
  rowCount: number;
  error: string | null;
  by: { id: Id<'user'>; name: string };
  /** Who asked to take it back. */
  revertedBy: { id: Id<'user'>; name: string } | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface ImportFile {
  fileName: string;
  encoding: string;
  delimiter: string;
  columns: readonly string[];
}

/** A line of a file: where it begins, the first line being 1, and what stands in it. */
export interface FileRow {
  line: number;
  cells: readonly string[];
}

const firstDefaults: ImportDefaults = { source: 'Manual Entry', status: 'New', assignedTo: null };

/**
 * Keeps the rows of a file; no lead is made of them yet. All of them or, where `read` throws, none. `read` begins anew
 * each time it is called, for the transaction may have to.
 */
export async function keepImport(
  at: Database,
  file: ImportFile,
  read: () => AsyncIterable<readonly FileRow[]>,
  by: Id<'user'>,
): Promise<Id<'import'>> {
  const id = newId('import');
  await commit(at, async (tx) => {
    const { columns, ...facts } = file;
    const row = { id, ...facts, columns: tx.sql.json([...columns]), byPersonId: by, rowCount: 0 };
    await tx.sql`insert into imports ${tx.sql({ ...row, defaults: tx.sql.json({ ...firstDefaults }) })}`;
    let count = 0;
    for await (const rows of read()) {
      count += rows.length;
      await tx.sql`
        insert into import_rows (import_id, line, cells)
        select ${id}, line, cells from jsonb_to_recordset(${tx.sql.json(rows as never)}) as r (line int, cells jsonb)`;
    }
    await tx.sql`update imports set row_count = ${count} where id = ${id}`;
  });
  return id;
}

const importSelect = (at: Database | Transaction) => at.sql`
  select i.id, i.file_name, i.encoding, i.delimiter, i.columns, i.mapping, i.defaults, i.state, i.row_count, i.error,
    i.created_at, i.started_at, i.finished_at, jsonb_build_object('id', p.id, 'name', p.name) as by,
    case when r.id is not null then jsonb_build_object('id', r.id, 'name', r.name) end as reverted_by
  from imports i join people p on p.id = i.by_person_id left join people r on r.id = i.reverted_by`;

export async function findImport(at: Database | Transaction, id: Id<'import'>): Promise<ImportRecord | null> {
  const [found] = await at.sql<ImportRecord[]>`${importSelect(at)} where i.id = ${id}`;
  return found ?? null;
}

/** Newest first. */
export async function listImports(
  at: Database,
  page: { limit: number; before: Id<'import'> | null },
): Promise<ImportRecord[]> {
  return at.sql<ImportRecord[]>`
    ${importSelect(at)} where ${page.before ? at.sql`i.id < ${page.before}` : at.sql`true`}
    order by i.id desc limit ${page.limit}`;
}

/** Keeps which column means what. False once the import has begun. */
export async function chooseColumns(
  at: Database | Transaction,
  id: Id<'import'>,
  chosen: { mapping: ImportMapping; defaults: ImportDefaults },
): Promise<boolean> {
  const changed = await at.sql`
    update imports set mapping = ${at.sql.json([...chosen.mapping])}, defaults = ${at.sql.json({ ...chosen.defaults })}
    where id = ${id} and state = 'uploaded'`;
  return changed.count === 1;
}

/** Forgets a file of which no lead was made. False once the import has begun. */
export async function discardImport(at: Database | Transaction, id: Id<'import'>): Promise<boolean> {
  return commit(at, async ({ sql }) => {
    const held = await sql`select from imports where id = ${id} and state = 'uploaded' for update`;
    if (held.count === 0) return false;
    await sql`delete from import_rows where import_id = ${id}`;
    await sql`delete from imports where id = ${id}`;
    return true;
  });
}

export type StartRefused = { refused: 'not_found' | 'not_mapped' };

/** Hands the rows to the worker, as the work of `by`. Started twice it runs once. */
export async function startImport(
  at: Database | Transaction,
  id: Id<'import'>,
  by: Id<'user'>,
): Promise<'ok' | StartRefused> {
  return commit(at, async (tx) => {
    const [found] = await tx.sql<{ state: ImportState; mapped: boolean }[]>`
      select state, mapping is not null as mapped from imports where id = ${id} for update`;
    if (!found) return { refused: 'not_found' };
    if (found.state !== 'uploaded') return 'ok';
    if (!found.mapped) return { refused: 'not_mapped' };
    await tx.sql`
      update imports set state = 'running', started_at = now(), by_person_id = ${by}
      where id = ${id} and state = 'uploaded'`;
    tx.wake({ queue: 'imports', id });
    return 'ok';
  });
}

export type RevertRefused = { refused: 'not_found' | 'not_started' };

/**
 * Asks the worker to take back, as the work of `by`, every lead of an import that nobody has worked on since. One that still
 * runs is stopped by it: what it has not reached stays undone. Asked twice it is done once.
 */
export async function revertImport(
  at: Database | Transaction,
  id: Id<'import'>,
  by: Id<'user'>,
): Promise<'ok' | RevertRefused> {
  return commit(at, async (tx) => {
    const [found] = await tx.sql<{ state: ImportState }[]>`
      select state from imports where id = ${id} for update`;
    if (!found) return { refused: 'not_found' };
    if (found.state === 'uploaded') return { refused: 'not_started' };
    if (found.state === 'reverting' || found.state === 'reverted') return 'ok';
    await tx.sql`
      update imports set state = 'reverting', reverted_by = ${by}, error = null, finished_at = null
      where id = ${id} and state in ('running', 'done', 'failed')`;
    tx.wake({ queue: 'imports', id });
    return 'ok';
  });
}

/** Those that the worker has to do with, whether or not somebody is at them now. */
export async function listWorkingImports(at: Database): Promise<Id<'import'>[]> {
  const rows = await at.sql<{ id: Id<'import'> }[]>`
    select id from imports where state in ('running', 'reverting') order by id`;
  return rows.map(({ id }) => id);
}

/** Ends an import that cannot go on. `why` is read by people. */
export async function failImport(at: Database, id: Id<'import'>, why: string): Promise<void> {
  await at.sql`
    update imports set state = 'failed', error = ${why}, finished_at = now()
    where id = ${id} and state in ('running', 'reverting')`;
}
