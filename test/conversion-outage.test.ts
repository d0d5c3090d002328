import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { findConversion } from '../db/conversion/conversion-reads.ts';
import { openDatabase } from '../db/database.ts';
import { dataIn } from '../db/embedded/home.ts';
import { findPostmaster } from '../db/embedded/postmaster.ts';
import { startEmbeddedDatabase } from '../db/embedded.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { createVault } from '../db/vault.ts';
import type { Id } from '../domain/id.ts';
import { createLog } from '../log.ts';
import { type TestDatabase, testSecretKey } from './database.ts';
import { homeOf, makeDataDir, removeDataDir } from './fixtures/own-database.ts';
import { hasRedisServer, startRedis } from './redis.ts';
import { openWorkshop, password, type RouterAtWork, untilState, type Workshop } from './workshop.ts';

let shop: Workshop;
afterEach(() => shop.close());

/** Asks for so many conversions on a router that takes its time, and waits until some are done and most are not. */
async function begin(count: number): Promise<{ router: RouterAtWork; ids: Id<'conversion'>[] }> {
  const router = await shop.startRouter({ delayMs: 15 });
  shop.startWorker();
  const ids: Id<'conversion'>[] = [];
  for (let place = 0; place < count; place++) {
    const lead = await shop.newLead(`Mteja ${place}`);
    ids.push(await shop.ask(lead, { routerId: router.id, username: `mteja${place}` }));
  }
  await expect.poll(() => router.rows('/ppp/secret').length).toBeGreaterThan(3);
  return { router, ids };
}

async function expectEachOnce(router: RouterAtWork, ids: Id<'conversion'>[]): Promise<void> {
  for (const id of ids) await untilState(shop.db, id, 'done');
  const users = router.rows('/ppp/secret');
  expect(new Set(users.map((user) => user.comment?.split(' ')[0]))).toEqual(new Set(ids));
  expect(users).toHaveLength(ids.length);
  expect(users.every((user) => user.password === password)).toBe(true);
  const [rows] = await shop.db.sql`
    select (select count(*) from mikrotik_users) as users, (select count(*) from leads where status = 'Converted') as customers,
      (select count(*) from outbox where unique_key like '%:asker') as asker,
      (select count(*) from outbox where unique_key like '%:bringer') as bringer`;
  const each = ids.length;
  expect(rows).toEqual({ users: each, customers: each, asker: each, bringer: each });
}

describe.skipIf(!hasRedisServer)('Redis (needs redis-server)', () => {
  test('that forgot every knock before anybody heard it loses no conversion', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    shop = await openWorkshop({ redisUrl: redis.url });
    const router = await shop.startRouter();
    const ids: Id<'conversion'>[] = [];
    for (const name of ['Jane', 'Otieno', 'Wafula'])
      ids.push(
        await shop.ask(await shop.newLead(name), { routerId: router.id, username: name.toLowerCase() }),
      );
    await redis.flush();
    shop.startWorker();
    await expectEachOnce(router, ids);
  });

  test('flushed in the middle of conversions loses none of them', async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    shop = await openWorkshop({ redisUrl: redis.url });
    const { router, ids } = await begin(30);
    await redis.flush();
    const open = (await Promise.all(ids.map((id) => findConversion(shop.db, id)))).filter(
      (conversion) => conversion?.state !== 'done',
    );
    expect(open.length).toBeGreaterThan(5);
    await expectEachOnce(router, ids);
  });
});

// It rests on scripts/mend-postgres.mjs, which npm runs after every install.
describe('PostgreSQL', () => {
  test('killed in the middle of conversions loses none of them', async () => {
    const { database, killServer } = await startOwnDatabase();
    shop = await openWorkshop({ database });
    const { router, ids } = await begin(30);
    await killServer();
    await expectEachOnce(router, ids);
  }, 40_000);
});

/** A PostgreSQL that may be killed, and is brought back by its owner as in the house. */
async function startOwnDatabase(): Promise<{ database: TestDatabase; killServer(): Promise<void> }> {
  const dataDir = makeDataDir();
  onTestFinished(() => removeDataDir(dataDir));
  const log = createLog('silent');
  const server = await startEmbeddedDatabase({ dataDir, log });
  await migrateDatabase(server.url);
  const db = openDatabase({ url: server.url, vault: createVault(testSecretKey), log });
  const drop = async () => {
    await db.close();
    await server.stop();
  };
  const serverPid = () => findPostmaster(dataIn(homeOf(dataDir)))?.pid;
  const killServer = async () => {
    const killed = serverPid();
    if (!killed) throw new Error('No PostgreSQL runs.');
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(() => expect(serverPid()).toSatisfy((pid) => pid && pid !== killed), {
      timeout: 10_000,
    });
    await vi.waitFor(() => db.sql`select`, { timeout: 10_000 });
  };
  return { database: { url: server.url, db, drop }, killServer };
}
