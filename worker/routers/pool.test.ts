import { expect, onTestFinished, test, vi } from 'vitest';
import { createRouterSessions, type PoolOptions } from './pool.ts';
import {
  addJane,
  addressOf,
  awayFrom,
  expectNothingEscapes,
  lookForJane,
  namesOn,
  refusalOf,
  routerForTest,
} from './router-under-test.ts';
import type { RouterSession } from './session.ts';
import type { Simulator } from './simulator/simulator.ts';

expectNothingEscapes();

function poolForTest(options: PoolOptions = {}) {
  const pool = createRouterSessions(options);
  onTestFinished(() => pool.close());
  return pool;
}

const look = (session: RouterSession) => session.exec(lookForJane);
const signIns = (router: Simulator) => router.log.filter(([command]) => command === '/login').length;

/** A use that holds its session until it is let go. */
function holding() {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { use: () => held, letGo: () => letGo() };
}

test('one sign-in serves one conversion after another', async () => {
  const router = await routerForTest();
  const pool = poolForTest();
  for (let round = 0; round < 10; round += 1) await pool.withSession('westlands', addressOf(router), look);
  expect([signIns(router), router.connections]).toEqual([1, 1]);
});

test('a router never gets more sessions than the limit, and waiters are served in the order they came', async () => {
  const router = await routerForTest({ delayMs: 2 });
  const pool = poolForTest({ limitPerRouter: 2 });
  const served: number[] = [];
  let most = 0;
  const uses = Array.from({ length: 20 }, (_, number) =>
    pool.withSession('westlands', addressOf(router), async (session) => {
      served.push(number);
      most = Math.max(most, router.connections);
      await session.exec(lookForJane);
    }),
  );
  await Promise.all(uses);
  expect(served).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect([most, signIns(router)]).toEqual([2, 2]);
});

test('a newcomer does not slip in before somebody who waits', async () => {
  const router = await routerForTest();
  const pool = poolForTest({ limitPerRouter: 1 });
  const served: string[] = [];
  const serve = (name: string) =>
    pool.withSession('westlands', addressOf(router), async () => void served.push(name));
  const first = serve('Achieng').then(() => serve('Newcomer'));
  await Promise.all([first, serve('Baraka'), serve('Chebet')]);
  expect(served).toEqual(['Achieng', 'Baraka', 'Chebet', 'Newcomer']);
});

test('one router that hangs does not hold up another', async () => {
  const [hanging, well] = [await routerForTest(), await routerForTest()];
  hanging.fault({ on: 'connect', do: 'silence', times: Number.POSITIVE_INFINITY });
  const pool = poolForTest({ deadlines: { openMs: 300 } });
  const stuck = [1, 2, 3].map(() => awayFrom(pool.withSession('westlands', addressOf(hanging), look)));
  expect(await pool.withSession('kilimani', addressOf(well), look)).toEqual([]);
  for (const away of await Promise.all(stuck)) expect(away.kind).toBe('unreachable');
});

test('after a refusal the session is used again', async () => {
  const router = await routerForTest();
  const pool = poolForTest();
  const add = (session: RouterSession) => session.exec(addJane);
  await pool.withSession('westlands', addressOf(router), add);
  expect((await refusalOf(pool.withSession('westlands', addressOf(router), add))).reason).toBe(
    'already_exists',
  );
  await pool.withSession('westlands', addressOf(router), look);
  expect(signIns(router)).toBe(1);
});

test('after a fault the session is dropped, also when the fault was not its own', async () => {
  const router = await routerForTest();
  const pool = poolForTest({ deadlines: { commandMs: 50 } });
  router.fault({ on: '/ppp/secret/print', do: 'silence' });
  const away = await awayFrom(pool.withSession('westlands', addressOf(router), look));
  expect(away.kind).toBe('outcome_unknown');
  const broken = pool.withSession('westlands', addressOf(router), async () => {
    throw new Error('the database went away');
  });
  await expect(broken).rejects.toThrow('the database went away');
  await pool.withSession('westlands', addressOf(router), look);
  expect(signIns(router)).toBe(3);
  await vi.waitFor(() => expect(router.connections).toBe(1));
});

