import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSentenceReader, encodeSentence } from '../words.ts';
import { answerTo } from './sign-in.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';

async function routerForTest(options: SimulatorOptions = {}): Promise<Simulator> {
  const router = await startSimulator(options);
  onTestFinished(() => router.stop());
  return router;
}

/** A client that knows nothing but bytes: no session of ours between the test and the simulator. */
async function bareClient(router: Simulator) {
  const socket = connect(router.port, router.host);
  onTestFinished(() => void socket.destroy());
  const read = createSentenceReader();
  const heard: string[][] = [];
  socket.on('data', (chunk: Buffer) => heard.push(...read(chunk)));
  await once(socket, 'connect');
  const ended = once(socket, 'end');
  return {
    ended,
    heard,
    say: (...words: string[]) => socket.write(encodeSentence(words)),
    /** Says it and takes everything up to the next `!done`. */
    async ask(...words: string[]) {
      heard.length = 0;
      socket.write(encodeSentence(words));
      await vi.waitFor(() => expect(heard.at(-1)?.[0]).toBe('!done'), { interval: 2 });
      return heard.splice(0);
    },
  };
}

async function signedIn(router: Simulator) {
  const client = await bareClient(router);
  await client.ask('/login', '=name=karibu', '=password=router-secret');
  return client;
}

const trap = (message: string) => [['!trap', `=message=${message}`], ['!done']];

test('since 6.43 a password signs in', async () => {
  const client = await bareClient(await routerForTest());
  expect(await client.ask('/login', '=name=karibu', '=password=wrong')).toEqual(
    trap('invalid user name or password (6)'),
  );
  expect(await client.ask('/login', '=name=karibu', '=password=router-secret')).toEqual([['!done']]);
});

test('before 6.43 the answer to a challenge signs in', async () => {
  // Recorded by go-routeros.
  expect(answerTo(Buffer.from('abc123', 'hex'), 'passTest')).toBe('0021277bff9ac7caf06aa608e46616d47f');
  const client = await bareClient(await routerForTest({ loginForm: 'challenge' }));
  const [[, ret = ''] = []] = await client.ask('/login');
  expect(ret).toMatch(/^=ret=[0-9a-f]{32}$/);
  expect(await client.ask('/login', '=name=karibu', '=response=00')).toEqual(trap('cannot log in'));
  const response = answerTo(Buffer.from(ret.slice(5), 'hex'), 'router-secret');
  expect(await client.ask('/login', '=name=karibu', `=response=${response}`)).toEqual([['!done']]);
});

test('a user whose group lacks api does not get in', async () => {
  const router = await routerForTest({ accounts: [{ name: 'winbox', password: 'x', policies: ['read'] }] });
  const client = await bareClient(router);
  expect(await client.ask('/login', '=name=winbox', '=password=x')).toEqual(
    trap('std failure: not allowed (9)'),
  );
});

test('a stranger is sent away with !fatal, at once or after five sign-ins', async () => {
  const router = await routerForTest();
  const hasty = await bareClient(router);
  hasty.say('/ppp/secret/print', '.tag=1');
  await hasty.ended;
  expect(hasty.heard).toEqual([['!fatal', 'not logged in']]);
  const guessing = await bareClient(router);
  for (let guess = 0; guess < 6; guess += 1) guessing.say('/login', '=name=karibu', `=password=${guess}`);
  await guessing.ended;
  expect(guessing.heard.at(-1)).toEqual(['!fatal', 'too many commands before login']);
});

test('/quit is answered with !fatal and its reason', async () => {
  const client = await signedIn(await routerForTest());
  client.say('/quit', '.tag=1');
  await client.ended;
  expect(client.heard).toEqual([['!fatal', 'session terminated on request']]);
});

test('every sentence of an answer carries the tag, second or last', async () => {
  const second = await signedIn(await routerForTest());
  expect(await second.ask('/system/identity/print', '.tag=7')).toEqual([
    ['!re', '.tag=7', '=name=MikroTik'],
    ['!done', '.tag=7'],
  ]);
  const last = await signedIn(await routerForTest({ tagPosition: 'last' }));
  expect(await last.ask('/ppp/secret/print', '.tag=7')).toEqual([
    ['!empty', '.tag=7'],
    ['!done', '.tag=7'],
  ]);
});

