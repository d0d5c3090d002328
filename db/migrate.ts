import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { z } from 'zod';

const folder = fileURLToPath(new URL('./migrations', import.meta.url));
const journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

/** The database was migrated by a newer Karibu; this one would misread it. */
class SchemaTooNew extends Error {
  constructor() {
    super('This database belongs to a newer Karibu than the one that is starting. Start the newer version.');
    this.name = 'SchemaTooNew';
  }
}

/** Brings the schema up to date. Safe to run from several processes at once: drizzle's migrator itself takes no lock. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(hashtext('karibu migrations'))`;
    await refuseNewerSchema(sql);
    await runMigrations(sql).catch(explain);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * All in one transaction. Who still reads with the older program takes tables in another order than the migrations: then
 * PostgreSQL ends one of both, and if it is this one nothing has happened yet.
 */
async function runMigrations(sql: postgres.Sql): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrate(drizzle(sql), { migrationsFolder: folder });
    } catch (error) {
      const cause = error instanceof Error ? error.cause : null;
      const isDeadlock = cause instanceof postgres.PostgresError && cause.code === '40P01';
      if (!isDeadlock || attempt >= 5) throw error;
    }
  }
}

/** PostgreSQL refused a migration; `message` has its words, which drizzle's own error hides. */
class MigrationFailed extends Error {
  override name = 'MigrationFailed';
}

function explain(error: unknown): never {
  const cause = error instanceof Error ? error.cause : null;
  if (!(cause instanceof postgres.PostgresError)) throw error;
  throw new MigrationFailed(`The database could not be brought up to date: ${cause.message}.`, {
    cause: error,
  });
}

async function refuseNewerSchema(sql: postgres.Sql): Promise<void> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`;
  if (!table?.exists) return;
  const [row] = await sql`select max(created_at) as newest from drizzle.__drizzle_migrations`;
  const { entries } = journal.parse(JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')));
  const ours = Math.max(...entries.map((entry) => entry.when));
  if (Number(row?.newest ?? 0) > ours) throw new SchemaTooNew();
}