test('a kept session that died meanwhile is replaced before anything is asked', async () => {
  const router = await routerForTest();
  const pool = poolForTest();
  await pool.withSession('westlands', addressOf(router), look);
  await router.goAway();
  await router.comeBack();
  await vi.waitFor(() => expect(router.connections).toBe(0));
  let uses = 0;
  await pool.withSession('westlands', addressOf(router), async (session) => {
    uses += 1;
    await session.exec(addJane);
  });
  expect([uses, signIns(router), namesOn(router)]).toEqual([1, 2, ['jane.kilimani']]);
});

test('a kept session that dies in the hands of its user, with nothing sent, is replaced at once', async () => {
  const router = await routerForTest();
  const pool = poolForTest();
  await pool.withSession('westlands', addressOf(router), look);
  let uses = 0;
  await pool.withSession('westlands', addressOf(router), async (session) => {
    uses += 1;
    if (uses === 1) {
      router.interject(['!fatal', 'going down']);
      await vi.waitFor(() => expect(session.dead).not.toBeNull());
    }
    await session.exec(addJane);
  });
  expect([uses, namesOn(router)]).toEqual([2, ['jane.kilimani']]);
});

test('nothing is repeated once a command has been sent', async () => {
  const router = await routerForTest();
  const pool = poolForTest();
  await pool.withSession('westlands', addressOf(router), look);
  let uses = 0;
  const adding = pool.withSession('westlands', addressOf(router), async (session) => {
    uses += 1;
    await session.exec(addJane);
    router.interject(['!fatal', 'going down']);
    await vi.waitFor(() => expect(session.dead).not.toBeNull());
    await session.exec(lookForJane);
  });
  expect((await awayFrom(adding)).kind).toBe('not_sent');
  expect([uses, namesOn(router)]).toEqual([1, ['jane.kilimani']]);
});

test('new credentials mean a new session, and the old one is closed', async () => {
  const policies = ['api', 'read', 'write'] as const;
  const accounts = ['karibu', 'karibu2'].map((name) => ({ name, password: 'router-secret', policies }));
  const router = await routerForTest({ accounts });
  const pool = poolForTest();
  const held = holding();
  const before = pool.withSession('westlands', addressOf(router), held.use);
  await pool.withSession('westlands', addressOf(router, { username: 'karibu2' }), look);
  held.letGo();
  await before;
  await pool.withSession('westlands', addressOf(router, { username: 'karibu2' }), look);
  expect(signIns(router)).toBe(2);
  await vi.waitFor(() => expect(router.connections).toBe(1));
});

test('an idle session is closed', async () => {
  const router = await routerForTest();
  const pool = poolForTest({ idleMs: 30 });
  await pool.withSession('westlands', addressOf(router), look);
  expect(router.connections).toBe(1);
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test('closing closes idle and lent sessions and turns away whoever waits or comes later', async () => {
  const router = await routerForTest();
  const pool = poolForTest({ limitPerRouter: 2 });
  await Promise.all([look, look].map((use) => pool.withSession('kilimani', addressOf(router), use)));
  router.fault({ on: '/ppp/secret/add', do: 'silence' });
  const adding = awayFrom(
    pool.withSession('westlands', addressOf(router), (session) => session.exec(addJane)),
  );
  const held = holding();
  const holder = pool.withSession('westlands', addressOf(router), held.use);
  const waiting = awayFrom(pool.withSession('westlands', addressOf(router), look));
  await vi.waitFor(() => expect(router.connections).toBe(4));
  await vi.waitFor(() => expect(router.log.at(-1)?.[0]).toBe('/ppp/secret/add'));
  pool.close();
  expect((await adding).kind).toBe('outcome_unknown');
  expect((await waiting).kind).toBe('not_sent');
  expect((await awayFrom(pool.withSession('westlands', addressOf(router), look))).kind).toBe('not_sent');
  held.letGo();
  await holder;
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test('a session that is still being opened when the pool closes is closed too', async () => {
  const router = await routerForTest({ delayMs: 200 });
  const pool = poolForTest();
  const looking = awayFrom(pool.withSession('westlands', addressOf(router), look));
  await vi.waitFor(() => expect(signIns(router)).toBe(1), { interval: 5 });
  pool.close();
  expect((await looking).kind).toBe('not_sent');
  await vi.waitFor(() => expect(router.connections).toBe(0));
});
