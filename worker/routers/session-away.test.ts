import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
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
import type { Fault } from './simulator/faults.ts';
import { encodeSentence } from './words.ts';

expectNothingEscapes();

const somewhere = {
  host: '127.0.0.1',
  port: 1,
  tls: false,
  tlsFingerprint: null,
  username: 'karibu',
  password: '',
};

test('a port where nobody listens is unreachable', async () => {
  const router = await routerForTest();
  await router.goAway();
  const away = await awayFrom(openSession(addressOf(router)));
  expect(away.kind).toBe('unreachable');
  expect(away.message).toBe(
    `Router 127.0.0.1:${router.port} refused the connection. Is its API service enabled on this port? (ECONNREFUSED)`,
  );
});

test('a host name nobody knows is unreachable', async () => {
  const away = await awayFrom(openSession({ ...somewhere, host: 'no-such-router.invalid' }));
  expect(away.kind).toBe('unreachable');
  expect(away.message).toMatch(/cannot be found.*\((ENOTFOUND|EAI_AGAIN)\)$/);
});

test.each([
  ['close', /closed the connection before the sign-in. Is this server in the "address" list/],
  ['reset', /closed the connection before the sign-in/],
  ['silence', /did not let us in within 0\.15 s/],
] as const)('a router that answers the connection with %s is unreachable', async (deed, words) => {
  const router = await routerForTest();
  router.fault({ on: 'connect', do: deed });
  const away = await awayFrom(openSession(addressOf(router), { openMs: 150 }));
  expect(away.kind).toBe('unreachable');
  expect(away.message).toMatch(words);
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test.each([
  [{ do: 'close' }, 'unreachable', /closed the connection before the sign-in/],
  [{ do: 'reset' }, 'unreachable', /closed the connection before the sign-in/],
  [{ do: 'silence' }, 'unreachable', /did not let us in/],
  [{ do: 'fatal', reason: 'too many commands before login' }, 'sign_in', /too many commands before login/],
  [{ do: 'fatal', reason: null }, 'sign_in', /no reason given/],
  [
    { do: 'refuse', traps: [{ message: 'std failure: not allowed (9)' }] },
    'sign_in',
    /std failure: not allowed \(9\)/,
  ],
  [
    {
      do: 'say_first',
      sentences: [
        ['!re', '=a=b'],
        ['!re', '=c=d'],
      ],
      tagged: true,
    },
    'sign_in',
    /rows/,
  ],
  [{ do: 'untagged_reply' }, 'unreachable', /without a tag/],
  [{ do: 'answer_bytes', bytes: Buffer.from([0xff]) }, 'unreachable', /control byte 0xff/],
] as const)('a sign-in answered with %j is %s', async (deed, kind, words) => {
  const router = await routerForTest();
  router.fault({ on: '/login', ...deed });
  const away = await awayFrom(openSession(addressOf(router), { openMs: 150 }));
  expect(away.kind).toBe(kind);
  expect(away.message).toMatch(words);
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

test('a word nobody knows in the answer to the sign-in is passed over', async () => {
  const router = await routerForTest();
  router.fault({ on: '/login', do: 'unknown_reply_word' });
  const session = await sessionOn(router);
  expect(await session.exec(['/system/identity/print'])).toHaveLength(1);
});

test('the router closes the twenty-first session, and the first twenty go on', async () => {
  const router = await routerForTest();
  const sessions = await Promise.all(Array.from({ length: 20 }, () => sessionOn(router)));
  const away = await awayFrom(openSession(addressOf(router)));
  expect(away).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('max-sessions') });
  expect(await sessions[0]?.exec(['/system/identity/print'])).toHaveLength(1);
});

test.each([
  [{ password: 'şifrə' }, /password must be plain ASCII/],
  [{ username: 'əli' }, /name of the API user must be plain ASCII/],
  [{ username: '' }, /name of the API user/],
])('what no router could sign in is refused before connecting: %j', async (changes, words) => {
  const router = await routerForTest();
  const away = await awayFrom(openSession(addressOf(router, changes)));
  expect(away.kind).toBe('sign_in');
  expect(away.message).toMatch(words);
  expect(away.message).not.toContain('şifrə');
  expect(router.log).toEqual([]);
});

/** One row: what becomes of an add, whether the router has the user afterwards, and the session's words for it. */
const lostAnswers: readonly (readonly [Fault, boolean, RegExp])[] = [
  [{ on: '/ppp/secret/add', do: 'close' }, false, /closed the connection/],
  [{ on: '/ppp/secret/add', do: 'reset' }, false, /ECONNRESET/],
  [{ on: '/ppp/secret/add', do: 'silence' }, false, /gave no answer to \/ppp\/secret\/add within 0\.15 s/],
  [{ on: '/ppp/secret/add', do: 'apply_then_close' }, true, /closed the connection/],
  [{ on: '/ppp/secret/add', do: 'apply_then_reset' }, true, /ECONNRESET/],
  [{ on: '/ppp/secret/add', do: 'apply_then_silence' }, true, /gave no answer/],
  [{ on: '/ppp/secret/add', do: 'apply_then_half_reply' }, true, /closed the connection/],
  [{ on: '/ppp/secret/add', do: 'untagged_reply' }, true, /sent "!done" without a tag/],
  [{ on: '/ppp/secret/add', do: 'say_first', sentences: [['!done']], tagged: false }, true, /without a tag/],
  [{ on: '/ppp/secret/add', do: 'say_first', sentences: [['nonsense']], tagged: true }, true, /"nonsense"/],
  [
    { on: '/ppp/secret/add', do: 'fatal', reason: 'session terminated' },
    false,
    /ended the session: session terminated/,
  ],
  [{ on: '/ppp/secret/add', do: 'fatal', reason: null }, false, /ended the session: no reason given/],
  [
    { on: '/ppp/secret/add', do: 'answer_bytes', bytes: Buffer.from('f0ffffffff', 'hex') },
    true,
    /more than 16777216/,
  ],
];

test.each(lostAnswers)('the outcome of an add is unknown after %j', async (fault, applied, words) => {
  const router = await routerForTest();
  const session = await sessionOn(router, { commandMs: 150 });
  router.fault(fault);
  const [add, next] = await Promise.all([awayFrom(session.exec(addJane)), awayFrom(afterDeath(session))]);
  expect(add.kind).toBe('outcome_unknown');
  expect(add.message).toMatch(words);
  expect(add.message).toMatch(/Whether it carried out \/ppp\/secret\/add is unknown\.$/);
  expect(add.message).not.toContain('s3cret');
  expect(next.kind).toBe('not_sent');
  expect(namesOn(router)).toEqual(applied ? ['jane.kilimani'] : []);
  await vi.waitFor(() => expect(router.connections).toBe(0));
});

async function afterDeath(session: Awaited<ReturnType<typeof sessionOn>>): Promise<unknown> {
  await vi.waitFor(() => expect(session.dead).not.toBeNull());
  return session.exec(lookForJane);
}

test('an add that lands after its deadline is seen by the next look', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router, { commandMs: 50 });
  router.fault({ on: '/ppp/secret/add', do: 'apply_late', ms: 120 });
  expect((await awayFrom(session.exec(addJane))).kind).toBe('outcome_unknown');
  const second = await sessionOn(router);
  expect(await second.exec(lookForJane)).toEqual([]);
  await vi.waitFor(async () => expect(await second.exec(lookForJane)).toHaveLength(1));
});

