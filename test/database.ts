import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../db/database.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { keepFirstSettings } from '../db/settings.ts';
import { createVault } from '../db/vault.ts';
import { createLog } from '../log.ts';

const template = 'karibu_template';

const urlOf = (server: string, database: string) => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

/** The first test file of a run migrates the template; the others wait for it, then clone it in some milliseconds. */
async function ensureTemplate(admin: postgres.Sql, server: string): Promise<void> {
  const [row] = await admin`select from pg_database where datname = ${template} and datistemplate`;
  if (row) return;
  await admin.unsafe(`drop database if exists ${template}`);
  await admin.unsafe(`create database ${template}`);
  await migrateDatabase(urlOf(server, template));
  await admin.unsafe(`alter database ${template} is_template true`);
}

export const testSecretKey = 'a secret key that only tests know, long enough';

export interface TestDatabase {
  url: string;
  db: Database;
  /** Closes the pool and removes the database; other connections to it are cut. */
  drop(): Promise<void>;
}

/** A migrated database of one's own on the run's PostgreSQL. Call it in `beforeAll`, and `drop` in `afterAll`. */
export async function createTestDatabase(options: { log?: Database['log'] } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `karibu_${randomBytes(6).toString('hex')}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await admin`select pg_advisory_lock(hashtext('karibu test template'))`;
    await ensureTemplate(admin, server);
    await admin.unsafe(`create database ${name} template ${template}`);
  } finally {
    await admin.end();
  }
  const url = urlOf(server, name);
  const db = openDatabase({
    url,
    vault: createVault(testSecretKey),
    log: options.log ?? createLog('silent'),
  });
  await keepFirstSettings(db, {
    ispName: 'Savanna Net',
    language: 'en',
    timeZone: 'Africa/Nairobi',
    country: 'KE',
  });
  return {
    url,
    db,
    drop: async () => {
      await db.close();
      const again = postgres(server, { max: 1, onnotice: () => undefined });
      await again.unsafe(`drop database if exists ${name} with (force)`);
      await again.end();
    },
  };
}
