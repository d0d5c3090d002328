import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findConversion } from '../db/conversion/conversion-reads.ts';
import { openDatabase } from '../db/database.ts';
import { archiveLead } from '../db/lead/lead-archive.ts';
import { moveLead } from '../db/lead/lead-edit.ts';
import { findLead } from '../db/lead/lead-reads.ts';
import { openQueues } from '../db/queues.ts';
import { findRouter } from '../db/routers.ts';
import type { Id } from '../domain/id.ts';
import {
  notesAbout,
  openWorkshop,
  type RouterAtWork,
  untilFound,
  untilState,
  type Workshop,
} from '../test/workshop.ts';

let shop: Workshop;
let router: RouterAtWork;
beforeAll(async () => {
  shop = await openWorkshop();
  shop.startWorker();
});
afterAll(() => shop.close());
beforeEach(async () => {
  router = await shop.startRouter();
});

async function askFor(name: string, at: RouterAtWork = router): Promise<Id<'conversion'>> {
  return shop.ask(await shop.newLead(name), { routerId: at.id, username: name.toLowerCase() });
}

describe('a router that cannot be reached', () => {
  beforeEach(() => router.goAway());

  test('is waited for, and the lead is held meanwhile', async () => {
    const jane = await shop.newLead('Jane');
    const id = await shop.ask(jane, { routerId: router.id, username: 'jane' });
    const waiting = await untilState(shop.db, id, 'waiting');
    expect(waiting).toMatchObject({ errorCode: 'router_unreachable' });
    expect(waiting.errorMessage).toContain('refused the connection');
    const held = { refused: 'conversion_running' };
    expect(await moveLead(shop.db, jane, 'Not Interested', shop.wanjiru)).toEqual(held);
    expect(await archiveLead(shop.db, jane, shop.wanjiru)).toEqual(held);
    await router.comeBack();
    await untilState(shop.db, id, 'done');
    expect(await findLead(shop.db, jane)).toMatchObject({ status: 'Converted' });
    expect(await findRouter(shop.db, router.id)).toMatchObject({ lastError: null, awayUntil: null });
  });

  test('is given up when patience ends, and whoever asked reads why', async () => {
    const otieno = await shop.newLead('Otieno');
    const id = await shop.ask(otieno, { routerId: router.id, username: 'otieno' });
    const failed = await untilState(shop.db, id, 'failed');
    expect(failed.errorCode).toBe('router_unreachable');
    expect(Number(failed.finishedAt) - failed.createdAt.getTime()).toBeGreaterThanOrEqual(3_000);
    expect(failed.steps.map((step) => step.what)).toEqual(['requested', 'waiting', 'failed']);
    expect(await findLead(shop.db, otieno)).toMatchObject({ status: 'New', isConverting: false });
    const [note, ...others] = await notesAbout(shop.db, id);
    expect(note).toMatchObject({
      reader: 'Wanjiru',
      notice: { kind: 'conversion_failed', username: 'otieno' },
    });
    expect(JSON.stringify(note?.notice)).toContain('refused the connection');
    expect(others).toEqual([]);
  });

  test('is left in peace: two failures open its breaker for every other conversion', async () => {
    const ids = await Promise.all(
      ['Auma', 'Barasa', 'Cherono', 'Dalmas', 'Esther'].map((name) => askFor(name)),
    );
    await Promise.all(ids.map((id) => untilState(shop.db, id, 'waiting')));
    expect(await findRouter(shop.db, router.id)).toMatchObject({ awayUntil: expect.any(Date) });
    const [row] = await shop.db.sql`select failures from routers where id = ${router.id}`;
    expect(row?.failures).toBe(2);
    await router.comeBack();
    await Promise.all(ids.map((id) => untilState(shop.db, id, 'done')));
    expect(router.rows('/ppp/secret')).toHaveLength(5);
  });
});

test('a router that lets nobody in fails at once, and its breaker stays closed', async () => {
  router.fault({ on: '/login', do: 'refuse', traps: [{ message: 'invalid user name or password (6)' }] });
  const id = await askFor('Faraja');
  const { errorCode, errorMessage } = await untilState(shop.db, id, 'failed');
  expect(errorCode).toBe('router_sign_in');
  expect(errorMessage).toContain('invalid user name or password (6)');
  const seen = await findRouter(shop.db, router.id);
  expect(seen).toMatchObject({ awayUntil: null, lastError: expect.stringContaining('invalid user name') });
  await untilState(shop.db, await askFor('Grace'), 'done');
});

