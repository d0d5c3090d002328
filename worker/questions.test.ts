import { afterAll, beforeAll, expect, test } from 'vitest';
import { askQuestion, type Question, readAnswer } from '../db/questions.ts';
import { findRouter } from '../db/routers.ts';
import { openWorkshop, untilFound, type Workshop } from '../test/workshop.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  shop.startWorker();
});
afterAll(() => shop.close());

async function ask(question: Question) {
  const id = await askQuestion(shop.db, question);
  return untilFound('an answer', async () => (await readAnswer(shop.db, id)) ?? { notYet: 'there is none' });
}

test('a router that is well says who it is', async () => {
  const router = await shop.startRouter({ rows: { '/system/identity': [{ name: 'Kilimani-Roof' }] } });
  expect(await ask({ ask: 'test_router', router: router.id })).toEqual({
    ok: true,
    identity: { name: 'Kilimani-Roof', version: '7.20.1 (stable)', uptime: '1w2d3h4m5s', board: 'CHR' },
  });
  expect(await findRouter(shop.db, router.id)).toMatchObject({
    lastSeenAt: expect.any(Date),
    lastError: null,
  });
});

test('its profiles are listed by name, per service', async () => {
  const router = await shop.startRouter();
  const profilesOf = (service: 'pppoe' | 'hotspot') =>
    ask({ ask: 'list_profiles', router: router.id, service });
  expect(await profilesOf('pppoe')).toEqual({
    ok: true,
    profiles: ['default', 'default-encryption', 'home-20'],
  });
  expect(await profilesOf('hotspot')).toEqual({ ok: true, profiles: ['default', 'cafe-5'] });
});

test('a router that is away is answered with a sentence', async () => {
  const router = await shop.startRouter();
  await router.goAway();
  const answer = await ask({ ask: 'test_router', router: router.id });
  expect(answer).toEqual({ ok: false, message: expect.stringContaining('refused the connection') });
});

test('a router that refuses is quoted', async () => {
  const router = await shop.startRouter();
  router.fault({ on: 'any', do: 'refuse', traps: [{ message: 'not enough permissions (9)' }] });
  const answer = await ask({ ask: 'test_router', router: router.id });
  expect(answer).toEqual({ ok: false, message: expect.stringContaining('not enough permissions (9)') });
});

test('a router that was repaired is asked in spite of its breaker, and its answer closes it', async () => {
  const router = await shop.startRouter();
  await shop.db.sql`
    update routers set failures = 7, away_until = now() + interval '1 minute' where id = ${router.id}`;
  expect(await ask({ ask: 'test_router', router: router.id })).toMatchObject({ ok: true });
  expect(await findRouter(shop.db, router.id)).toMatchObject({ awayUntil: null });
});

test('a question whose knock was lost is answered all the same', async () => {
  const router = await shop.startRouter();
  const { knock } = shop.db;
  shop.db.knock = async () => undefined;
  const answered = ask({ ask: 'test_router', router: router.id });
  expect(await answered).toMatchObject({ ok: true });
  shop.db.knock = knock;
});
