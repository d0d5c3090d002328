import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestConversion } from '../db/conversion/conversions.ts';
import { commit } from '../db/database.ts';
import { findLead } from '../db/lead/lead-reads.ts';
import {
  notesAbout,
  openWorkshop,
  password,
  profiles,
  type RouterAtWork,
  untilState,
  type Workshop,
} from '../test/workshop.ts';
import type { MenuPath } from './routers/simulator/menus.ts';
import type { Row } from './routers/simulator/rows.ts';

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

const secrets = () => router.rows('/ppp/secret');
const addsSent = () => router.log.filter(([command]) => command === '/ppp/secret/add').length;

describe('what is on the router already', () => {
  test('is adopted when its comment begins with our marker, and what was changed there is told', async () => {
    const wafula = await shop.newLead('Wafula');
    const wish = { username: 'wafula', password, packageId: shop.packages.pppoe, routerId: router.id };
    // Inside the transaction, so that the user is there before any worker may look.
    const id = await commit(shop.db, async (tx) => {
      const asked = await requestConversion(tx, wafula, { ...wish, ipAddress: null }, { by: shop.wanjiru });
      if ('refused' in asked) throw new Error(asked.refused);
      const changes = { profile: 'default', comment: `${asked.conversion} moved to block B` };
      router.addRow('/ppp/secret', { name: 'wafula', password, service: 'pppoe', ...changes });
      return asked.conversion;
    });
    const { steps } = await untilState(shop.db, id, 'done');
    expect(steps.at(-1)).toMatchObject({
      what: 'verified',
      words: `Changed on the router: profile is "default" instead of "${profiles.pppoe}".`,
    });
    expect(addsSent()).toBe(0);
    expect(secrets()).toMatchObject([{ profile: 'default' }]);
  });

  test('is never touched when it is somebody else’s', async () => {
    router.addRow('/ppp/secret', { name: 'jane', password: 'theirs', comment: 'Mama Jane, old contract' });
    const jane = await shop.newLead('Jane');
    const id = await shop.ask(jane, { routerId: router.id, username: 'jane' });
    const { errorCode, errorMessage } = await untilState(shop.db, id, 'failed');
    expect(errorCode).toBe('username_taken');
    expect(errorMessage).toContain('Mama Jane, old contract');
    expect(errorMessage).not.toContain('theirs');
    expect(secrets()).toMatchObject([{ password: 'theirs' }]);
    expect(addsSent()).toBe(0);
    expect(await findLead(shop.db, jane)).toMatchObject({ status: 'New', isConverting: false });
    expect(await notesAbout(shop.db, id)).toMatchObject([
      {
        key: 'asker',
        reader: 'Wanjiru',
        notice: { kind: 'conversion_failed', error: { code: 'username_taken' } },
      },
    ]);
  });

  const holders: { how: string; where: MenuPath; row: Row }[] = [
    { how: 'fixed for', where: '/ppp/secret', row: { name: 'otieno', 'remote-address': '10.0.0.9' } },
    { how: 'in use by', where: '/ip/hotspot/active', row: { user: 'otieno', address: '10.0.0.9' } },
  ];
  test.each(holders)('holds an address that is $how somebody else', async ({ how, where, row }) => {
    router.addRow(where, row);
    const id = await shop.ask(await shop.newLead('Akinyi'), {
      routerId: router.id,
      username: 'akinyi',
      ipAddress: '10.0.0.9',
    });
    const { errorCode, errorMessage } = await untilState(shop.db, id, 'failed');
    expect(errorCode).toBe('address_taken');
    expect(errorMessage).toContain(`${how} "otieno"`);
    expect(addsSent()).toBe(0);
  });
});

describe('a router that says no', () => {
  test('for want of the profile is told so before anything is sent', async () => {
    const [profile] = router.rows('/ppp/profile').filter((row) => row.name === profiles.pppoe);
    router.removeRow('/ppp/profile', profile?.['.id'] ?? '');
    const id = await shop.ask(await shop.newLead('Chebet'), { routerId: router.id, username: 'chebet' });
    const { errorCode, errorMessage } = await untilState(shop.db, id, 'failed');
    expect(errorCode).toBe('profile_missing');
    expect(errorMessage).toContain(`no PPP profile "${profiles.pppoe}"`);
    expect(addsSent()).toBe(0);
  });

  test('is quoted', async () => {
    router.fault({
      on: '/ppp/secret/add',
      do: 'refuse',
      traps: [{ message: 'not enough permissions (9)' }],
    });
    const lead = await shop.newLead('Kiprop');
    const id = await shop.ask(lead, { routerId: router.id, username: 'kiprop' });
    const { errorCode, errorMessage, steps } = await untilState(shop.db, id, 'failed');
    expect(errorCode).toBe('router_refused');
    expect(errorMessage).toContain('not enough permissions (9)');
    expect(steps.map((step) => step.what)).toEqual(['requested', 'looked', 'failed']);
    expect(await findLead(shop.db, lead)).toMatchObject({ status: 'New', isConverting: false });
  });

  test('may be asked for that user again', async () => {
    router.fault({ on: '/ppp/secret/add', do: 'refuse', traps: [{ message: 'failure: no' }] });
    const lead = await shop.newLead('Nekesa');
    const wish = { routerId: router.id, username: 'nekesa' };
    await untilState(shop.db, await shop.ask(lead, wish), 'failed');
    await untilState(shop.db, await shop.ask(lead, wish), 'done');
    expect(secrets()).toHaveLength(1);
  });

  test('only because it is busy is asked again', async () => {
    router.fault({ on: '/ppp/secret/add', do: 'refuse', traps: [{ message: 'std failure: timeout (13)' }] });
    const id = await shop.ask(await shop.newLead('Juma'), { routerId: router.id, username: 'juma' });
    const { steps } = await untilState(shop.db, id, 'done');
    expect(steps.map((step) => step.what)).toEqual(['requested', 'looked', 'waiting', 'added', 'verified']);
  });

  test('already at the look ends it', async () => {
    router.fault({
      on: '/ppp/secret/print',
      do: 'refuse',
      traps: [{ message: 'not enough permissions (9)' }],
    });
    const id = await shop.ask(await shop.newLead('Moraa'), { routerId: router.id, username: 'moraa' });
    expect(await untilState(shop.db, id, 'failed')).toMatchObject({ errorCode: 'router_refused' });
  });

  test('and yes, and then does not have the user, is believed in neither', async () => {
    router.fault({ on: '/ppp/secret/add', do: 'delay', ms: 200 });
    const id = await shop.ask(await shop.newLead('Naliaka'), { routerId: router.id, username: 'naliaka' });
    await expect.poll(() => secrets().length).toBe(1);
    router.removeRow('/ppp/secret', secrets()[0]?.['.id'] ?? '');
    const { errorMessage } = await untilState(shop.db, id, 'failed');
    expect(errorMessage).toContain('said that it added the user, and does not have it');
  });
});
