import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findConversion, findUserOfConversion } from '../db/conversion/conversion-reads.ts';
import { findLead } from '../db/lead/lead-reads.ts';
import {
  notesAbout,
  openWorkshop,
  password,
  type RouterAtWork,
  untilFound,
  untilState,
  type Workshop,
} from '../test/workshop.ts';
import type { Fault } from './routers/simulator/faults.ts';

let shop: Workshop;
let router: RouterAtWork;
beforeAll(async () => {
  shop = await openWorkshop();
  shop.startWorker({ patienceMs: 1_000 });
});
afterAll(() => shop.close());
beforeEach(async () => {
  router = await shop.startRouter();
});

const add = '/ppp/secret/add';
const refusal = { do: 'refuse', traps: [{ message: 'not enough permissions (9)' }] } as const;
const addsSent = () => router.log.filter(([command]) => command === add).length;

async function expectOneUser(id: Parameters<typeof findConversion>[1], username: string) {
  expect(router.rows('/ppp/secret')).toMatchObject([{ name: username, password }]);
  expect(router.rows('/ppp/secret')[0]?.comment).toMatch(new RegExp(`^${id}\\b`));
  expect(await findUserOfConversion(shop.db, id)).toMatchObject({ username });
}

describe('an add whose answer is lost', () => {
  const faults: Fault[] = [
    { on: add, do: 'apply_then_close' },
    { on: add, do: 'apply_then_reset' },
    { on: add, do: 'apply_then_silence' },
    { on: add, do: 'apply_then_half_reply' },
    { on: add, do: 'apply_late', ms: 700 },
    { on: add, do: 'untagged_reply' },
    { on: add, do: 'close' },
    { on: add, do: 'reset' },
    { on: add, do: 'silence' },
    { on: add, do: 'fatal', reason: 'rebooting' },
    { on: add, do: 'silence', times: 2 },
    { on: add, do: 'apply_late', ms: 900, times: 2 },
  ];
  test.each(faults)('leaves exactly one user with the password that was asked for: $do', async (fault) => {
    router.fault(fault);
    const halima = await shop.newLead('Halima');
    const id = await shop.ask(halima, { routerId: router.id, username: 'halima' });
    const { steps } = await untilState(shop.db, id, 'done');
    expect(steps.map((step) => step.what)).toContain('uncertain');
    await expectOneUser(id, 'halima');
    expect(await findLead(shop.db, halima)).toMatchObject({ status: 'Converted' });
    const told = (await notesAbout(shop.db, id)).filter(
      ({ notice }) => notice.kind !== 'conversion_uncertain',
    );
    expect(told.map((note) => note.key)).toEqual(['asker', 'bringer']);
  });

  test('and settled by the next look is no news to anybody', async () => {
    router.fault({ on: add, do: 'apply_then_close' });
    const id = await shop.ask(await shop.newLead('Rehema'), { routerId: router.id, username: 'rehema' });
    await untilState(shop.db, id, 'done');
    expect((await notesAbout(shop.db, id)).map((note) => note.key)).toEqual(['asker', 'bringer']);
  });

  test('is never called failed while the router is away, however long', async () => {
    router.fault({ on: add, do: 'apply_then_reset' });
    const musa = await shop.newLead('Musa');
    const id = await shop.ask(musa, { routerId: router.id, username: 'musa' });
    await expect.poll(addsSent).toBe(1);
    await router.goAway();
    const patienceIsOver = async () => {
      const found = await findConversion(shop.db, id);
      if (found?.errorCode !== 'outcome_unknown') return { notYet: 'nothing is known' };
      expect(found.state).not.toBe('failed');
      return Date.now() - found.createdAt.getTime() > 2_000 ? found : { notYet: 'patience lasts' };
    };
    expect(await untilFound('patience to end', patienceIsOver)).toMatchObject({ finishedAt: null });
    expect(await findLead(shop.db, musa)).toMatchObject({ status: 'New', isConverting: true });
    expect(await notesAbout(shop.db, id)).toMatchObject([
      { key: 'doubt', reader: 'Wanjiru', notice: { kind: 'conversion_uncertain', username: 'musa' } },
    ]);
    await router.comeBack();
    await untilState(shop.db, id, 'done');
    await expectOneUser(id, 'musa');
    expect(addsSent()).toBe(1);
  });
});

test('a yes is not enough: with the second look lost it is uncertain, and then done', async () => {
  // The first prints are the look before the add, the next one is the look after it.
  router.fault({ on: add, do: 'delay', ms: 150 });
  const id = await shop.ask(await shop.newLead('Salim'), { routerId: router.id, username: 'salim' });
  await expect.poll(addsSent).toBe(1);
  router.fault({ on: '/ppp/secret/print', do: 'silence' });
  const { steps } = await untilState(shop.db, id, 'done');
  expect(steps.map((step) => step.what)).toEqual(['requested', 'looked', 'added', 'uncertain', 'verified']);
  expect(addsSent()).toBe(1);
});

describe('a refusal after an unanswered add', () => {
  test('is final only when that add can land no more', async () => {
    router.fault({ on: add, do: 'silence' });
    router.fault({ on: add, times: Number.POSITIVE_INFINITY, ...refusal });
    const id = await shop.ask(await shop.newLead('Pendo'), { routerId: router.id, username: 'pendo' });
    const { createdAt, finishedAt, errorCode, errorMessage } = await untilState(shop.db, id, 'failed');
    expect(errorCode).toBe('router_refused');
    expect(errorMessage).toContain('not enough permissions (9)');
    expect(Number(finishedAt) - createdAt.getTime()).toBeGreaterThanOrEqual(1_500);
    expect(router.rows('/ppp/secret')).toEqual([]);
    expect((await notesAbout(shop.db, id)).map((note) => note.key)).toEqual(['doubt', 'asker']);
  });

  test('is overruled when that add lands after all', async () => {
    router.fault({ on: add, do: 'apply_late', ms: 1_200 });
    router.fault({ on: add, times: Number.POSITIVE_INFINITY, ...refusal });
    const id = await shop.ask(await shop.newLead('Imani'), { routerId: router.id, username: 'imani' });
    await untilState(shop.db, id, 'done');
    await expectOneUser(id, 'imani');
  });

  test('waits too when somebody takes the name meanwhile, and touches nothing of theirs', async () => {
    router.fault({ on: add, do: 'silence' });
    const id = await shop.ask(await shop.newLead('Neema'), { routerId: router.id, username: 'neema' });
    await expect.poll(addsSent).toBe(1);
    router.addRow('/ppp/secret', { name: 'neema', password: 'theirs', comment: 'by hand' });
    const found = await untilState(shop.db, id, 'failed');
    expect(found).toMatchObject({ errorCode: 'username_taken' });
    expect(found.steps.map((step) => step.what)).toContain('uncertain');
    expect(router.rows('/ppp/secret')).toMatchObject([{ password: 'theirs' }]);
  });
});
