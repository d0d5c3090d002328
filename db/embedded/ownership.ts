import type { Sql } from 'postgres';
import { connectOnce } from './connection.ts';

/**
 * Who owns DATA_DIR.
 *
 * The owner is whoever holds a session advisory lock in the running PostgreSQL itself: given to one at a time, and
 * gone with the process that held it, however it died. Node has no file lock of this kind, and a file with a process
 * id can be left behind, half written or outlived. The phases in which no PostgreSQL runs need no lock: making the
 * cluster is settled by a rename (cluster.ts), starting the server by PostgreSQL (postmaster.ts). So anyone may start
 * the server, and whoever then gets the lock is the owner.
 *
 * One gap is left: while a server that crashed is being brought back by its owner, nobody holds the lock. For that
 * moment the owner's process stands in a file too (record.ts); whoever finds it alive there does not ask for the lock.
 */
export interface Ownership {
  /** Settles when the connection that holds the lock has ended: by `release`, or because the server went away. */
  lost: Promise<void>;
  countOtherClients(): Promise<number>;
  release(): Promise<void>;
}

export interface OwnedByOther {
  pid: number;
}

const lockKey = 14; // law 14: one process owns DATA_DIR
const nameOf = (pid: number) => `karibu owner ${pid}`;

/** `url` is that of the database `postgres`: advisory locks are counted by database, and this one is always there. */
export async function claimOwnership(url: string): Promise<Ownership | OwnedByOther> {
  const { promise: lost, resolve: onclose } = defer();
  const sql = connectOnce(url, nameOf(process.pid), onclose);
  const release = () => sql.end({ timeout: 2 });
  try {
    const [claim] = await sql<{ held: boolean }[]>`select pg_try_advisory_lock(${lockKey}) as held`;
    if (claim?.held) return { lost, countOtherClients: () => countOtherClients(sql), release };
    const owner = await findHolder(sql);
    await release();
    return owner;
  } catch (error) {
    await release();
    throw error;
  }
}

export function isOwnership(claim: Ownership | OwnedByOther): claim is Ownership {
  return 'lost' in claim;
}

async function findHolder(sql: Sql): Promise<OwnedByOther> {
  const [holder] = await sql<{ name: string }[]>`
    select application_name as name from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and classid = 0 and objid = ${lockKey} and granted
      and database = (select oid from pg_database where datname = current_database())`;
  // Not a number where the holder has left between the two questions: nobody's process, so that the caller asks again.
  return { pid: Number(holder?.name.split(' ').at(-1)) };
}

async function countOtherClients(sql: Sql): Promise<number> {
  const [row] = await sql<{ others: number }[]>`
    select count(*)::int as others from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  return row?.others ?? 0;
}

function defer(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
