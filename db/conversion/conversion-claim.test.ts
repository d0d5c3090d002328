import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { openWorkshop, type RouterAtWork, type Workshop } from '../../test/workshop.ts';
import { noteRouterHealth } from '../router-health.ts';
import { cancelConversion } from './conversion-cancel.ts';
import { type Claimed, claimTurn, renewLease } from './conversion-claim.ts';
import { listForgottenConversions } from './conversion-due.ts';
import { findConversion } from './conversion-reads.ts';
import { conclude } from './conversion-verdict.ts';
import { recordAdded, recordLook, retractAdd } from './conversion-work.ts';

const terms = { patienceMs: 10_000, settleMs: 120_000, leaseMs: 60_000 };
const unreachable = { code: 'router_unreachable' as const, message: 'It refused the connection.' };

let shop: Workshop;
let router: RouterAtWork;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  router = await shop.startRouter();
});

async function askFor(name: string): Promise<Id<'conversion'>> {
  return shop.ask(await shop.newLead(name), { routerId: router.id, username: name.toLowerCase() });
}

async function claim(changes: Partial<typeof terms> = {}): Promise<Claimed> {
  const claimed = await claimTurn(shop.db, router.id, { ...terms, ...changes });
  if (!claimed) throw new Error('Nothing could be claimed.');
  return claimed;
}

const claimOrNull = () => claimTurn(shop.db, router.id, terms);
const stateOf = async (id: Id<'conversion'>) => (await findConversion(shop.db, id))?.state;

/** As if the clock had gone on. */
const letLeaseEnd = (id: Id<'conversion'>) =>
  shop.db.sql`update conversions set lease_until = now() - interval '1 second' where id = ${id}`;
const letBeDue = (id: Id<'conversion'>) =>
  shop.db.sql`update conversions set next_attempt_at = now() - interval '1 second' where id = ${id}`;

describe('a claim', () => {
  test('takes what was asked for first, and no more than two of a router', async () => {
    const ids = [await askFor('Jane'), await askFor('Otieno'), await askFor('Wafula')];
    const taken = [await claim(), await claim()];
    expect(taken.map(({ turn }) => turn.id)).toEqual(ids.slice(0, 2));
    expect(await claimOrNull()).toBeNull();
    expect(taken[0]?.access).toMatchObject({ id: router.id, password: 'router-secret' });
  });

  test('made by many at once is given to two', async () => {
    for (const name of ['Auma', 'Barasa', 'Cherono', 'Dalmas']) await askFor(name);
    const claims = await Promise.all(Array.from({ length: 8 }, claimOrNull));
    const taken = claims.flatMap((claimed) => (claimed ? [claimed.turn.id] : []));
    expect(new Set(taken).size).toBe(2);
    expect(taken).toHaveLength(2);
  });

  test('gives one at a time to a router that has just been away, and none while it rests', async () => {
    const ids = [await askFor('Esther'), await askFor('Faraja')];
    await shop.db.sql`update routers set failures = 2, last_error = 'It was silent.',
      away_until = now() + interval '1 minute' where id = ${router.id}`;
    expect(await claimOrNull()).toBeNull();
    for (const id of ids)
      expect(await findConversion(shop.db, id)).toMatchObject({
        state: 'waiting',
        errorMessage: 'It was silent.',
      });
    await shop.db.sql`update routers set away_until = now() - interval '1 second' where id = ${router.id}`;
    for (const id of ids) await letBeDue(id);
    await claim();
    expect(await claimOrNull()).toBeNull();
  });

  test('whose lease ended is anybody’s, and whoever had it can write nothing any more', async () => {
    const id = await askFor('Grace');
    const { turn: lost } = await claim();
    await letLeaseEnd(id);
    const { turn: held } = await claim();
    expect(held.id).toBe(id);
    expect(await recordLook(shop.db, lost, 'add')).toBe(false);
    expect(await recordAdded(shop.db, lost)).toBe(false);
    expect(await retractAdd(shop.db, lost)).toBe(false);
    for (const verdict of [
      { state: 'failed' as const, error: unreachable },
      { state: 'waiting' as const, error: unreachable, afterMs: 0 },
      { state: 'done' as const, username: 'grace', routerItemId: '*1', remark: null },
    ])
      expect(await conclude(shop.db, lost, verdict)).toBe('lost');
    await renewLease(shop.db, lost, 1);
    expect(await claimOrNull()).toBeNull();
    expect(await recordLook(shop.db, held, 'add')).toBe(true);
    expect(await stateOf(id)).toBe('working');
  });

  test('that is renewed stays whose it is', async () => {
    await askFor('Hamisi');
    const { turn } = await claim({ leaseMs: 50 });
    await renewLease(shop.db, turn, 60_000);
    await expect.poll(
      async () => (await shop.db.sql`select now() > ${new Date(Date.now() + 100)} as past`)[0]?.past,
    );
    expect(await claimOrNull()).toBeNull();
  });

  test('tells how far the conversion had come', async () => {
    const id = await askFor('Imani');
    const { turn: first } = await claim();
    expect(first.progress).toEqual({ attempts: 1, waitingMs: null, unansweredMs: null });
    await recordLook(shop.db, first, 'add');
    await conclude(shop.db, first, { state: 'uncertain', error: unreachable, afterMs: 0 });
    const { turn: second } = await claim();
    expect(second).toMatchObject({ id, wasUncertain: true, progress: { attempts: 2, waitingMs: null } });
    expect(second.progress.unansweredMs).toBeGreaterThanOrEqual(0);
    // Its own add did nothing; the first one is as open as before.
    await recordLook(shop.db, second, 'add');
    await retractAdd(shop.db, second);
    const [row] = await shop.db.sql`select unanswered_since from conversions where id = ${id}`;
    expect(row?.unansweredSince).toEqual(second.unansweredSince);
  });
});

