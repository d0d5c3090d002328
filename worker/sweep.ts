import { setTimeout as sleep } from 'node:timers/promises';
import { purgeChatRows } from '../db/chat/chat-purge.ts';
import { listForgottenConversions } from '../db/conversion/conversion-due.ts';
import type { Database } from '../db/database.ts';
import { purgeAnswers } from '../db/idempotent-answers.ts';
import { purgeImportCells } from '../db/import/import-purge.ts';
import { listWorkingImports } from '../db/import/imports.ts';
import { type HeldLock, tryLock } from '../db/locks.ts';
import { listForgottenQuestions } from '../db/questions.ts';
import type { Queues } from '../db/queues.ts';
import { foldLeadMonths } from '../db/reports/lead-months.ts';
import type { Log } from '../log.ts';

export interface Sweep {
  stop(): Promise<void>;
  /** It has swept, or seen that somebody else does, within the last quarter of a minute. */
  isWell(): boolean;
}

interface SweepOptions {
  db: Database;
  databaseUrl: string;
  queues: Queues;
  log: Log;
  everyMs: number;
}

/** How often the others ask whether whoever sweeps still does. */
const standbyMs = 2_000;
const wellMs = 15_000;
const purgeEveryMs = 3_600_000;

/**
 * Law 1: knocks for every row that is due and that nobody has taken; folds what was noted for the dashboard; and once an
 * hour purges what is of no use any more.
 * One process at a time does it, whoever holds the lock; the others stand by.
 */
export function startSweep({ db, databaseUrl, queues, log, everyMs }: SweepOptions): Sweep {
  const ending = new AbortController();
  let lock: HeldLock | null = null;
  let wellAt = Date.now();
  let purgeAt = 0;

  async function sweep(): Promise<number> {
    lock ??= await takeLock();
    if (lock) await knockForForgotten(db, queues);
    if (lock) await foldLeadMonths(db);
    if (lock && Date.now() >= purgeAt) await purge();
    wellAt = Date.now();
    return lock ? everyMs : standbyMs;
  }

  /** A batch at a time: a backlog must not keep the sweep from knocking. */
  async function purge(): Promise<void> {
    const hasMoreChat = await purgeChatRows(db);
    const hasMoreCells = await purgeImportCells(db);
    const hasMoreAnswers = await purgeAnswers(db);
    if (!hasMoreChat && !hasMoreCells && !hasMoreAnswers) purgeAt = Date.now() + purgeEveryMs;
  }

  async function takeLock(): Promise<HeldLock | null> {
    const taken = await tryLock(databaseUrl, 'sweep');
    taken?.onLost(() => {
      lock = null;
    });
    return taken;
  }

  async function keepSweeping(): Promise<void> {
    while (!ending.signal.aborted) {
      let restMs = standbyMs;
      try {
        restMs = await sweep();
      } catch (error) {
        log.warn({ err: error }, 'The sweep broke off; it tries again.');
      }
      await rest(restMs, ending.signal);
    }
    await lock?.release();
  }

  const ended = keepSweeping();
  return {
    async stop() {
      ending.abort();
      await ended;
    },
    isWell: () => Date.now() - wellAt < wellMs,
  };
}

async function knockForForgotten(db: Database, queues: Queues): Promise<void> {
  // A job that a killed worker left behind keeps its id for a minute and swallows every knock of that id.
  const round = Math.floor(Date.now() / 5_000);
  for (const id of await listForgottenConversions(db)) await queues.knock('conversions', id, round);
  for (const id of await listForgottenQuestions(db)) await queues.knock('questions', id, round);
  for (const id of await listWorkingImports(db)) await queues.knock('imports', id, round);
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
