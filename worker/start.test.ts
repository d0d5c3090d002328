import { afterEach, beforeEach, expect, test } from 'vitest';
import { findConversion } from '../db/conversion/conversion-reads.ts';
import type { Id } from '../domain/id.ts';
import { openWorkshop, type RouterAtWork, untilState, type Workshop } from '../test/workshop.ts';

let shop: Workshop;
let router: RouterAtWork;
beforeEach(async () => {
  shop = await openWorkshop();
  router = await shop.startRouter();
});
afterEach(() => shop.close());

async function askFor(name: string): Promise<Id<'conversion'>> {
  return shop.ask(await shop.newLead(name), { routerId: router.id, username: name.toLowerCase() });
}

const loseKnocks = () => {
  shop.db.knock = async () => undefined;
};

/** The connections that hold the lock of the sweep. */
const sweepers = async () => [
  ...(await shop.db.sql<{ pid: number }[]>`
    select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.granted
    where a.application_name = 'karibu lock sweep' and a.datname = current_database()`),
];

test('a conversion whose knock was lost is found by the sweep', async () => {
  loseKnocks();
  shop.startWorker();
  const id = await askFor('Jane');
  await untilState(shop.db, id, 'done');
  expect(router.rows('/ppp/secret')).toHaveLength(1);
});

test('one process sweeps, and another takes over when it stops', async () => {
  const first = shop.startWorker();
  await expect.poll(sweepers).toHaveLength(1);
  const [sweeper] = await sweepers();
  const second = shop.startWorker();
  expect(await sweepers()).toEqual([sweeper]);
  await first.stop();
  await expect.poll(sweepers, { timeout: 5_000 }).toEqual([expect.not.objectContaining(sweeper ?? {})]);
  loseKnocks();
  await untilState(shop.db, await askFor('Otieno'), 'done');
  expect(second.isWell()).toBe(true);
});

test('whoever sweeps purges the messages that were stepped a month ago', async () => {
  await shop.db.sql`
    insert into inbox (channel, account, external_id, conversation_id, message, done_at)
    values ('sms', 'savanna', 'uuid-1', 'conversation_1', '{}', now() - interval '31 days')`;
  shop.startWorker();
  await expect.poll(() => shop.db.sql`select from inbox where external_id = 'uuid-1'`).toHaveLength(0);
});

test('a sweep that lost its lock takes it again', async () => {
  const worker = shop.startWorker();
  await expect.poll(sweepers).toHaveLength(1);
  for (const { pid } of await sweepers()) await shop.db.sql`select pg_terminate_backend(${pid})`;
  loseKnocks();
  await untilState(shop.db, await askFor('Wafula'), 'done');
  expect(worker.isWell()).toBe(true);
});

test('stopping ends the conversion under way and begins no other', async () => {
  router.fault({ on: '/ppp/secret/add', do: 'delay', ms: 200 });
  const worker = shop.startWorker();
  const first = await askFor('Achieng');
  await expect.poll(() => router.rows('/ppp/secret').length).toBe(1);
  const stopped = worker.stop();
  const second = await askFor('Barasa');
  await stopped;
  expect(await findConversion(shop.db, first)).toMatchObject({ state: 'done' });
  expect(await findConversion(shop.db, second)).toMatchObject({ state: 'requested' });
  await expect.poll(() => router.connections).toBe(0);
});

test('stopping does not wait for a router that is silent; the next worker looks and ends it', async () => {
  router.fault({ on: '/ppp/secret/add', do: 'apply_then_silence' });
  const worker = shop.startWorker({ deadlines: { commandMs: 60_000 }, drainMs: 100 });
  const id = await askFor('Chebet');
  await expect.poll(() => router.rows('/ppp/secret').length).toBe(1);
  await worker.stop();
  expect(await findConversion(shop.db, id)).toMatchObject({ state: 'uncertain' });
  const [health] = await shop.db.sql`select failures, away_until from routers where id = ${router.id}`;
  expect(health).toEqual({ failures: 0, awayUntil: null });
  shop.startWorker();
  await untilState(shop.db, id, 'done');
  expect(router.rows('/ppp/secret')).toHaveLength(1);
});

test('a conversion that outlasts its lease keeps it, because its worker renews it', async () => {
  router.fault({ on: '/ppp/secret/add', do: 'delay', ms: 1_000 });
  shop.startWorker({ leaseMs: 300, deadlines: { commandMs: 5_000 } });
  const id = await askFor('Dalmas');
  await untilState(shop.db, id, 'done');
  const [row] = await shop.db.sql`select attempts from conversions where id = ${id}`;
  expect(row).toEqual({ attempts: 1 });
});

test('a fault of one conversion is logged and stops no other', async () => {
  loseKnocks();
  const broken = await askFor('Esther');
  await shop.db.sql`update conversions set password_sealed = 'v1.not.ours.at.all' where id = ${broken}`;
  const id = await askFor('Faraja');
  shop.startWorker({ leaseMs: 60_000 });
  await untilState(shop.db, id, 'done');
  expect(await findConversion(shop.db, broken)).toMatchObject({ state: 'working' });
  expect(router.rows('/ppp/secret')).toMatchObject([{ name: 'faraja' }]);
});
