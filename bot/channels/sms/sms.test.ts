import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readCursor } from '../../../db/channel/channel-cursor.ts';
import type { Standing } from '../../../domain/channel.ts';
import type { Inbound } from '../../../domain/message.ts';
import { createLog } from '../../../log.ts';
import { deafEars } from '../../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import { type SmsGateway, startSmsGateway } from '../../../test/sms-gateway.ts';
import { countParts } from '../../phrases/gsm.ts';
import { receiveFor } from '../../receive.ts';
import type { ChatChannel, Ears } from '../channel.ts';
import { createSms, type SmsSettings } from './sms.ts';

const jane = '+254722000111';
const peter = '+254733000222';
const plain = { id: 1, text: 'Karibu', choices: [], contactLabel: null };

let house: TestDatabase;
let gateway: SmsGateway;
let lines: string[];
const opened: ChatChannel[] = [];

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  lines = [];
  gateway = await startSmsGateway();
  // An account of its own: the cursor and the lock of another test are not this one's.
  gateway.settings.username = `savanna-${randomUUID().slice(0, 8)}`;
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((channel) => channel.stop()));
  await gateway.close();
  expect(lines.join('')).not.toContain(gateway.settings.apiKey);
  expect(lines.join('')).not.toContain(gateway.settings.webhookSecret);
  expect(lines.join('')).not.toMatch(/\+?2547\d{8}/);
});

function open(more: Partial<SmsSettings> = {}): ChatChannel {
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const { settings } = gateway;
  const channel = createSms({
    ...settings,
    db: house.db,
    databaseUrl: house.url,
    log,
    askEveryMs: 50,
    ...more,
  });
  opened.push(channel);
  return channel;
}

/** Ears that remember what they were told. */
function listen(more: Partial<Ears> = {}) {
  const heard: Inbound[] = [];
  const standings: Standing[] = [];
  const ears = deafEars({
    receive: async (inbound) => void heard.push(...inbound),
    tell: async (standing) => void standings.push(standing),
    ...more,
  });
  return { ears, heard, standings, states: () => standings.map(({ state }) => state) };
}

/** Ears that keep what they hear, as the house's do. */
const keeping = () => {
  const receive = receiveFor(house.db, { name: 'sms', account: gateway.settings.username });
  return listen({ receive });
};
const kept = async () =>
  (
    await house.db.sql<{ text: string }[]>`
      select message->'said'->>'text' as text from inbox
      where channel = 'sms' and account = ${gateway.settings.username} order by id`
  ).map(({ text }) => text);
const cursor = () => readCursor(house.db, 'sms', gateway.settings.username);

test('an SMS leaves from our number, in GSM, each on a connection of its own, with its cost', async () => {
  const channel = open();
  const outcomes = [await channel.send(jane, { ...plain, text: 'Habari “Jane” – karibu…' })];
  outcomes.push(await channel.send(peter, plain));
  expect(gateway.sent).toMatchObject([
    { to: jane, from: '22384', text: 'Habari "Jane" - karibu...' },
    { to: peter, text: 'Karibu' },
  ]);
  expect(outcomes[0]).toEqual({
    outcome: 'sent',
    id: gateway.sent[0]?.id,
    cost: { currency: 'KES', amount: '0.8000' },
  });
  // Were a connection kept, a later one of these would take it.
  for (const _ of 'abcdef') {
    await channel.send(peter, plain);
    await sleep(20);
  }
  expect(gateway.connections).toBe(8);
  expect(lines.join('')).toMatch(/"parts":1,"alphabet":"GSM-7"/);
});

test('without a sender the gateway chooses its own', async () => {
  await open({ sender: null }).send(jane, plain);
  expect(gateway.sent).toMatchObject([{ from: null }]);
});

test('a text far too long is shortened, and the log says so', async () => {
  await open().send(jane, { ...plain, text: 'Kesho tunakuja Kilimani. '.repeat(80) });
  expect(countParts(gateway.sent[0]?.text ?? '')).toEqual({ alphabet: 'GSM-7', parts: 6 });
  expect(lines.join('')).toMatch(/was shortened to 6/);
});

