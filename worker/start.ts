import type { Database } from '../db/database.ts';
import type { Queues } from '../db/queues.ts';
import type { Patience } from '../domain/conversion-verdict.ts';
import { type Id, isId, type Noun } from '../domain/id.ts';
import type { Log } from '../log.ts';
import { createImports } from './imports.ts';
import { createLanes } from './lanes.ts';
import { answer } from './questions.ts';
import { createRouterSessions } from './routers/pool.ts';
import type { Deadlines } from './routers/session.ts';
import { startSweep } from './sweep.ts';

export interface WorkerOptions extends Partial<Patience> {
  db: Database;
  /** For the lock of the sweep, which needs a connection of its own. */
  databaseUrl: string;
  queues: Queues;
  log: Log;
  deadlines?: Partial<Deadlines>;
  /** How many routers are worked on at once. */
  concurrency?: number;
  /** A worker that dies is noticed so much later, in milliseconds. */
  leaseMs?: number;
  sweepMs?: number;
  /** How long `stop` lets routers answer before it hangs up on them, in milliseconds. */
  drainMs?: number;
}

export interface RunningWorker {
  /** Ends what is under way and begins nothing new; what a silent router holds up is left to the next worker. */
  stop(): Promise<void>;
  isWell(): boolean;
}

/** The hands of the house: conversions, questions about routers, imports, and the sweep that finds what was forgotten. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { db, databaseUrl, queues, log, deadlines, concurrency = 16 } = options;
  const {
    patienceMs = 10_000,
    settleMs = 120_000,
    leaseMs = 15_000,
    sweepMs = 1_000,
    drainMs = 8_000,
  } = options;
  const sessions = createRouterSessions({ deadlines });
  const lanes = createLanes({ db, sessions, patience: { patienceMs, settleMs }, log }, leaseMs);
  const imports = createImports({ db, databaseUrl, log });
  const working = [
    queues.work('conversions', concurrency, (id) => lanes.serve(knockFor('conversion', id))),
    queues.work('questions', 4, (id) => answer(db, sessions, knockFor('question', id))),
    // One at a time: an import may take minutes, and the others wait their turn.
    queues.work('imports', 1, (id) => imports.serve(knockFor('import', id))),
  ];
  const sweep = startSweep({ db, databaseUrl, queues, log, everyMs: sweepMs });
  return {
    async stop() {
      lanes.stop();
      imports.stop();
      const hurry = setTimeout(() => sessions.close(), drainMs);
      await Promise.all([sweep.stop(), ...working.map((worker) => worker.stop())]);
      clearTimeout(hurry);
      sessions.close();
    },
    isWell: sweep.isWell,
  };
}

function knockFor<N extends Noun>(noun: N, id: string): Id<N> {
  if (!isId(noun, id)) throw new Error(`Somebody knocked for "${id}", which is no id of a ${noun}.`);
  return id;
}
