import { expect, test } from 'vitest';
import { awayFrom, expectNothingEscapes, routerForTest, sessionOn } from './router-under-test.ts';
import { addUser, lookForUser, type WantedUser } from './subscribers.ts';

expectNothingEscapes();

const jane: WantedUser = {
  service: 'pppoe',
  username: 'jane.kilimani',
  profile: '20mbps',
  ipAddress: null,
  comment: 'conversion_01 lead_01',
};
const hotspotJane: WantedUser = { ...jane, service: 'hotspot' };
const password = 'tamu-kahawa';

const routerWithProfiles = (rows = {}) =>
  routerForTest({
    rows: { '/ppp/profile': [{ name: '20mbps' }], '/ip/hotspot/user/profile': [{ name: '20mbps' }], ...rows },
  });

test('a new PPPoE user is a secret with our comment, and is found again as ours', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  expect(await lookForUser(session, jane)).toEqual({ found: 'none' });
  expect(await addUser(session, { ...jane, ipAddress: '10.20.0.7', password })).toEqual({
    added: true,
    id: '*1',
  });
  expect(router.rows('/ppp/secret')).toEqual([
    expect.objectContaining({
      name: 'jane.kilimani',
      password,
      service: 'pppoe',
      profile: '20mbps',
      'remote-address': '10.20.0.7',
      comment: 'conversion_01 lead_01',
      disabled: 'false',
    }),
  ]);
  expect(await lookForUser(session, { ...jane, ipAddress: '10.20.0.7' })).toMatchObject({
    found: 'ours',
    user: { id: '*1', username: 'jane.kilimani', ipAddress: '10.20.0.7' },
    drift: [],
  });
});

test('a new hotspot user is found again as ours', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  const wanted = { ...hotspotJane, ipAddress: '10.20.0.8' };
  expect(await addUser(session, { ...wanted, password })).toMatchObject({ added: true });
  expect(router.rows('/ip/hotspot/user')[0]).toMatchObject({
    server: 'all',
    address: '10.20.0.8',
    profile: '20mbps',
  });
  expect(await lookForUser(session, wanted)).toMatchObject({ found: 'ours', drift: [] });
  expect(await lookForUser(session, { ...wanted, service: 'pppoe' })).toEqual({ found: 'none' });
});

test('what is empty is not sent: the router refuses an empty address', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  await addUser(session, { ...jane, profile: '', ipAddress: null, password });
  expect(router.log.at(-1)?.filter((word) => /^=(profile|remote-address)/.test(word))).toEqual([]);
  expect(router.rows('/ppp/secret')[0]).toMatchObject({ profile: 'default' });
});

test("somebody else's user of the same name is foreign, whatever else is alike", async () => {
  const comment = 'conversion_02 lead_01';
  const router = await routerWithProfiles({
    '/ppp/secret': [{ name: 'jane.kilimani', service: 'pppoe', profile: '20mbps', comment }],
  });
  const session = await sessionOn(router);
  expect(await lookForUser(session, jane)).toMatchObject({ found: 'foreign', user: { comment } });
  const addition = await addUser(session, { ...jane, password });
  expect(addition).toMatchObject({ added: false, refusal: { reason: 'already_exists' } });
});

test.each([
  ['', 'foreign'],
  ['conversion_01', 'ours'],
  ['conversion_01 lead_01 moved to flat 4B', 'ours'],
  ['conversion_01\tcalled twice', 'ours'],
  ['conversion_011 lead_01', 'foreign'],
  ['paid until June, conversion_01', 'foreign'],
])('a user of our name with the comment "%s" is %s', async (comment, found) => {
  const router = await routerWithProfiles({ '/ppp/secret': [{ name: 'jane.kilimani', comment }] });
  expect(await lookForUser(await sessionOn(router), jane)).toMatchObject({ found });
});

test('our user is found under the name an administrator gave it', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  await addUser(session, { ...jane, password });
  router.editRow('/ppp/secret', '*1', { name: 'jane.wanjiru' });
  expect(await lookForUser(session, jane)).toMatchObject({
    found: 'ours',
    user: { username: 'jane.wanjiru' },
    drift: [{ property: 'username', wanted: 'jane.kilimani', actual: 'jane.wanjiru' }],
  });
});

test('ours is ours also beside a foreign hotspot user of the same name on another server', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  router.addRow('/ip/hotspot/user', { name: 'jane.kilimani', server: 'lobby' });
  await addUser(session, { ...hotspotJane, password });
  expect(router.rows('/ip/hotspot/user')).toHaveLength(2);
  expect(await lookForUser(session, hotspotJane)).toMatchObject({ found: 'ours', drift: [] });
});

test('what an administrator changed is told and not touched', async () => {
  const router = await routerWithProfiles();
  const session = await sessionOn(router);
  await addUser(session, { ...jane, ipAddress: '10.20.0.7', password });
  const changes = { service: 'any', profile: 'default', 'remote-address': '10.20.0.9', disabled: 'true' };
  router.editRow('/ppp/secret', '*1', changes);
  const finding = await lookForUser(session, { ...jane, ipAddress: '10.20.0.7' });
  expect(finding).toMatchObject({
    found: 'ours',
    user: { disabled: true },
    drift: [
      { property: 'service', wanted: 'pppoe', actual: 'any' },
      { property: 'profile', wanted: '20mbps', actual: 'default' },
      { property: 'ipAddress', wanted: '10.20.0.7', actual: '10.20.0.9' },
      { property: 'disabled', wanted: 'false', actual: 'true' },
    ],
  });
  expect(router.rows('/ppp/secret')[0]).toMatchObject(changes);
});

test.each([
  [{ profile: '100mbps' }, 'bad_reference', 'input does not match any value of profile'],
  [{ ipAddress: '10.20.0.700' }, 'bad_value', 'invalid value for argument remote-address'],
])('an addition with %j is refused in the words of the router', async (changes, reason, routerWords) => {
  const router = await routerWithProfiles();
  const addition = await addUser(await sessionOn(router), { ...jane, ...changes, password });
  expect(addition).toMatchObject({ added: false, refusal: { reason, routerWords } });
  expect(router.rows('/ppp/secret')).toEqual([]);
});

test('an addition without an answer is a fault, and the next look on a new session sees the user', async () => {
  const router = await routerWithProfiles();
  router.fault({ on: '/ppp/secret/add', do: 'apply_then_reset' });
  const away = await awayFrom(addUser(await sessionOn(router), { ...jane, password }));
  expect(away.kind).toBe('outcome_unknown');
  expect(await lookForUser(await sessionOn(router), jane)).toMatchObject({ found: 'ours', drift: [] });
  expect(JSON.stringify([away.message, router.log])).not.toContain(password);
});