test.each([
  [{ recipient: { statusCode: 403, status: 'InvalidPhoneNumber' } }, 'refused'],
  [{ recipient: { statusCode: 406, status: 'UserInBlacklist' } }, 'stopped'],
  [{ recipient: { statusCode: 405, status: 'InsufficientBalance' } }, 'away'],
  [{ recipient: { statusCode: 500, status: 'InternalServerError' } }, 'failed'],
  [{ sentence: 'InvalidSenderId' }, 'away'],
  [{ status: 500 }, 'away'],
  [{ status: 503 }, 'away'],
  [{ status: 502 }, 'unknown'],
  [{ status: 307, headers: { location: '/version1/messaging' } }, 'away'],
  [{ status: 429, headers: { 'retry-after': '7' } }, 'wait'],
  [{ status: 201, body: '{"half' }, 'unknown'],
  ['hang', 'unknown'],
  ['hang up', 'unknown'],
] as const)('a send that meets %j ends as %s', async (fault, outcome) => {
  gateway.next.push(fault);
  const channel = open({ patienceMs: fault === 'hang' ? 200 : 5000 });
  expect(await channel.send(jane, plain)).toMatchObject({ outcome });
  expect(await channel.send(jane, plain)).toMatchObject({ outcome: 'sent' });
});

test('a send that is never answered ends in time, also while the garbage collector runs', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  gateway.next.push('hang');
  const collecting = setInterval(collectGarbage, 20);
  try {
    expect(await open({ patienceMs: 500 }).send(jane, plain)).toMatchObject({ outcome: 'unknown' });
  } finally {
    clearInterval(collecting);
  }
});

test.each(['http://127.0.0.1:1', 'http://nowhere.invalid', 'https://127.0.0.1:9', 'not an address'])(
  'a gateway at %s was never reached, and the SMS waits',
  async (url) => {
    expect(await open({ url }).send(jane, plain)).toMatchObject({ outcome: 'away' });
  },
);

test('a port that nobody listens on was never reached, and a key with a line break never sent', async () => {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  const port = address && typeof address === 'object' ? address.port : expect.fail();
  expect(await open({ url: `http://127.0.0.1:${port}` }).send(jane, plain)).toEqual({
    outcome: 'away',
    error: "Africa's Talking cannot be reached (ECONNREFUSED).",
  });
  expect(await open({ apiKey: 'atsk\nkey' }).send(jane, plain)).toMatchObject({ outcome: 'away' });
  expect(gateway.sent).toEqual([]);
});

test('the account is connecting, then well, refused where a person must act, and well again by the next SMS', async () => {
  const { ears, standings, states } = listen();
  const channel = open();
  await channel.start(ears);
  await eventually(() => expect(states()).toEqual(['connecting', 'well']));
  gateway.next.push({ recipient: { statusCode: 405, status: 'InsufficientBalance' } });
  await channel.send(jane, plain);
  await eventually(() => expect(standings.at(-1)).toMatchObject({ state: 'refused', words: /Top it up/ }));
  expect(channel.isWell()).toBe(false);
  // Being asked for messages costs nothing: it does not prove that there is money again.
  const asked = gateway.asked;
  await eventually(() => expect(gateway.asked).toBeGreaterThan(asked + 2));
  expect(channel.isWell()).toBe(false);
  await channel.send(jane, plain);
  await eventually(() => expect(states()).toEqual(['connecting', 'well', 'refused', 'well']));
  expect(channel.isWell()).toBe(true);
});

test.each([
  [{ status: 401 }, 'refused'],
  [{ status: 500 }, 'away'],
  [{ status: 404 }, 'well'],
] as const)(
  'a gateway that answers %j when asked for messages leaves the account %s',
  async (fault, state) => {
    gateway.whenAsked = fault;
    const { ears, states } = listen();
    await open().start(ears);
    await eventually(() => expect(states()).toEqual(['connecting', state]));
    expect(await cursor()).toBeNull();
  },
);

test('stopping breaks off the questions at once, and lets a send end', async () => {
  gateway.next.push('hang');
  const channel = open({ patienceMs: 1000, askEveryMs: 60_000 });
  await channel.start(listen().ears);
  const sending = channel.send(jane, plain);
  await eventually(() => expect(gateway.sent).toHaveLength(1));
  expect(channel.canSend()).toBe(true);
  const began = Date.now();
  await channel.stop();
  expect(await sending).toMatchObject({ outcome: 'unknown' });
  expect(Date.now() - began).toBeLessThan(4000);
  expect(channel.canSend()).toBe(false);
  expect(await channel.send(peter, plain)).toMatchObject({ outcome: 'away' });
  expect(gateway.sent).toHaveLength(1);
});

const longAgo = new Date(Date.now() - 10 * 60_000);

test('the first time ever it only notes where the gateway stands', async () => {
  for (const text of 'abcdefghijklm') await gateway.write(jane, text, longAgo);
  await open().start(keeping().ears);
  await eventually(async () => expect(await cursor()).toBe(String(gateway.kept.at(-1)?.id)));
  expect(await kept()).toEqual([]);
  await gateway.write(jane, 'Habari', longAgo);
  await eventually(async () => expect(await kept()).toEqual(['Habari']));
});

