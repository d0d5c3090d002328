import { expect, test } from 'vitest';
import { listProfiles, readRouterIdentity } from './identity.ts';
import { routerForTest, sessionOn } from './router-under-test.ts';

test('a router tells its name, version, uptime and board', async () => {
  const router = await routerForTest({ rows: { '/system/identity': [{ name: 'Westlands-1' }] } });
  expect(await readRouterIdentity(await sessionOn(router))).toEqual({
    name: 'Westlands-1',
    version: '7.20.1 (stable)',
    uptime: '1w2d3h4m5s',
    board: 'CHR',
  });
});

test('a router tells the profiles of each service with their speed', async () => {
  const router = await routerForTest({
    rows: {
      '/ppp/profile': [{ name: '20mbps', 'rate-limit': '5M/20M' }],
      '/ip/hotspot/user/profile': [{ name: 'day pass' }],
    },
  });
  const session = await sessionOn(router);
  expect(await listProfiles(session, 'pppoe')).toEqual([
    { name: 'default', rateLimit: null },
    { name: 'default-encryption', rateLimit: null },
    { name: '20mbps', rateLimit: '5M/20M' },
  ]);
  expect(await listProfiles(session, 'hotspot')).toEqual([
    { name: 'default', rateLimit: null },
    { name: 'day pass', rateLimit: null },
  ]);
});
