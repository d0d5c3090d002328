import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../domain/id.ts';
import { openWorkshop, type Workshop } from '../test/workshop.ts';
import { requestConversion } from './conversion/conversions.ts';
import { retireRouter, reviveRouter } from './router-retire.ts';
import { addRouter, findRouterAccess, listRouters } from './routers.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

async function install(name: string): Promise<Id<'router'>> {
  const added = await addRouter(shop.db, {
    name,
    host: '10.0.0.1',
    port: 8728,
    tls: false,
    tlsFingerprint: null,
    username: 'karibu',
    password: 'siri',
  });
  return 'id' in added ? added.id : expect.fail(`${name} is taken.`);
}

function request(lead: Id<'lead'>, routerId: Id<'router'>, username: string) {
  const wish = { routerId, username, password: 'nyumba-7', packageId: shop.packages.pppoe, ipAddress: null };
  return requestConversion(shop.db, lead, wish, { by: shop.wanjiru });
}

test('a router that nobody uses is retired, listed apart, asked nothing, and can be put to use again', async () => {
  const { db } = shop;
  const old = await install('Old-1');
  expect(await retireRouter(db, old)).toBe('ok');
  expect((await listRouters(db)).map(({ id }) => id)).not.toContain(old);
  expect((await listRouters(db, 'retired')).map(({ id }) => id)).toEqual([old]);
  expect(await findRouterAccess(db, old)).toBeNull();
  expect(await retireRouter(db, old)).toEqual({ refused: 'not_found' });
  expect(await reviveRouter(db, old)).toBe('ok');
  expect(await reviveRouter(db, old)).toEqual({ refused: 'not_found' });
});

test('a router with a live conversion on it stays', async () => {
  const { db } = shop;
  const busy = await install('Busy-1');
  const jane = await shop.newLead('Jane Smith');
  expect(await request(jane, busy, 'jane')).toHaveProperty('conversion');
  expect(await retireRouter(db, busy)).toEqual({ refused: 'in_use', users: 0, conversions: 1 });
});

test('of a retirement and a conversion that are asked for at once, one is done', async () => {
  const { db } = shop;
  for (let round = 0; round < 8; round++) {
    const router = await install(`Race-${round}`);
    const lead = await shop.newLead(`Akinyi ${round}`);
    const [retired, requested] = await Promise.all([
      retireRouter(db, router),
      request(lead, router, `akinyi${round}`),
    ]);
    expect([retired === 'ok', 'conversion' in requested].filter(Boolean)).toHaveLength(1);
  }
});
