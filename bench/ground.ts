import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../db/database.ts';
import { startEmbeddedDatabase } from '../db/embedded.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { keepFirstSettings } from '../db/settings.ts';
import { createVault } from '../db/vault.ts';
import { createLog } from '../log.ts';

export interface BenchGround {
  db: Database;
  url: string;
  close(): Promise<void>;
}

/** A fresh folder that goes away with the benchmark. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'karibu-bench-'));
  chmodSync(path, 0o711); // As root, PostgreSQL runs as another user, who must be able to pass.
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A PostgreSQL of its own, with fsync on: the figures are to mean something. */
export async function openBenchGround(): Promise<BenchGround> {
  const folder = temporaryFolder();
  const log = createLog('error');
  const server = await startEmbeddedDatabase({ dataDir: folder.path, log });
  await migrateDatabase(server.url);
  const db = openDatabase({
    url: server.url,
    vault: createVault('a key that only benchmarks know, long enough'),
    log,
  });
  await keepFirstSettings(db, {
    ispName: 'Bench Net',
    language: 'en',
    timeZone: 'Africa/Nairobi',
    country: 'KE',
  });
  const close = async () => {
    await db.close();
    await server.stop();
    folder.remove();
  };
  return { db, url: server.url, close };
}