test('a router with another certificate than the pinned one hears no password', async () => {
  const secured = await shop.startRouter({ tls: true });
  await shop.db.sql`update routers set tls_fingerprint = ${'ab:'.repeat(31)}||'ab' where id = ${secured.id}`;
  const id = await askFor('Hamisi', secured);
  expect(await untilState(shop.db, id, 'failed')).toMatchObject({ errorCode: 'router_tls' });
  expect(secured.log).toEqual([]);
});

test('a router that was removed fails what is asked of it', async () => {
  await router.goAway();
  const id = await askFor('Irungu');
  await untilState(shop.db, id, 'waiting');
  await shop.db.sql`update routers set active = false where id = ${router.id}`;
  expect(await untilState(shop.db, id, 'failed')).toMatchObject({ errorCode: 'router_removed' });
});

test('one dead router among three slows nobody down', async () => {
  const other = await shop.startRouter();
  const dead = await shop.startRouter();
  // Worse than a refusal: every connection hangs until its deadline.
  dead.fault({ on: 'connect', do: 'silence', times: Number.POSITIVE_INFINITY });
  const three = [router, other, dead];
  const lead = (place: number) => shop.newLead(`Mteja ${place}`);
  const ids = await Promise.all(
    Array.from({ length: 200 }, async (_, place) => {
      const at = three[place % 3] ?? router;
      return { at, id: await shop.ask(await lead(place), { routerId: at.id, username: `mteja${place}` }) };
    }),
  );
  const healthy = ids.filter(({ at }) => at !== dead);
  const served = await Promise.all(healthy.map(({ id }) => untilState(shop.db, id, 'done')));
  const slowest = Math.max(...served.map((one) => Number(one.finishedAt) - one.createdAt.getTime()));
  const lost = await Promise.all(
    ids.filter(({ at }) => at === dead).map(({ id }) => untilState(shop.db, id, 'failed')),
  );
  expect(lost.every((one) => one.errorCode === 'router_unreachable')).toBe(true);
  expect(slowest).toBeLessThan(15_000);
  // The dead one held two places for one deadline, and was then asked once after each rest of its breaker.
  const [breaker] = await shop.db.sql`select failures from routers where id = ${dead.id}`;
  expect(breaker?.failures).toBeLessThanOrEqual(5);
  expect(router.rows('/ppp/secret').length + other.rows('/ppp/secret').length).toBe(healthy.length);
});

test('two workers at the same rows make every user once', async () => {
  const db = openDatabase({ url: shop.databaseUrl, vault: shop.db.vault, log: shop.db.log });
  const queues = await openQueues({ databaseUrl: shop.databaseUrl, redisUrl: null, log: shop.db.log });
  const second = shop.startWorker({ db, queues });
  const ids = await Promise.all(Array.from({ length: 40 }, (_, place) => askFor(`Pacha${place}`)));
  // Knocked for again and again while they are worked on, as a sweep with bad nerves would.
  for (const round of [1, 2, 3]) for (const id of ids) await shop.queues.knock('conversions', id, round);
  await Promise.all(ids.map((id) => untilState(shop.db, id, 'done')));
  expect(router.rows('/ppp/secret')).toHaveLength(40);
  expect(router.log.filter(([command]) => command === '/ppp/secret/add')).toHaveLength(40);
  const attempts = await shop.db
    .sql`select max(attempts) as most from conversions where router_id = ${router.id}`;
  expect(attempts).toEqual([{ most: 1 }]);
  await second.stop();
  await queues.close();
  await db.close();
});

test('no more than two conversions are under way on a router', async () => {
  const slow = await shop.startRouter({ delayMs: 10 });
  let most = 0;
  const ids = await Promise.all(Array.from({ length: 12 }, (_, place) => askFor(`Wawili${place}`, slow)));
  await untilFound('all of them to be done', async () => {
    most = Math.max(most, slow.connections);
    const found = await Promise.all(ids.map((id) => findConversion(shop.db, id)));
    const open = found.filter((one) => one?.state !== 'done').length;
    return open === 0 ? { open } : { notYet: `${open} are open` };
  });
  expect(most).toBe(2);
});
