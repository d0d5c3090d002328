import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type postgres from 'postgres';
import type { Database, Sql } from './database.ts';

// A backup is gzip'd text in the manner of `pg_dump --data-only`: blocks of `COPY table (columns) FROM stdin;`, rows, `\.`.
// PostgreSQL from npm comes without pg_dump; COPY is the server's own. SECRET_KEY is not in it.

const signature = /^-- Karibu backup, schema (\d+)$/;
const blockStart = /^COPY "([a-z_]+)" \((.+)\) FROM stdin;$/;
const blockEnd = '\\.';

/** The file cannot be restored here; `message` says why, and nothing was changed. */
class RestoreRefused extends Error {
  override name = 'RestoreRefused';
}

interface Table {
  name: string;
  columns: string[];
}

/** Writes everything, as it is at one moment, into a file that appears only when it is whole. */
export async function writeBackup(db: Database, file: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await db.sql.begin('isolation level repeatable read read only', async (sql) => {
    await sql`set local statement_timeout = 0`;
    const schema = await readSchemaVersion(sql);
    const tables = await listTables(sql);
    const target = createWriteStream(unfinished, { mode: 0o600 });
    await pipeline(Readable.from(dump(sql, schema, tables)), createGzip(), target);
  });
  await rename(unfinished, file);
}

async function* dump(
  sql: postgres.TransactionSql,
  schema: number,
  tables: readonly Table[],
): AsyncGenerator<string | Buffer> {
  yield `-- Karibu backup, schema ${schema}\n`;
  for (const { name, columns } of tables) {
    const list = columns.map((column) => `"${column}"`).join(', ');
    yield `COPY "${name}" (${list}) FROM stdin;\n`;
    // Names come from the catalogue, not from people.
    yield* await sql.unsafe(`copy "${name}" (${list}) to stdout`).readable();
    yield `${blockEnd}\n`;
  }
}

async function readSchemaVersion(sql: postgres.ISql | Sql | postgres.TransactionSql): Promise<number> {
  const [row] = await sql<
    { newest: string }[]
  >`select max(created_at)::text as newest from drizzle.__drizzle_migrations`;
  return Number(row?.newest ?? 0);
}

/** Our tables, those that others refer to first, so that a restore meets no missing row. */
async function listTables(sql: postgres.TransactionSql): Promise<Table[]> {
  const tables = await sql<{ name: string; columns: string[]; needs: string[] }[]>`
    select c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(array_agg(distinct t.relname::text), '{}') from pg_constraint f join pg_class t on t.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`;
  const ordered: Table[] = [];
  const isThere = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.find((table) => !isThere(table.name) && table.needs.every(isThere));
    if (!next)
      throw new Error('The tables refer to each other in a circle, so no order to restore them exists.');
    ordered.push({ name: next.name, columns: next.columns });
  }
  return ordered;
}

/** Fills an empty Karibu from a backup, all or nothing. Refuses one that holds people or leads already. */
export async function restoreBackup(db: Database, file: string): Promise<void> {
  await db.sql.begin(async (sql) => {
    await sql`set local statement_timeout = 0`;
    await refuseUnlessEmpty(sql);
    const reader = linesOf(createReadStream(file).pipe(createGunzip()));
    await refuseOtherFile(sql, (await reader.next()).value);
    await sql`delete from settings`;
    for (let line = await reader.next(); !line.done; line = await reader.next()) {
      const block = blockStart.exec(line.value);
      if (!block) throw new RestoreRefused('The backup is damaged: a block does not begin as it should.');
      const copy = await sql.unsafe(`copy "${block[1]}" (${block[2]}) from stdin`).writable();
      await pipeline(Readable.from(rowsOf(reader)), copy);
    }
    await continueSerials(sql);
  });
}

/** Split at \n only: node's readline also splits at U+2028, which COPY leaves as it is. */
async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

async function refuseUnlessEmpty(sql: postgres.TransactionSql): Promise<void> {
  const [row] = await sql<{ used: boolean }[]>`
    select exists (select from people) or exists (select from leads) as used`;
  if (row?.used)
    throw new RestoreRefused('This Karibu already holds people or leads. Restore into an empty one.');
}

async function refuseOtherFile(sql: postgres.TransactionSql, firstLine: unknown): Promise<void> {
  const found = typeof firstLine === 'string' ? signature.exec(firstLine) : null;
  if (!found) throw new RestoreRefused('This file is not a backup of Karibu.');
  if (Number(found[1]) > (await readSchemaVersion(sql))) {
    throw new RestoreRefused('The backup was written by a newer Karibu. Restore it with that version.');
  }
}

async function* rowsOf(reader: AsyncIterator<string>): AsyncGenerator<string> {
  for (let line = await reader.next(); !line.done; line = await reader.next()) {
    if (line.value === blockEnd) return;
    yield `${line.value}\n`;
  }
  throw new RestoreRefused('The backup is damaged: it ends in the middle of a table.');
}

async function continueSerials(sql: postgres.TransactionSql): Promise<void> {
  const serials = await sql<{ table: string; column: string; sequence: string }[]>`
    select c.relname as table, a.attname as column, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`;
  for (const { table, column, sequence } of serials) {
    await sql.unsafe(
      `select setval('${sequence}', coalesce((select max("${column}") from "${table}"), 0) + 1, false)`,
    );
  }
}