describe('a step', () => {
  test('is written once, however often it is taken', async () => {
    const id = await askFor('Juma');
    const { turn } = await claim();
    await recordLook(shop.db, turn, 'conclude');
    await recordLook(shop.db, turn, 'add');
    const steps = (await findConversion(shop.db, id))?.steps ?? [];
    expect(steps.map((step) => step.what)).toEqual(['requested', 'looked']);
    expect(steps[1]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

describe('the breaker of a router', () => {
  const breaker = async () => {
    const [row] = await shop.db.sql<{ failures: number; restMs: number | null }[]>`
      select failures, (extract(epoch from away_until - now()) * 1000)::float8 as rest_ms
      from routers where id = ${router.id}`;
    return row ?? { failures: -1, restMs: null };
  };
  const fail = () => noteRouterHealth(shop.db, router.id, { router: 'away', words: 'It was silent.' });
  const restIsOver = () =>
    shop.db.sql`update routers set away_until = now() - interval '1 millisecond' where id = ${router.id}`;

  test('opens at the second failure, each time for twice as long, up to a minute', async () => {
    await fail();
    expect(await breaker()).toEqual({ failures: 1, restMs: null });
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      await fail();
      const { restMs } = await breaker();
      expect(restMs).toBeGreaterThan(seconds * 750);
      expect(restMs).toBeLessThanOrEqual(seconds * 1_200);
      await restIsOver();
    }
  });

  test('counts an outage once, however many conversions were under way', async () => {
    for (const _ of 'abcdef') await fail();
    expect(await breaker()).toMatchObject({ failures: 2 });
  });

  test('is closed by any answer, a refusal to let us in too', async () => {
    for (const health of [{ router: 'seen' }, { router: 'shut', words: 'Wrong password.' }] as const) {
      await fail();
      await fail();
      await noteRouterHealth(shop.db, router.id, health);
      expect(await breaker()).toEqual({ failures: 0, restMs: null });
    }
  });
});

describe('a cancelled conversion', () => {
  test('is never begun, and frees its lead', async () => {
    const lead = await shop.newLead('Kamau');
    const wish = { routerId: router.id, username: 'kamau' };
    const id = await shop.ask(lead, wish);
    expect(await cancelConversion(shop.db, id, shop.wanjiru)).toBe('ok');
    expect(await cancelConversion(shop.db, id, shop.wanjiru)).toBe('ok');
    expect(await claimOrNull()).toBeNull();
    expect((await findConversion(shop.db, id))?.steps.at(-1)).toMatchObject({ what: 'cancelled' });
    await shop.ask(lead, wish);
    expect((await claim()).turn.leadId).toBe(lead);
  });

  test('may have waited, but neither be in a worker’s hands, nor be unanswered, nor be over', async () => {
    const id = await askFor('Lelei');
    const refused = (why: string) => ({ refused: why });
    const cancel = () => cancelConversion(shop.db, id, null);
    const { turn } = await claim();
    expect(await cancel()).toEqual(refused('under_way'));
    await recordLook(shop.db, turn, 'add');
    await conclude(shop.db, turn, { state: 'uncertain', error: unreachable, afterMs: 0 });
    expect(await cancel()).toEqual(refused('under_way'));
    await conclude(shop.db, (await claim()).turn, { state: 'failed', error: unreachable });
    expect(await cancel()).toEqual(refused('finished'));
    const other = await askFor('Moraa');
    await conclude(shop.db, (await claim()).turn, { state: 'waiting', error: unreachable, afterMs: 60_000 });
    expect(await cancelConversion(shop.db, other, null)).toBe('ok');
    expect(await cancelConversion(shop.db, 'conversion_none', null)).toEqual(refused('not_found'));
  });
});

test('the sweep lists what nobody took, as many of a router as it has places', async () => {
  const ids = [await askFor('Njeri'), await askFor('Onyango'), await askFor('Pendo')];
  const forgotten = async () => (await listForgottenConversions(shop.db)).filter((id) => ids.includes(id));
  expect(await forgotten()).toEqual([]); // Its knock may still be on its way.
  await shop.db
    .sql`update conversions set created_at = created_at - interval '3 seconds' where id in ${shop.db.sql(ids)}`;
  expect(await forgotten()).toEqual(ids.slice(0, 2));
  const { turn } = await claim();
  expect(await forgotten()).toEqual([ids[1]]);
  await letLeaseEnd(turn.id);
  const others = await Promise.all([claim(), claim()]);
  expect(others.map((other) => other.turn.id)).not.toContain(turn.id);
  expect(await forgotten()).toEqual([]); // Both places are taken again.
  for (const other of others) await letLeaseEnd(other.turn.id);
  expect(await forgotten()).toHaveLength(2);
});
