import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { answers, isAway } from './connection.ts';
import { hasCode } from './errors.ts';
import { claimOwnership, isOwnership, type OwnedByOther, type Ownership } from './ownership.ts';
import {
  choosePort,
  findPostmaster,
  logIn,
  type Postmaster,
  readEndOfLog,
  type ServerSettings,
  spawnPostmaster,
} from './postmaster.ts';
import { findProcess } from './processes.ts';
import { findLivingOwner, readPort } from './record.ts';

interface ServerWish {
  settings: ServerSettings;
  /** Asked each time before a server is started; may also throw. False: wait, someone else will start it. */
  mayStart(): boolean;
  /** Held where pools already know it; else last time's port is taken where it is free. */
  port?: number;
  ending?: AbortSignal;
}

/** A crash recovery replays little more than max_wal_size (256 MB): seconds, but on a slow disk many. */
const patience = 120_000;
const mostFailures = 6;

export function urlOf(cluster: Cluster, port: number, database = 'postgres'): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/** Waits until the server of this cluster answers, whoever started it; starts it where none runs. */
export async function bringUp(cluster: Cluster, wish: ServerWish): Promise<Postmaster> {
  const deadline = Date.now() + patience;
  let spawned: { left: boolean } | undefined;
  let failures = 0;
  while (Date.now() < deadline && failures < mostFailures) {
    const running = findPostmaster(cluster.data);
    if (running && (await isReady(cluster, running))) return running;
    // Between its spawn and its pid file a server cannot be found yet: nobody may leave now and forget it.
    const onItsWay = !running && spawned && !spawned.left;
    if (!onItsWay) wish.ending?.throwIfAborted();
    if (!running && !onItsWay) {
      if (spawned) {
        // It left at once: its port was taken, another start was first, or the processes of a killed one still die.
        failures += 1;
        await sleep(failures * 200);
      }
      spawned = wish.mayStart() ? await startServer(cluster, wish) : undefined;
    }
    await sleep(30);
  }
  const { folder } = cluster.home;
  throw new Error(
    `The embedded PostgreSQL does not start. ${logIn(folder)} ends with:\n${readEndOfLog(folder)}`,
  );
}

async function isReady(cluster: Cluster, { port }: Postmaster): Promise<boolean> {
  try {
    return await answers(urlOf(cluster, port));
  } catch (error) {
    if (!hasCode(error, '28P01')) throw error;
    throw new Error(
      `PostgreSQL no longer accepts the password in ${cluster.home.folder}/cluster/password. ` +
        'If you gave its user postgres another one, write that into the file.',
    );
  }
}

async function startServer(cluster: Cluster, wish: ServerWish): Promise<{ left: boolean }> {
  const port = wish.port ?? (await choosePort(readPort(cluster.home.folder)));
  return spawnPostmaster(cluster, port, wish.settings);
}

/** Brings the server up and asks it for the ownership. The answer is ours, or the living process that has it. */
export async function claimServer(
  cluster: Cluster,
  wish: ServerWish,
): Promise<{ port: number; claim: Ownership | OwnedByOther }> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const { port } = await bringUp(cluster, wish);
    const living = findLivingOwner(cluster.home.folder);
    if (living) return { port, claim: { pid: living } };
    const claim = await claimOwnership(urlOf(cluster, port)).catch((error: unknown) => {
      if (!isAway(error)) throw error;
      return undefined; // It went away in between: bring it up again.
    });
    if (claim && (isOwnership(claim) || findProcess(claim.pid))) return { port, claim };
    // Held by a process that has just died: PostgreSQL notices within milliseconds.
    await sleep(50);
  }
  throw new Error(`The embedded PostgreSQL on ${cluster.data} does not say who owns it.`);
}