test('print counts, chooses properties and asks queries', async () => {
  const client = await signedIn(await routerForTest());
  await client.ask('/ppp/secret/add', '=name=jane', '=service=pppoe');
  await client.ask('/ppp/secret/add', '=name=mary');
  expect(await client.ask('/ppp/secret/print', '=count-only=')).toEqual([['!done', '=ret=2']]);
  expect(await client.ask('/ppp/secret/print', '=.proplist=name,.id', '?service=pppoe')).toEqual([
    ['!re', '=.id=*1', '=name=jane'],
    ['!done'],
  ]);
});

test('a new secret has the values a router gives it', async () => {
  const client = await signedIn(await routerForTest());
  expect(await client.ask('/ppp/secret/add', '=name=jane', '=password=x', '=disabled=yes')).toEqual([
    ['!done', '=ret=*1'],
  ]);
  expect(await client.ask('/ppp/secret/print')).toEqual([
    [
      '!re',
      '=.id=*1',
      '=name=jane',
      '=service=any',
      '=password=x',
      '=profile=default',
      '=limit-bytes-in=0',
      '=limit-bytes-out=0',
      '=disabled=true',
    ],
    ['!done'],
  ]);
});

test('set, disable, enable and remove take one id or several', async () => {
  const router = await routerForTest();
  const client = await signedIn(router);
  for (const name of ['jane', 'mary', 'ann']) await client.ask('/ip/hotspot/user/add', `=name=${name}`);
  expect(await client.ask('/ip/hotspot/user/set', '=.id=*1', '=comment=vip')).toEqual([['!done']]);
  await client.ask('/ip/hotspot/user/disable', '=.id=*1,*2');
  await client.ask('/ip/hotspot/user/enable', '=numbers=*2');
  await client.ask('/ip/hotspot/user/remove', '=.id=*3');
  expect(router.rows('/ip/hotspot/user')).toMatchObject([
    { name: 'jane', comment: 'vip', disabled: 'true' },
    { name: 'mary', disabled: 'false' },
  ]);
  await client.ask('/ip/hotspot/user/set', '=.id=*1', '=comment=');
  expect(router.rows('/ip/hotspot/user')[0]).not.toHaveProperty('comment');
  await client.ask('/system/identity/set', '=name=Kilimani-2');
  expect(router.rows('/system/identity')).toEqual([{ name: 'Kilimani-2' }]);
});

/** One row: a command, and the words a router refuses it with. The secrets jane (any) and mary are there already. */
const refusals: readonly (readonly [command: string[], message: string])[] = [
  [['/ppp/secret/add', '=name=jane', '=service=pppoe'], 'failure: secret with the same name already exists'],
  [['/ppp/secret/set', '=.id=*2', '=name=jane'], 'failure: secret with the same name already exists'],
  [['/ip/hotspot/user/add', '=name=ann'], 'failure: already have user with this name for this server'],
  [['/ppp/profile/add', '=name=default'], 'failure: already have such name'],
  [['/ppp/secret/add', '=name=x', '=profile=none'], 'input does not match any value of profile'],
  [['/ppp/secret/add', '=name=x', '=service=dial-up'], 'input does not match any value of service'],
  [['/ppp/secret/add', '=name=x', '=remote-address='], 'invalid value for argument remote-address'],
  [['/ppp/secret/add', '=name=x', '=remote-address=pool1'], 'invalid value for argument remote-address'],
  [['/ppp/secret/add', '=name=x', '=rate-limit=5M'], 'unknown parameter rate-limit'],
  [['/ppp/secret/add', '=name=x', '=last-logged-out=now'], 'unknown parameter last-logged-out'],
  [['/ppp/secret/add', '=password=x'], 'missing value(s) of argument(s) name'],
  [['/ppp/secret/remove', '=.id=*1,*99'], 'no such item (4)'],
  [['/ppp/secret/set', '=comment=x'], 'no such item (4)'],
  [['/ppp/secret/melt'], 'no such command'],
  [['/ppp/active/add', '=name=x'], 'no such command'],
  [['/ip/moon/print'], 'no such command prefix'],
  [['#'], 'no such command prefix'],
];

