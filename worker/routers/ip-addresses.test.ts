import { expect, test } from 'vitest';
import { lookForAddress } from './ip-addresses.ts';
import { refusalOf, routerForTest, sessionOn } from './router-under-test.ts';

const comment = 'conversion_01 lead_01';
const ip = '10.20.0.7';

test('an address nobody has is free', async () => {
  const router = await routerForTest({
    rows: { '/ppp/secret': [{ name: 'otieno', 'remote-address': '10.20.0.70' }, { name: 'mwangi' }] },
  });
  expect(await lookForAddress(await sessionOn(router), ip, comment)).toBeNull();
});

test.each([
  ['/ppp/secret', { name: 'otieno', 'remote-address': ip }, { service: 'pppoe', online: false }],
  ['/ip/hotspot/user', { name: 'otieno', address: ip }, { service: 'hotspot', online: false }],
  ['/ppp/active', { name: 'otieno', service: 'pppoe', address: ip }, { service: 'pppoe', online: true }],
  ['/ip/hotspot/active', { user: 'otieno', address: ip }, { service: 'hotspot', online: true }],
] as const)('an address somebody has in %s is theirs', async (menu, row, holder) => {
  const router = await routerForTest();
  router.addRow(menu, row);
  expect(await lookForAddress(await sessionOn(router), ip, comment)).toEqual({
    username: 'otieno',
    ...holder,
  });
});

test('our own user, fixed and online, is nobody else', async () => {
  const router = await routerForTest();
  router.addRow('/ppp/secret', { name: 'jane.kilimani', 'remote-address': ip, comment });
  router.addRow('/ppp/active', { name: 'jane.kilimani', address: ip });
  expect(await lookForAddress(await sessionOn(router), ip, comment)).toBeNull();
});

test('a router without the HotSpot package has nobody there', async () => {
  const router = await routerForTest();
  const traps = [{ message: 'no such command prefix' }];
  router.fault({ on: '/ip/hotspot/user/print', do: 'refuse', traps });
  router.fault({ on: '/ip/hotspot/active/print', do: 'refuse', traps });
  expect(await lookForAddress(await sessionOn(router), ip, comment)).toBeNull();
});

test('a router that will not say is not taken for an empty one', async () => {
  const router = await routerForTest();
  router.fault({ on: '/ppp/active/print', do: 'refuse', traps: [{ message: 'not enough permissions (9)' }] });
  const refused = await refusalOf(lookForAddress(await sessionOn(router), ip, comment));
  expect(refused.reason).toBe('permission');
});
