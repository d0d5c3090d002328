import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import type { Cluster } from './cluster.ts';
import { isOwnership, type Ownership } from './ownership.ts';
import { type ServerSettings, stopPostmaster } from './postmaster.ts';
import { forgetOwner } from './record.ts';
import { claimServer } from './server.ts';

/** The owner's hand on the server. */
export interface Keeper {
  /** False once another process has taken the ownership away. */
  readonly owns: boolean;
  countOtherClients(): Promise<number>;
  /** Stops the server and waits until its process is gone. A server that is no longer ours is left alone. */
  stop(): Promise<void>;
  /** Gives the ownership up and leaves the server running. */
  leave(): Promise<void>;
}

interface Kept {
  cluster: Cluster;
  settings: ServerSettings;
  /** The server comes back here after a crash, so that pools find it again by themselves. */
  port: number;
  log: Log;
}

const shortestPause = 200; // ms
const longestPause = 10_000;

/**
 * Watches the server through the connection that holds the ownership: it ends when the server does. (The exit of a
 * child process would tell nothing of an adopted server.)
 *
 *     owning ── connection ends ──▶ regaining ── server up, lock taken ──▶ owning
 *                                       └────── another process has the lock ──▶ lost, for good
 *     owning, regaining, lost ── stop, leave ──▶ ended
 */
export function keepServer(kept: Kept, first: Ownership): Keeper {
  const ending = new AbortController();
  let ownership: Ownership | 'regaining' | 'lost' = first;
  let regained = Promise.resolve();

  function watch(held: Ownership): void {
    void held.lost.then(() => {
      if (ending.signal.aborted) return;
      ownership = 'regaining';
      regained = regainOwnership(kept, ending.signal).then((outcome) => {
        ownership = outcome;
        if (typeof outcome === 'object') watch(outcome);
      });
    });
  }

  async function end(): Promise<void> {
    ending.abort();
    await regained;
  }

  async function release(): Promise<void> {
    if (ownership !== 'lost') forgetOwner(kept.cluster.home.folder);
    if (typeof ownership === 'object') await ownership.release();
  }

  watch(first);
  return {
    get owns() {
      return ownership !== 'lost';
    },
    countOtherClients: async () => (typeof ownership === 'object' ? await ownership.countOtherClients() : 0),
    async stop() {
      await end();
      // The lock is held until the server is gone, so that nobody adopts a server that is being stopped.
      if (ownership !== 'lost') await stopPostmaster(kept.cluster.data);
      await release();
    },
    async leave() {
      await end();
      await release();
    },
  };
}

/** Answers `regaining` only where the owner ended in the middle of it. */
async function regainOwnership(kept: Kept, ending: AbortSignal): Promise<Ownership | 'regaining' | 'lost'> {
  const { cluster, settings, port, log } = kept;
  const wish = { settings, port, mayStart: () => true, ending };
  for (let pause = shortestPause; ; pause = Math.min(pause * 2, longestPause)) {
    log.warn('The embedded PostgreSQL went away. Bringing it back on the same port.');
    try {
      // Before the first attempt as well: a server that dies again and again must not keep a processor busy.
      await sleep(pause, undefined, { signal: ending });
      const { claim } = await claimServer(cluster, wish);
      if (isOwnership(claim)) {
        log.info('The embedded PostgreSQL is back.');
        return claim;
      }
      log.error(
        { pid: claim.pid },
        `Karibu process ${claim.pid} has taken over the database; this one no longer owns it.`,
      );
      return 'lost';
    } catch (error) {
      if (ending.aborted) return 'regaining';
      log.error({ err: error }, 'The embedded PostgreSQL did not come back. Trying again.');
    }
  }
}
