import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue, runMigrations, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../log.ts';

/** A job is a knock: it carries the id of a row and nothing else. Whatever is lost here, the sweep finds in the rows. */
const queueNames = ['conversions', 'questions', 'imports'] as const;
export type QueueName = (typeof queueNames)[number];

export interface Queues {
  /**
   * A knock for an id whose job is waiting or under way is dropped. `round` tells the sweep's knocks apart: the job that a
   * killed worker left behind counts as under way for a minute, and must not swallow them.
   */
  knock(queue: QueueName, id: string, round?: number): Promise<void>;
  /** Calls `handle` for each knock, at most `concurrency` at once; `stop` waits for those under way. */
  work(
    queue: QueueName,
    concurrency: number,
    handle: (id: string) => Promise<void>,
  ): { stop(): Promise<void> };
  /** Throws when the ground of the queues cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

interface KnockJob {
  id: string;
}

type Handle = (id: string) => Promise<void>;

/** What this house uses of BullMQ's two classes, whichever backend is under them. */
interface KnockQueue {
  add(name: string, data: KnockJob, options: { jobId: string }): Promise<unknown>;
  on(event: 'error', hear: (error: Error) => void): unknown;
  close(): Promise<void>;
}
interface KnockWorker {
  on(event: 'error', hear: (error: Error) => void): unknown;
  on(event: 'failed', hear: (job: { data: KnockJob } | undefined, error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** What differs between Redis and PostgreSQL under BullMQ. */
interface Ground {
  queue(name: QueueName): KnockQueue;
  worker(name: QueueName, concurrency: number, handle: Handle): KnockWorker;
  ping(): Promise<void>;
  close(): Promise<void>;
}

const isolated = { removeOnComplete: true, removeOnFail: true, attempts: 1 };
/** Milliseconds that a knock may take, and that a start waits for Redis. */
const knockPatience = 2_000;

// After losing its ground a worker of BullMQ would otherwise rest for a quarter of a minute.
const timing = { lockDuration: 60_000, stalledInterval: 15_000, runRetryDelay: 1_000 };

async function openRedis(url: string, log: Log): Promise<Ground> {
  const options = { maxRetriesPerRequest: null, enableReadyCheck: true };
  const connection = new Redis(url, options);
  const ready = new Promise<void>((resolve) => void connection.once('ready', resolve));
  connection.on('error', (error) => log.warn({ err: error }, 'Redis cannot be reached; it is tried again.'));
  // A Redis that is down delays the start, it does not forbid it: the sweep finds the work, and /readyz tells.
  await Promise.race([ready, sleep(knockPatience, undefined, { ref: false })]);
  return {
    queue: (name) => new Queue<KnockJob>(name, { connection, defaultJobOptions: isolated }),
    worker: (name, concurrency, handle) =>
      new Worker<KnockJob>(name, (job) => handle(job.data.id), { connection, concurrency, ...timing }),
    ping: async () => {
      // A disconnected client would keep the ping for later; a probe wants to know now.
      if (connection.status !== 'ready') throw new Error('Redis is not connected.');
      await connection.ping();
    },
    close: async () => connection.disconnect(),
  };
}

/** `sslmode=require` means to encrypt, as it does for libpq and postgres.js; `pg` by itself would also verify the server. */
function likeLibpq(url: string): string {
  const parsed = new URL(url);
  if (parsed.searchParams.has('sslmode')) parsed.searchParams.set('uselibpqcompat', 'true');
  return parsed.href;
}

async function openPostgres(url: string, log: Log): Promise<Ground> {
  const onPostgres = withBackend(createPostgresBackend);
  // Every worker keeps one slot for LISTEN, and a full pool hangs silently: slots for both workers and four more each.
  const pool = new pg.Pool({
    connectionString: likeLibpq(url),
    max: queueNames.length * 5,
    keepAlive: true,
    options: '-c search_path=bullmq',
    application_name: 'karibu queues',
  });
  pool.setMaxListeners(0);
  pool.on('error', (error) =>
    log.warn({ err: error }, 'The queues lost a database connection; it is opened again.'),
  );
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  return {
    queue: (name) => new onPostgres.Queue<KnockJob>(name, { connection: pool, defaultJobOptions: isolated }),
    worker: (name, concurrency, handle) =>
      new onPostgres.Worker<KnockJob>(name, (job) => handle(job.data.id), {
        connection: pool,
        concurrency,
        ...timing,
      }),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
  };
}

/** Redis when there is a `redisUrl`, else BullMQ's PostgreSQL backend on the same database: the same code above both. */
export async function openQueues(options: {
  databaseUrl: string;
  redisUrl: string | null;
  log: Log;
}): Promise<Queues> {
  const { log } = options;
  const ground = options.redisUrl
    ? await openRedis(options.redisUrl, log)
    : await openPostgres(options.databaseUrl, log);
  const queues = new Map(queueNames.map((name) => [name, ground.queue(name)]));
  const stops: (() => Promise<void>)[] = [];
  const warn = (message: string) => (error: unknown) => log.warn({ err: error }, message);
  for (const queue of queues.values())
    queue.on('error', warn('A queue cannot be reached; it is tried again.'));
  return {
    async knock(name, id, round) {
      // A ground that is away keeps `add` waiting for as long as it is away; whoever knocks must not wait with it.
      const late = sleep(knockPatience, 'late' as const, { ref: false });
      const jobId = round === undefined ? id : `${id}-${round}`;
      const added = queues.get(name)?.add(name, { id }, { jobId });
      if ((await Promise.race([added, late])) === 'late')
        throw new Error('The queue did not take the knock in time.');
    },
    work(name, concurrency, handle) {
      const underWay = new Set<Promise<void>>();
      const worker = ground.worker(name, concurrency, async (id) => {
        const handled = handle(id).finally(() => underWay.delete(handled));
        underWay.add(handled);
        await handled;
      });
      worker.on('error', warn('A worker lost its queue; it is tried again.'));
      worker.on('failed', (job, error) =>
        log.error({ err: error, id: job?.data.id }, `A job of ${name} failed.`),
      );
      const stop = () => stopWorker(worker, underWay, ground);
      stops.push(stop);
      return { stop };
    },
    ping: ground.ping,
    async close() {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await ground.close();
    },
  };
}

/** A ground that is away would keep a worker's farewell waiting for as long as it is away: then only its jobs are waited for. */
async function stopWorker(
  worker: KnockWorker,
  underWay: ReadonlySet<Promise<void>>,
  ground: Ground,
): Promise<void> {
  const late = sleep(knockPatience, 'late' as const, { ref: false });
  const well = await Promise.race([ground.ping(), late]).then(
    (answer) => answer !== 'late',
    () => false,
  );
  if (!well) await Promise.allSettled(underWay);
  await worker.close(!well);
}
