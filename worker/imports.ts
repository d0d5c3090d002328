import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import { revertImportBatch } from '../db/import/import-revert.ts';
import { type BatchEnd, isDataFault, isPassingFault, runImportBatch } from '../db/import/import-run.ts';
import { failImport, findImport } from '../db/import/imports.ts';
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

/** So many faults in a row that will not pass by themselves, and an import breaks off. The sweep's knocks lie between them. */
const mostFaults = 3;

/**
 * Imports and their reverts, batch by batch; one worker at a time is at one import. It rests after each batch: others share
 * this database, and an import is in no hurry.
 */
export function createImports({ db, databaseUrl, log }: ImportsNeeds): Imports {
  let stopping = false;
  const faults = new Map<Id<'import'>, number>();

  async function serve(id: Id<'import'>): Promise<void> {
    const lock = await tryLock(databaseUrl, `import ${id}`);
    // Another worker is at it. Should that one die, the sweep knocks again.
    if (!lock) return;
    let lost = false;
    lock.onLost(() => {
      lost = true;
    });
    try {
      let end: BatchEnd = 0;
      while (end !== 'over' && !lost && !stopping) end = await workOnce(id, end);
    } finally {
      await lock.release();
    }
  }

  async function workOnce(id: Id<'import'>, after: number): Promise<BatchEnd> {
    const began = Date.now();
    const end = await runBatch(id, after);
    if (end !== 'over') await sleep(Math.max(leastRestMs, (Date.now() - began) / 2));
    return end;
  }

  async function runBatch(id: Id<'import'>, after: number): Promise<BatchEnd> {
    const found = await findImport(db, id);
    if (found?.state !== 'running' && found?.state !== 'reverting') return 'over';
    try {
      const work = found.state === 'running' ? runImportBatch : revertImportBatch;
      const end = await work(db, id, after);
      faults.delete(id);
      return end;
    } catch (error) {
      if (!isLastStraw(id, error)) throw error;
      // A person has to look. The words of the database stay in the log.
      log.error({ err: error, id }, 'An import met a fault and breaks off.');
      faults.delete(id);
      await failImport(db, id, breakOffWords[found.state]);
      return 'over';
    }
  }

  /** What cannot be stored cannot be stored the next time either; anything else may have passed by then. */
  function isLastStraw(id: Id<'import'>, error: unknown): boolean {
    if (isDataFault(error)) return true;
    if (isPassingFault(error)) return false;
    const count = (faults.get(id) ?? 0) + 1;
    faults.set(id, count);
    return count >= mostFaults;
  }

  return {
    serve,
    stop() {
      stopping = true;
    },
  };
}

const breakOffWords = {
  running:
    'It met a fault that does not pass by itself. What was imported before it stays; the log says more.',
  reverting: 'Some leads could not be taken back, and stay; the log says why. Undo the import once more.',
} as const;
