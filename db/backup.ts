import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type postgres from 'postgres';
import { z } from 'zod';
import type { Database } from './database.ts';
import { countLeadMonths } from './reports/lead-months.ts';

// A backup is gzip'd lines of JSON: what it is, then for each table its name and columns, and its rows. PostgreSQL from npm
// comes without pg_dump, and the COPY streams of postgres.js hang on a full buffer; rows as JSON that PostgreSQL itself
// writes and reads lose nothing. SECRET_KEY is not in it.

const headLine = z.object({ karibu: z.literal('backup'), schema: z.number() });
const tableLine = z.object({
  table: z.string().regex(/^[a-z_]+$/),
  columns: z.array(z.string().regex(/^[a-z_]+$/)),
});
type Table = z.infer<typeof tableLine>;

/** The file cannot be restored here; `message` says why, and nothing was changed. */
class RestoreRefused extends Error {
  override name = 'RestoreRefused';
}

const rowsAtOnce = 500;

/** Writes everything, as it is at one moment, into a file that appears only when it is whole. */
export async function writeBackup(db: Database, file: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  await db.sql.begin('isolation level repeatable read read only', async (sql) => {
    await takeAllTheTimeItNeeds(sql);
    const target = createWriteStream(unfinished, { mode: 0o600 });
    await pipeline(Readable.from(dump(sql)), createGzip(), target);
  });
  await rename(unfinished, file);
}

async function takeAllTheTimeItNeeds(sql: postgres.TransactionSql): Promise<void> {
  await sql`set local statement_timeout = 0`;
  await sql`set local idle_in_transaction_session_timeout = 0`;
}

async function* dump(sql: postgres.TransactionSql): AsyncGenerator<string> {
  yield `${JSON.stringify({ karibu: 'backup', schema: await readSchemaVersion(sql) })}\n`;
  for (const table of await listTables(sql)) {
    yield `${JSON.stringify(table)}\n`;
    // The name comes from the catalogue, not from people.
    const query = sql.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from "${table.table}" t`);
    for await (const rows of query.cursor(rowsAtOnce)) yield rows.map(({ row }) => `${row}\n`).join('');
  }
}

async function readSchemaVersion(sql: postgres.TransactionSql): Promise<number> {
  const [row] = await sql<{ newest: string }[]>`
    select max(created_at)::text as newest from drizzle.__drizzle_migrations`;
  return Number(row?.newest ?? 0);
}

/** What these hold is counted from the leads, and counted anew after a restore. */
const countedTables = ['lead_months', 'lead_month_deltas'];

/** Our tables, those that others refer to first, so that a restore meets no missing row. */
async function listTables(sql: postgres.TransactionSql): Promise<Table[]> {
  const tables = await sql<(Table & { needs: string[] })[]>`
    select c.relname as table,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(array_agg(distinct t.relname::text), '{}') from pg_constraint f join pg_class t on t.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all (${countedTables})
    order by c.relname`;
  const ordered: Table[] = [];
  const isThere = (name: string) => ordered.some(({ table }) => table === name);
  while (ordered.length < tables.length) {
    const next = tables.find(({ table, needs }) => !isThere(table) && needs.every(isThere));
    if (!next)
      throw new Error('The tables refer to each other in a circle, so no order to restore them exists.');
    ordered.push({ table: next.table, columns: next.columns });
  }
  return ordered;
}

/** Fills an empty Karibu from a backup, all or nothing. Refuses one that holds people, leads or talks already. */
export async function restoreBackup(db: Database, file: string): Promise<void> {
  await db.sql.begin(async (sql) => {
    await takeAllTheTimeItNeeds(sql);
    await emptyOrRefuse(sql);
    const lines = linesOf(createReadStream(file).pipe(createGunzip()));
    await refuseOtherFile(sql, (await lines.next()).value);
    let table: Table | null = null;
    let rows: string[] = [];
    for await (const line of lines) {
      const next = tableOf(line);
      if (next || rows.length >= rowsAtOnce) {
        await insertRows(sql, table, rows);
        rows = [];
      }
      if (next) table = next;
      else rows.push(line);
    }
    await insertRows(sql, table, rows);
    await continueSerials(sql);
    await countLeadMonths(sql);
  });
}

/** A row is never mistaken for a table's line: no table of ours has both columns. */
function tableOf(line: string): Table | null {
  return line.startsWith('{"table":') ? tableLine.parse(JSON.parse(line)) : null;
}

async function insertRows(sql: postgres.TransactionSql, table: Table | null, rows: string[]): Promise<void> {
  if (rows.length === 0) return;
  if (!table) throw new RestoreRefused('The backup is damaged: rows stand before their table.');
  const columns = table.columns.map((column) => `"${column}"`).join(', ');
  await sql.unsafe(
    `insert into "${table.table}" (${columns}) overriding system value
     select ${columns} from jsonb_populate_recordset(null::"${table.table}", $1::text::jsonb)`,
    [`[${rows.join(',')}]`],
  );
}

/** What any start writes by itself goes; what people made stays, and the restore is refused. */
async function emptyOrRefuse(sql: postgres.TransactionSql): Promise<void> {
  const [row] = await sql<{ used: boolean }[]>`
    select exists (select from people) or exists (select from leads) or exists (select from conversations) as used`;
  if (row?.used)
    throw new RestoreRefused('This Karibu already holds people, leads or talks. Restore into an empty one.');
  const tables = (await listTables(sql)).map(({ table }) => `"${table}"`);
  await sql.unsafe(`truncate ${tables.join(', ')}`);
}

async function refuseOtherFile(sql: postgres.TransactionSql, firstLine: string | undefined): Promise<void> {
  const head = headLine.safeParse(parseJson(firstLine ?? ''));
  if (!head.success) throw new RestoreRefused('This file is not a backup of Karibu.');
  if (head.data.schema > (await readSchemaVersion(sql))) {
    throw new RestoreRefused('The backup was written by a newer Karibu. Restore it with that version.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: so it is none of ours.
    return null;
  }
}

/** Split at \n only: node's readline also splits at U+2028, which JSON leaves as it is. */
async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new RestoreRefused('The backup is damaged: it ends in the middle of a row.');
}

async function continueSerials(sql: postgres.TransactionSql): Promise<void> {
  const serials = await sql<{ table: string; column: string; sequence: string }[]>`
    select c.relname as table, a.attname as column,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`;
  for (const { table, column, sequence } of serials) {
    await sql.unsafe(
      `select setval('${sequence}', coalesce((select max("${column}") from "${table}"), 0) + 1, false)`,
    );
  }
}
