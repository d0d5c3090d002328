import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { findFreePort, hasRedisServer, startRedis, type TestRedis } from '../test/redis.ts';
import { openQueues, type Queues } from './queues.ts';

const log = createLog('silent');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Collects knocks, and tells when so many have come. */
function collect() {
  const heard: string[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    heard,
    hear: async (id: string) => {
      heard.push(id);
      for (const { count, resolve } of waiting) if (heard.length >= count) resolve();
    },
    until: (count: number) =>
      heard.length >= count
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.push({ count, resolve })),
  };
}

function keepsItsPromises(open: () => Promise<Queues>) {
  test('a knock reaches a worker that was idle', async () => {
    const queues = await open();
    const knocks = collect();
    const worker = queues.work('conversions', 2, knocks.hear);
    await queues.knock('conversions', 'conversion_1');
    await knocks.until(1);
    expect(knocks.heard).toEqual(['conversion_1']);
    await worker.stop();
    await queues.close();
  });

  test('a knock from before the worker started is not lost, and one id waits only once', async () => {
    const queues = await open();
    for (const id of ['question_1', 'question_1', 'question_2']) await queues.knock('questions', id);
    const knocks = collect();
    queues.work('questions', 1, knocks.hear);
    await knocks.until(2);
    expect(knocks.heard).toEqual(['question_1', 'question_2']);
    await queues.close();
  });

  test('the same id may knock again after its job ended, even badly', async () => {
    const queues = await open();
    const knocks = collect();
    queues.work('conversions', 1, async (id) => {
      await knocks.hear(id);
      if (knocks.heard.length === 1) throw new Error('The router pulled a face.');
    });
    await queues.knock('conversions', 'conversion_2');
    await knocks.until(1);
    // The job is gone a moment after its handler: knock until it is taken anew, as the sweep does.
    const again = setInterval(() => void queues.knock('conversions', 'conversion_2'), 50);
    await knocks.until(2);
    clearInterval(again);
    expect(knocks.heard.slice(0, 2)).toEqual(['conversion_2', 'conversion_2']);
    await queues.close();
  });

  test('closing waits for the job under way', async () => {
    const queues = await open();
    let finish: () => void = () => undefined;
    let finished = false;
    const started = new Promise<void>((resolve) => {
      queues.work('conversions', 1, async () => {
        resolve();
        await new Promise<void>((done) => {
          finish = done;
        });
        finished = true;
      });
    });
    await queues.knock('conversions', 'conversion_3');
    await started;
    const closed = queues.close();
    finish();
    await closed;
    expect(finished).toBe(true);
  });

  test('a ping says that the ground is well', async () => {
    const queues = await open();
    await expect(queues.ping()).resolves.toBeUndefined();
    await queues.close();
  });
}

describe('queues on PostgreSQL', () => {
  keepsItsPromises(() => openQueues({ databaseUrl: database.url, redisUrl: null, log }));
});

describe.skipIf(!hasRedisServer)('queues on Redis (needs redis-server)', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  keepsItsPromises(() => openQueues({ databaseUrl: database.url, redisUrl: redis.url, log }));

  test('a Redis that is away keeps nobody: neither the start, nor a knock, nor the drain', async () => {
    const url = `redis://127.0.0.1:${await findFreePort()}`;
    const queues = await openQueues({ databaseUrl: database.url, redisUrl: url, log });
    queues.work('conversions', 1, async () => undefined);
    await expect(queues.ping()).rejects.toThrow(/not connected/);
    await expect(queues.knock('conversions', 'conversion_9')).rejects.toThrow(/in time/);
    await queues.close();
  });
});
