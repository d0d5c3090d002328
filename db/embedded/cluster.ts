import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '../../log.ts';
import type { Binaries } from './binaries.ts';
import { hasCode } from './errors.ts';
import { clusterIn, dataIn, type Home, openFolder } from './home.ts';

/** A PostgreSQL database cluster that is ready to be started. */
export interface Cluster {
  home: Home;
  binaries: Binaries;
  data: string;
  password: string;
}

const draftName = /^cluster\.[0-9a-f]+\.new$/;

/**
 * initdb is not atomic, so it works in a folder of its own, and the finished cluster, password included, comes to
 * its place by one rename. A kill at any moment leaves either nothing or a whole cluster; of several starts at once
 * the first rename wins and the others throw their work away. No lock is needed.
 */
export async function openCluster(home: Home, binaries: Binaries, log: Log): Promise<Cluster> {
  const place = clusterIn(home.folder);
  if (!existsSync(place)) {
    log.info({ folder: place }, 'making a new database, this takes a few seconds');
    await makeCluster(home, binaries);
  }
  refuseOtherVersion(dataIn(home.folder), binaries);
  const password = readFileSync(join(place, 'password'), 'utf8').trim();
  return { home, binaries, data: dataIn(home.folder), password };
}

/** What starts that were killed in the middle of initdb have left. Only for the owner: there is a cluster by then. */
export async function removeDrafts(home: Home, log: Log): Promise<void> {
  for (const name of readdirSync(home.folder).filter((name) => draftName.test(name))) {
    const draft = join(home.folder, name);
    await removeFolder(draft).catch((error: unknown) => {
      log.warn({ err: error }, `${draft} is left over and could not be removed; the next start tries again`);
    });
  }
}

/** The initdb of a start that was killed may still be writing for a second: hence the retries. */
function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function makeCluster(home: Home, binaries: Binaries): Promise<void> {
  const draft = join(home.folder, `cluster.${randomBytes(4).toString('hex')}.new`);
  openFolder(draft);
  try {
    await initialize(draft, home, binaries);
    await rename(draft, clusterIn(home.folder));
  } catch (error) {
    await removeFolder(draft);
    // Another start was first: its rename closed the way for ours, or it has cleared our draft away as its owner.
    if (!existsSync(clusterIn(home.folder))) throw error;
  }
}

async function initialize(draft: string, { account }: Home, binaries: Binaries): Promise<void> {
  const data = join(draft, 'data');
  const password = randomBytes(24).toString('hex');
  const copyForInitdb = join(draft, 'password.initdb');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 });
  writeFileSync(copyForInitdb, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [data, copyForInitdb]) chownSync(path, account.uid, account.gid);

  const options = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    copyForInitdb,
    '-E',
    'UTF8',
  ];
  try {
    await promisify(execFile)(binaries.initdb, [...options, ...localeOptions()], {
      ...account,
      cwd: '/',
      env: surroundings(),
    });
  } catch (error) {
    throw new Error(`PostgreSQL could not make its database: ${explainFailure(error, binaries.initdb)}`);
  }
  rmSync(copyForInitdb);
}

/** Sorted by code point, but letters of every script are letters: trigram search needs that. */
function localeOptions(): string[] {
  // macOS before 15 has no C.UTF-8; its "UTF-8" is the same, for the kinds of letters only.
  return process.platform === 'darwin' ? ['--locale=C', '--lc-ctype=UTF-8'] : ['--locale=C.UTF-8'];
}

/** Nothing of ours: PGDATA, PGPORT, LANG … of the caller must not steer the server. */
export function surroundings(): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };
}

function explainFailure(error: unknown, program: string): string {
  if (hasCode(error, 'ENOENT') && existsSync(program)) {
    return 'its programs need glibc, which this system (Alpine?) lacks. Set DATABASE_URL to a PostgreSQL of yours.';
  }
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said || String(error);
}

function refuseOtherVersion(data: string, binaries: Binaries): void {
  const written = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const brought = binaries.version.split('.')[0];
  if (written === brought) return;
  throw new Error(
    `The database in ${data} was written by PostgreSQL ${written}, but this Karibu brings PostgreSQL ${brought}, ` +
      'which cannot read it. Nothing was changed. Go back to the Karibu you had, save with `karibu backup FILE`, ' +
      'then start this one with an empty DATA_DIR and `karibu restore FILE`.',
  );
}
