import { expect, test, vi } from 'vitest';
import {
  addJane,
  addressOf,
  awayFrom,
  expectNothingEscapes,
  lookForJane,
  namesOn,
  openSockets,
  refusalOf,
  routerForTest,
  sessionOn,
} from './router-under-test.ts';
import { openSession } from './session.ts';

expectNothingEscapes();

test('an added user is read back', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  const [answer] = await session.exec(addJane);
  expect(await session.exec(lookForJane)).toEqual([{ '.id': answer?.ret, name: 'jane.kilimani' }]);
  expect(router.rows('/ppp/secret')[0]).toMatchObject({
    password: 's3cret',
    service: 'pppoe',
    profile: 'default',
  });
});

test.each(['password', 'challenge'] as const)(
  'the %s form of login lets the right password in and no other',
  async (loginForm) => {
    const router = await routerForTest({ loginForm });
    const session = await sessionOn(router);
    expect(await session.exec(['/system/identity/print'])).toEqual([{ name: 'MikroTik' }]);
    const refused = await awayFrom(openSession(addressOf(router, { password: 'wrong' })));
    expect(refused.kind).toBe('sign_in');
    expect(refused.message).toMatch(/"karibu": (invalid user name or password \(6\)|cannot log in)\.$/);
    expect(refused.message).not.toContain('wrong');
  },
);

test.each([true, false])('an empty answer is no rows, with !empty (RouterOS 7.18) %s', async (saysEmpty) => {
  const session = await sessionOn(await routerForTest({ saysEmpty }));
  expect(await session.exec(lookForJane)).toEqual([]);
  expect(await session.exec(['/system/identity/print'])).toHaveLength(1);
});

test.each(['second', 'last'] as const)('a router that puts the tag %s is understood', async (tagPosition) => {
  const session = await sessionOn(await routerForTest({ tagPosition }));
  await session.exec(addJane);
  expect(await session.exec(lookForJane)).toEqual([{ '.id': '*1', name: 'jane.kilimani' }]);
});

test('names in any script stay apart and come back whole', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  for (const name of ['Əli', 'Şli', 'Ли', '李', '🙂'])
    await session.exec(['/ppp/secret/add', `=name=${name}`]);
  const rows = await session.exec(['/ppp/secret/print', '=.proplist=name']);
  expect(rows.map((row) => row.name)).toEqual(['Əli', 'Şli', 'Ли', '李', '🙂']);
});

test('values may hold = and be long, and a row may hold nothing at all', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  const comment = `a=b=${'x'.repeat(2_100_000)}`;
  await session.exec([...addJane, `=comment=${comment}`]);
  expect(await session.exec(['/ppp/secret/print', '=.proplist=comment'])).toEqual([{ comment }]);
  expect(await session.exec(['/ppp/secret/print', '=.proplist=caller-id'])).toEqual([{}]);
});

test('a thousand commands side by side each get their own answer', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  const numbers = Array.from({ length: 1000 }, (_, number) => number);
  router.fault({ on: '/ppp/secret/add', having: '=name=user7', do: 'delay', ms: 30 });
  const ids = await Promise.all(
    numbers.map((number) => session.exec(['/ppp/secret/add', `=name=user${number}`])),
  );
  const rows = new Map(router.rows('/ppp/secret').map((row) => [row.name, row['.id']]));
  expect(ids.map(([row]) => row?.ret)).toEqual(numbers.map((number) => rows.get(`user${number}`)));
});

test('twenty thousand users are read at once', async () => {
  const secrets = Array.from({ length: 20_000 }, (_, number) => ({
    name: `user${number}`,
    profile: 'default',
  }));
  const session = await sessionOn(await routerForTest({ rows: { '/ppp/secret': secrets } }));
  expect(await session.exec(['/ppp/secret/print', '=.proplist=.id,name,comment'])).toHaveLength(20_000);
});

test('the words of the caller are left as they were', async () => {
  const session = await sessionOn(await routerForTest());
  const words = ['/ppp/secret/print', '?name=jane.kilimani'];
  await session.exec(words);
  expect(words).toEqual(['/ppp/secret/print', '?name=jane.kilimani']);
});

test.each([
  [[]],
  [['']],
  [['ppp/secret/print']],
  [['/ppp/secret/add', '=name=jane', '', '=password=x']],
  [['/ppp/secret/add', 'name=jane']],
  [['/ppp/secret/add', '.tag=7']],
  [['/ppp/secret/add', '=name=\ud83d']],
])('a sentence that is none never leaves: %j', async (words: string[]) => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  await expect(session.exec(words)).rejects.toThrow(/command for the router|word/i);
  expect(session.sent).toBe(0);
  expect(await session.exec(['/system/identity/print'])).toHaveLength(1);
  expect(router.log.map(([command]) => command)).toEqual(['/login', '/system/identity/print']);
});

test.each([true, false])(
  'a refusal keeps the words of the router, with category %s',
  async (saysCategory) => {
    const router = await routerForTest({ saysCategory });
    const session = await sessionOn(router);
    const refused = await refusalOf(session.exec([...addJane, '=profile=100mbps']));
    expect(refused).toMatchObject({
      reason: 'bad_reference',
      routerWords: 'input does not match any value of profile',
      category: saysCategory ? 1 : null,
    });
    expect(refused.message).toContain('/ppp/secret/add');
    expect(refused.message).not.toContain('s3cret');
    expect(session.dead).toBeNull();
    expect(await session.exec(lookForJane)).toEqual([]);
  },
);

test('of several traps the first one counts', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  const traps = [
    { message: 'failure: secret with the same name already exists' },
    { message: 'interrupted', category: 2 },
  ];
  router.fault({ on: '/ppp/secret/add', do: 'refuse', traps });
  expect(await refusalOf(session.exec(addJane))).toMatchObject({ reason: 'already_exists' });
  expect(await session.exec(lookForJane)).toEqual([]);
});

test('a user who may only read is told so when adding', async () => {
  const accounts = [{ name: 'karibu', password: 'router-secret', policies: ['api', 'read'] as const }];
  const router = await routerForTest({ accounts });
  const session = await sessionOn(router);
  const refused = await refusalOf(session.exec(addJane));
  expect(refused).toMatchObject({ reason: 'permission', routerWords: 'not enough permissions (9)' });
  expect(namesOn(router)).toEqual([]);
});

test('a closed session sends nothing more', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  session.close();
  session.close();
  const away = await awayFrom(session.exec(addJane));
  expect(away.kind).toBe('not_sent');
  expect(away.message).toMatch(
    /^\/ppp\/secret\/add was not sent: Router 127\.0\.0\.1:\d+ has no session open/,
  );
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test('closing leaves the outcome of a running command unknown', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  router.fault({ on: '/ppp/secret/add', do: 'apply_then_silence' });
  const adding = awayFrom(session.exec(addJane));
  session.close();
  expect((await adding).kind).toBe('outcome_unknown');
});

test('five hundred sessions leave no socket behind', async () => {
  const router = await routerForTest();
  for (let round = 0; round < 500; round += 1) {
    const session = await openSession(addressOf(router));
    await session.exec(['/system/identity/print']);
    session.close();
  }
  await vi.waitFor(() => expect([router.connections, openSockets()]).toEqual([0, 0]));
});
