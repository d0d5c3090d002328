import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { dataIn } from '../db/embedded/home.ts';
import { stopPostmaster } from '../db/embedded/postmaster.ts';
import { findLivingOwner } from '../db/embedded/record.ts';
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

const folderPrefix = `karibu-test-postgres-${process.getuid?.()}-`;
const startTime = 60_000; // ms, by far

/** Vitest killed or stopped by Ctrl-C runs no teardown: the next run clears away what such a run has left. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(folderPrefix))) {
    const dataDir = join(tmpdir(), name);
    const made = statSync(dataDir, { throwIfNoEntry: false })?.ctimeMs ?? Date.now();
    const home = join(dataDir, 'postgres');
    // A young one may belong to a run that is just starting beside this one.
    if (Date.now() - made < startTime || findLivingOwner(home)) continue;
    await stopPostmaster(dataIn(home));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One PostgreSQL for the whole run: TEST_DATABASE_URL, or an embedded one that lives as long as the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('postgresUrl', given);
    return async () => undefined;
  }
  await removeAbandoned();
  const dataDir = mkdtempSync(join(tmpdir(), folderPrefix));
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
