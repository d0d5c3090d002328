import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedDatabase } from '../db/embedded.ts';
import { createLog } from '../log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's address on the PostgreSQL of this test run; make databases of your own there. */
    postgresUrl: string;
  }
}

/** A test database need not survive a power cut, and many test files share it. */
const fastAndRoomy = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/** One PostgreSQL for the whole run: TEST_DATABASE_URL, or an embedded one that lives as long as the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('postgresUrl', given);
    return async () => undefined;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'karibu-test-postgres-'));
  chmodSync(dataDir, 0o711); // As root, PostgreSQL runs as another user, who must be able to pass.
  const log = createLog('warn');
  const database = await startEmbeddedDatabase({
    dataDir,
    log,
    database: 'postgres',
    settings: fastAndRoomy,
  });
  project.provide('postgresUrl', database.url);
  return async () => {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
