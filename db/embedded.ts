import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { findBinaries, findPackage } from './embedded/binaries.ts';
import { type Cluster, openCluster, removeDrafts } from './embedded/cluster.ts';
import { connectOnce } from './embedded/connection.ts';
import { hasCode } from './embedded/errors.ts';
import { settleHome } from './embedded/home.ts';
import { type Keeper, keepServer } from './embedded/keeper.ts';
import { isOwnership } from './embedded/ownership.ts';
import type { ServerSettings } from './embedded/postmaster.ts';
import { findLivingOwner, recordOwner } from './embedded/record.ts';
import { bringUp, claimServer, urlOf } from './embedded/server.ts';

/**
 * A real PostgreSQL out of npm, started by us, so that Karibu runs where no server is installed. Linux with glibc
 * and macOS; not Windows, not Alpine.
 */
export interface EmbeddedDatabase {
  /** The same after a crash of the server, and after a restart of Karibu too where the port is still free. */
  readonly url: string;
  readonly ownedByUs: boolean;
  /** Close your pools first. An owner's server is stopped and its process gone; a borrowed one goes on. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  log: Log;
  /** Made where it is missing. */
  database?: string;
  /** Of postgresql.conf, over Karibu's own. A server that runs already keeps those it was started with. */
  settings?: ServerSettings;
}

export class DataDirectoryInUse extends Error {
  override name = 'DataDirectoryInUse';
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(
      `Another Karibu (process ${pid}) is running on ${dataDir}. ` +
        'Stop it first, or give this one a DATA_DIR of its own.',
    );
    this.pid = pid;
  }
}

/**
 * Owns DATA_DIR: starts its PostgreSQL, or adopts one whose owner died, and brings it back if it crashes. Throws
 * `DataDirectoryInUse` where another Karibu that lives owns it.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = await findCluster(options);
  let started = false;
  const mayStart = () => {
    const pid = findLivingOwner(cluster.home.folder);
    if (pid) throw new DataDirectoryInUse(options.dataDir, pid);
    started = true;
    return started;
  };
  const taken = await takeServer(cluster, options, mayStart);
  if ('owner' in taken) throw new DataDirectoryInUse(options.dataDir, taken.owner);
  if (!started) options.log.info('adopted the PostgreSQL that an earlier Karibu left running');
  return own(taken.url, taken.keeper, () => taken.keeper.stop());
}

/**
 * For the command line and for roles beside the owner: uses the server that runs, and never stops it. Where none
 * runs it is started and owned until `stop`.
 */
export async function borrowEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const cluster = await findCluster(options);
  let started = false;
  const mayStart = () => {
    // An owner that lives without a server is bringing it back just now: wait for that.
    started = !findLivingOwner(cluster.home.folder);
    return started;
  };
  const { port } = await bringUp(cluster, { settings: options.settings ?? {}, mayStart });
  if (!started) return lend(await openDatabase(cluster, port, options));
  const taken = await takeServer(cluster, options, mayStart);
  if ('owner' in taken) return lend(await openDatabase(cluster, taken.port, options));
  return own(taken.url, taken.keeper, () => stopUnused(taken.keeper, options.log));
}

async function findCluster({ dataDir, log }: EmbeddedOptions): Promise<Cluster> {
  const installed = findPackage(); // First: where there is none, nothing shall be made on the disk.
  const home = settleHome(dataDir, log);
  return openCluster(home, await findBinaries(home, installed), log);
}

type Taken = { url: string; keeper: Keeper } | { port: number; owner: number };

async function takeServer(
  cluster: Cluster,
  options: EmbeddedOptions,
  mayStart: () => boolean,
): Promise<Taken> {
  const { log, settings = {} } = options;
  const { port, claim } = await claimServer(cluster, { settings, mayStart });
  if (!isOwnership(claim)) return { port, owner: claim.pid };
  recordOwner(cluster.home.folder, port);
  const keeper = keepServer({ cluster, settings, port, log }, claim);
  try {
    await removeDrafts(cluster.home, log);
    return { url: await openDatabase(cluster, port, options), keeper };
  } catch (error) {
    await keeper.leave();
    throw error;
  }
}

/** Answers the address of the database by this name, which is there from now on. */
async function openDatabase(cluster: Cluster, port: number, options: EmbeddedOptions): Promise<string> {
  const database = options.database ?? 'karibu';
  const sql = connectOnce(urlOf(cluster, port), 'karibu start');
  try {
    const found = await sql`select from pg_database where datname = ${database}`;
    if (found.length === 0) await sql`create database ${sql(database)}`;
  } catch (error) {
    // Another start made it between the two statements.
    if (!hasCode(error, '42P04', '23505')) throw error;
  } finally {
    await sql.end({ timeout: 2 });
  }
  return urlOf(cluster, port, database);
}

function lend(url: string): EmbeddedDatabase {
  return { url, ownedByUs: false, stop: async () => undefined };
}

function own(url: string, keeper: Keeper, end: () => Promise<void>): EmbeddedDatabase {
  let ended: Promise<void> | undefined;
  return {
    url,
    get ownedByUs() {
      return keeper.owns;
    },
    stop() {
      ended ??= end();
      return ended;
    },
  };
}

const patienceWithOthers = 10_000; // ms

/** Who started the server for one command has not started it for others, but others may have borrowed it since. */
async function stopUnused(keeper: Keeper, log: Log): Promise<void> {
  const deadline = Date.now() + patienceWithOthers;
  while ((await keeper.countOtherClients()) > 0) {
    if (Date.now() > deadline) {
      log.info('The embedded PostgreSQL stays: other processes still use it. The next start adopts it.');
      return keeper.leave();
    }
    await sleep(50);
  }
  await keeper.stop();
}
