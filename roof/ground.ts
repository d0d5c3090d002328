import type { Config } from '../config.ts';
import { ringBell } from '../db/bells.ts';
import { type Database, openDatabase, type Wake } from '../db/database.ts';
import { borrowEmbeddedDatabase, startEmbeddedDatabase } from '../db/embedded.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { openQueues, type Queues } from '../db/queues.ts';
import { refuseWrongKey } from '../db/sealed-by.ts';
import { keepFirstSettings } from '../db/settings.ts';
import { createVault } from '../db/vault.ts';
import type { Log } from '../log.ts';
import { findSecretKey } from './secret-key.ts';

/** What every room stands on. */
export interface Ground {
  db: Database;
  databaseUrl: string;
  queues: Queues;
  secretKey: string;
  /** Closes what was opened, last first. The rooms must have stopped before. */
  close(): Promise<void>;
}

/** The given database could not be used; `message` says what to mend. */
class GroundAway extends Error {
  override name = 'GroundAway';
}

/** `own`: this process owns DATA_DIR (law 14). `borrow`: it uses the running database and never stops it. */
export type Claim = 'own' | 'borrow';

export async function openGround(config: Config, log: Log, claim: Claim): Promise<Ground> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const secretKey = findSecretKey(config);
    const databaseUrl = config.databaseUrl ?? (await openEmbedded(config, log, claim, closers));
    await reach(config, () => migrateDatabase(databaseUrl));
    const db = openDatabase({ url: databaseUrl, vault: createVault(secretKey), log });
    closers.push(() => db.close());
    await refuseWrongKey(db);
    await keepFirstSettings(db, {
      ispName: config.ispName,
      timeZone: config.timeZone,
      language: 'en',
      country: 'KE',
    });
    const queues = await openQueues({ databaseUrl, redisUrl: config.redisUrl, log });
    closers.push(() => queues.close());
    db.knock = (wakes) => knock(db, queues, wakes);
    return { db, databaseUrl, queues, secretKey, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openEmbedded(
  config: Config,
  log: Log,
  claim: Claim,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const open = claim === 'own' ? startEmbeddedDatabase : borrowEmbeddedDatabase;
  const embedded = await open({ dataDir: config.dataDir, log });
  closers.push(() => embedded.stop());
  return embedded.url;
}

async function reach(config: Config, migrate: () => Promise<void>): Promise<void> {
  try {
    await migrate();
  } catch (error) {
    if (!config.databaseUrl || !isConnectionTrouble(error)) throw error;
    const { host } = new URL(config.databaseUrl);
    const words = error instanceof Error ? error.message : String(error);
    throw new GroundAway(`The database at ${host} (DATABASE_URL) cannot be used: ${words}`, { cause: error });
  }
}

// Sockets refused, names not found, time-outs; wrong password (28…), no such database (3D000), starting up (57P03).
const connectionTrouble = /^(E[A-Z]+|CONNECT_TIMEOUT|CONNECTION_\w+|28\w{3}|3D000|57P03)$/;
const isConnectionTrouble = (error: unknown) =>
  error instanceof Error && 'code' in error && connectionTrouble.test(String(error.code));

async function knock(db: Database, queues: Queues, wakes: readonly Wake[]): Promise<void> {
  const bells = new Set(wakes.flatMap((wake) => ('bell' in wake ? [wake.bell] : [])));
  const knocks = wakes.flatMap((wake) => ('queue' in wake ? [queues.knock(wake.queue, wake.id)] : []));
  await Promise.all([...knocks, ...[...bells].map((bell) => ringBell(db.sql, bell))]);
}