test.each(refusals)('%j is refused: %s', async (command, message) => {
  const router = await routerForTest({ rows: { '/ppp/secret': [{ name: 'jane' }, { name: 'mary' }] } });
  router.addRow('/ip/hotspot/user', { name: 'ann' });
  const before = JSON.stringify([router.rows('/ppp/secret'), router.rows('/ip/hotspot/user')]);
  const client = await signedIn(router);
  expect(await client.ask(...command)).toEqual(trap(message));
  expect(JSON.stringify([router.rows('/ppp/secret'), router.rows('/ip/hotspot/user')])).toBe(before);
});

test('names are unique per server in a hotspot, and per service among secrets where the switch says so', async () => {
  const router = await routerForTest({
    secretsUniqueBy: 'name_and_service',
    rows: { '/ppp/secret': [{ name: 'jane' }] },
  });
  const client = await signedIn(router);
  expect(await client.ask('/ppp/secret/add', '=name=jane', '=service=pppoe')).toEqual([['!done', '=ret=*2']]);
  expect((await client.ask('/ppp/secret/add', '=name=jane'))[0]?.[0]).toBe('!trap');
  await client.ask('/ip/hotspot/user/add', '=name=jane');
  expect(await client.ask('/ip/hotspot/user/add', '=name=jane', '=server=lobby')).toEqual([
    ['!done', '=ret=*2'],
  ]);
});

test('a reader may not write, and without sensitive sees no passwords', async () => {
  const accounts = [{ name: 'karibu', password: 'router-secret', policies: ['api', 'read'] as const }];
  const router = await routerForTest({
    accounts,
    rows: { '/ppp/secret': [{ name: 'jane', password: 'x' }] },
  });
  const client = await signedIn(router);
  expect(await client.ask('/ppp/secret/remove', '=.id=*1')).toEqual(trap('not enough permissions (9)'));
  expect(await client.ask('/ppp/secret/print', '=.proplist=name,password')).toEqual([
    ['!re', '=name=jane'],
    ['!done'],
  ]);
});

test('the log holds no password', async () => {
  const router = await routerForTest();
  const client = await signedIn(router);
  await client.ask('/ppp/secret/add', '=name=jane', '=password=tamu-kahawa');
  expect(router.log).toEqual([
    ['/login', '=name=karibu', '=password=[hidden]'],
    ['/ppp/secret/add', '=name=jane', '=password=[hidden]'],
  ]);
});

test('a fault strikes as often as ordered, only where ordered, and can be called off', async () => {
  const router = await routerForTest();
  const client = await signedIn(router);
  const busy = { do: 'refuse', traps: [{ message: 'busy' }] } as const;
  router.fault({ on: '/ppp/secret/add', having: '=name=jane', times: 2, ...busy });
  const callOff = router.fault({ on: 'any', times: Number.POSITIVE_INFINITY, ...busy });
  callOff();
  const outcomes = [];
  for (const name of ['mary', 'jane', 'jane', 'jane'])
    outcomes.push((await client.ask('/ppp/secret/add', `=name=${name}`))[0]?.[0]);
  expect(outcomes).toEqual(['!done', '!trap', '!trap', '!done']);
});

test('a router with a state file comes back with its users and never gives an id twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'karibu-router-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const options = { stateFile: join(folder, 'router.json'), rows: { '/ppp/profile': [{ name: '20mbps' }] } };
  const before = await startSimulator(options);
  before.addRow('/ppp/secret', { name: 'jane', profile: '20mbps' });
  before.removeRow('/ppp/secret', before.addRow('/ppp/secret', { name: 'mary' }));
  await before.stop();
  const after = await routerForTest(options);
  expect(after.rows('/ppp/secret')).toMatchObject([{ '.id': '*1', name: 'jane', profile: '20mbps' }]);
  expect(after.rows('/ppp/profile')).toHaveLength(3);
  expect(after.addRow('/ppp/secret', { name: 'ann' })).toBe('*3');
});

test('a stopped simulator leaves nothing running', async () => {
  const router = await startSimulator();
  const client = await signedIn(router);
  router.fault({ on: '/ppp/secret/add', do: 'apply_late', ms: 60_000 });
  client.say('/ppp/secret/add', '=name=jane');
  await vi.waitFor(() => expect(router.log).toHaveLength(2));
  await router.stop();
  await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap'));
  expect(router.rows('/ppp/secret')).toEqual([]);
});