test('a gateway without a message is noted too, so that the very first one may be missed and found', async () => {
  await open().start(keeping().ears);
  await eventually(async () => expect(await cursor()).toBe('0'));
  await gateway.write(jane, 'Habari', longAgo);
  await eventually(async () => expect(await kept()).toEqual(['Habari']));
});

test('what no callback brought is kept once, page after page, and what one brought is passed over', async () => {
  const { ears, heard } = listen();
  const both: Ears = { ...keeping().ears, tell: ears.tell };
  const channel = open();
  await channel.start(both);
  await eventually(async () => expect(await cursor()).toBe('0'));
  await both.receive([
    {
      externalId: 'uuid-of-its-callback',
      address: jane,
      displayName: null,
      attestedPhone: null,
      sentAt: longAgo.toISOString(),
      said: { kind: 'text', text: 'a' },
    },
  ]);
  for (const text of 'abcdefghijklmnopqrstuvwxyz') await gateway.write(jane, text, longAgo);
  await eventually(async () => expect(await cursor()).toBe(String(gateway.kept.at(-1)?.id)));
  expect((await kept()).join('')).toBe('abcdefghijklmnopqrstuvwxyz');
  expect(heard).toEqual([]);
});

test('a callback that comes late, under another id, is passed over in any process; one that says something new is not', async () => {
  const asking = open();
  await asking.start(keeping().ears);
  await eventually(async () => expect(await cursor()).toBe('0'));
  await gateway.write(jane, 'Habari', longAgo);
  await eventually(async () => expect(await kept()).toEqual(['Habari']));
  await asking.stop();
  const channel = open();
  await channel.start(keeping().ears);
  const call = async (fields: Record<string, string>) => {
    const form = { from: jane, text: 'Habari', date: longAgo.toISOString(), ...fields };
    const path = `/hooks/sms/${gateway.settings.webhookSecret}/inbound`;
    const answered = channel.routes?.request(path, { method: 'POST', body: new URLSearchParams(form) });
    expect((await answered)?.status).toBe(200);
  };
  await call({ id: 'uuid-1' });
  await call({ id: String(gateway.kept[0]?.id), date: '' });
  expect(await kept()).toEqual(['Habari']);
  await call({ id: 'uuid-2', text: 'Kilimani' });
  await call({ id: 'uuid-3', text: 'Kilimani' });
  expect(await kept()).toEqual(['Habari', 'Kilimani', 'Kilimani']);
});

test('what was written so long ago that the inbox has forgotten whether it was answered is passed over', async () => {
  await open().start(keeping().ears);
  await eventually(async () => expect(await cursor()).toBe('0'));
  await gateway.write(jane, 'Krismasi njema', new Date(Date.now() - 31 * 86_400_000));
  await gateway.write(jane, 'Habari', longAgo);
  await eventually(async () => expect(await cursor()).toBe(String(gateway.kept.at(-1)?.id)));
  expect(await kept()).toEqual(['Habari']);
});

test('a message whose callback may still come is left for the next time', async () => {
  await open().start(keeping().ears);
  await eventually(async () => expect(await cursor()).toBe('0'));
  await gateway.write(jane, 'long ago', longAgo);
  await gateway.write(jane, 'just now');
  await gateway.write(peter, 'out of order', longAgo);
  await eventually(async () => expect(await cursor()).toBe(String(gateway.kept[0]?.id)));
  const asked = gateway.asked;
  await eventually(() => expect(gateway.asked).toBeGreaterThan(asked + 3));
  expect(await kept()).toEqual(['long ago']);
});

test('the cursor stays while the messages cannot be kept', async () => {
  let isAway = true;
  const { ears } = keeping();
  const receive: Ears['receive'] = (inbound) =>
    isAway ? Promise.reject(new Error('The database is away.')) : ears.receive(inbound);
  await open().start({ ...ears, receive });
  await eventually(async () => expect(await cursor()).toBe('0'));
  await gateway.write(jane, 'Habari', longAgo);
  await eventually(() => expect(lines.join('')).toMatch(/could not be kept/));
  expect(await cursor()).toBe('0');
  isAway = false;
  await eventually(async () => expect(await cursor()).toBe(String(gateway.kept[0]?.id)));
  expect(await kept()).toEqual(['Habari']);
});

test('one process asks; when it stops another takes over', async () => {
  const [first, second] = [open(), open()];
  await first.start(keeping().ears);
  await eventually(() => expect(gateway.asked).toBeGreaterThan(0));
  const { ears, states } = listen();
  await second.start(ears);
  // An absence has no fact to wait for: in this time the second one has asked for the lock and been refused.
  await sleep(300);
  expect(states()).toEqual([]);
  await first.stop();
  await eventually(() => expect(states()).toEqual(['connecting', 'well']));
});
