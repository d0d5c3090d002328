import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { revertImportBatch } from '../db/import-revert.ts';
import { isDataFault, runImportBatch } from '../db/import-run.ts';
import { failImport, findImport } from '../db/imports.ts';
import { tryLock } from '../db/locks.ts';
import type { Id } from '../domain/id.ts';
import type { Log } from '../log.ts';

export interface Imports {
  /** A knock for this import: works on it until nothing of it is left to do. */
  serve(id: Id<'import'>): Promise<void>;
  /** Ends the batch under way and begins no other. */
  stop(): void;
}

interface ImportsNeeds {
  db: Database;
  /** For the lock of an import, which needs a connection of its own. */
  databaseUrl: string;
  log: Log;
}

/** At least so long a rest after each batch, in milliseconds; otherwise half as long as the batch took. */
const leastRestMs = 10;

/**
 * Imports and their reverts, batch by batch; one worker at a time is at one import. It rests after each batch: others share
 * this database, and an import is in no hurry.
 */
export function createImports({ db, databaseUrl, log }: ImportsNeeds): Imports {
  let stopping = false;

  async function serve(id: Id<'import'>): Promise<void> {
    const lock = await tryLock(databaseUrl, `import ${id}`);
    // Another worker is at it. Should that one die, the sweep knocks again.
    if (!lock) return;
    let lost = false;
    lock.onLost(() => {
      lost = true;
    });
    try {
      let hasMore = true;
      while (hasMore && !lost && !stopping) hasMore = await workOnce(id);
    } finally {
      await lock.release();
    }
  }

  /** False when there is nothing left to do. */
  async function workOnce(id: Id<'import'>): Promise<boolean> {
    const began = Date.now();
    const hasMore = (await runBatch(id)) === 'more';
    if (hasMore) await sleep(Math.max(leastRestMs, (Date.now() - began) / 2));
    return hasMore;
  }

  async function runBatch(id: Id<'import'>): Promise<'more' | 'over'> {
    const found = await findImport(db, id);
    try {
      if (found?.state === 'running') return await runImportBatch(db, id);
      return found?.state === 'reverting' ? await revertImportBatch(db, id) : 'over';
    } catch (error) {
      if (!isDataFault(error)) throw error;
      // Tried again it would fail again: a person has to look. The words of the database stay in the log.
      log.error({ err: error, id }, 'An import met a fault.');
      await failImport(
        db,
        id,
        'A row could not be stored. What was imported before it stays; the log says more.',
      );
      return 'over';
    }
  }

  return {
    serve,
    stop() {
      stopping = true;
    },
  };
}