test.each<Fault>([
  { on: '/ppp/secret/add', do: 'unknown_reply_word' },
  { on: '/ppp/secret/add', do: 'duplicate_done' },
  { on: '/ppp/secret/add', do: 'say_first', sentences: [['!empty'], ['!empty']], tagged: true },
  {
    on: '/ppp/secret/add',
    do: 'say_first',
    sentences: [['!done', '.tag=of-nobody', '=ret=*FF']],
    tagged: false,
  },
  { on: '/ppp/secret/add', do: 'delay', ms: 40 },
])('an oddity that confuses nobody is passed over: %j', async (fault) => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  router.fault(fault);
  expect(await session.exec(addJane)).toEqual([{ ret: '*1' }]);
  expect(await session.exec(lookForJane)).toEqual([{ '.id': '*1', name: 'jane.kilimani' }]);
});

test('a refusal stands when the connection is lost before its last sentence', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  const bytes = encodeSentence([
    '!trap',
    '.tag=c1',
    '=message=failure: secret with the same name already exists',
  ]);
  router.fault({ on: '/ppp/secret/add', do: 'answer_bytes', bytes });
  const adding = refusalOf(session.exec(addJane));
  await vi.waitFor(() => expect(router.log.at(-1)?.[0]).toBe('/ppp/secret/add'));
  router.interject(['!fatal', 'going down']);
  expect((await adding).reason).toBe('already_exists');
});

test('one command without an answer takes the commands beside it along', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  router.fault({ on: 'any', do: 'silence', times: Number.POSITIVE_INFINITY });
  const looking = awayFrom(session.exec(lookForJane));
  const adding = awayFrom(session.exec(addJane, { deadlineMs: 60 }));
  expect((await adding).kind).toBe('outcome_unknown');
  expect((await looking).message).toMatch(
    /no answer to \/ppp\/secret\/add.*carried out \/ppp\/secret\/print is unknown/,
  );
});

test.each([
  ['!fatal', 'session terminated'],
  ['!re', '=name=jane'],
])('an idle session that hears %s is dead', async (...words) => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  router.interject(words);
  await vi.waitFor(() => expect(session.dead).not.toBeNull());
  expect((await awayFrom(session.exec(addJane))).kind).toBe('not_sent');
  expect(namesOn(router)).toEqual([]);
});

test('a session on a router that was switched off is dead; a new one finds the router when it is back', async () => {
  const router = await routerForTest();
  const session = await sessionOn(router);
  await router.goAway();
  await vi.waitFor(() => expect(session.dead).not.toBeNull());
  expect((await awayFrom(session.exec(addJane))).kind).toBe('not_sent');
  await router.comeBack();
  const second = await sessionOn(router);
  expect(await second.exec(addJane)).toEqual([{ ret: '*1' }]);
});

test('closing does not wait for a router that never says goodbye', async () => {
  await vi.waitFor(() => expect(openSockets()).toBe(0));
  const session = await openSession({ ...somewhere, port: await deafRouter() });
  session.close();
  // What is left is the end of the router, which it never closes.
  await vi.waitFor(() => expect(openSockets()).toBe(1));
});

/** Signs everybody in, and keeps its end of the connection open whatever the client does. Returns its port. */
async function deafRouter(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    onTestFinished(() => void socket.destroy());
    socket.once('data', (bytes) => {
      const tag = /\.tag=\w+/.exec(bytes.toString('latin1'))?.[0] ?? '';
      socket.write(encodeSentence(['!done', tag]));
    });
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address of this form.
  return (server.address() as AddressInfo).port;
}
