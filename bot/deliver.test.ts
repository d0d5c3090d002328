import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stopWriting } from '../db/chat/consents.ts';
import { queueReplies, say } from '../db/chat/outbox.ts';
import { readThread } from '../db/chat/thread.ts';
import { commit } from '../db/database.ts';
import { addPerson } from '../db/person/people.ts';
import type { Id } from '../domain/id.ts';
import { ableToAll, createFakeChannel, type FakeChannel, openChat, ringBells } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { deliver } from './deliver.ts';
import type { Rounds } from './rounds.ts';

let house: TestDatabase;
let channel: FakeChannel;
let rounds: Rounds | undefined;
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate inbox, identities, conversations, outbox, messages, notices, people cascade`;
  channel = createFakeChannel();
});
afterEach(async () => {
  await rounds?.stop();
});

const start = async () => {
  rounds = await deliver({
    db: house.db,
    log: house.db.log,
    channels: [channel],
    word: ({ body }) => {
      const { text } = body as { text?: string };
      if (!text) throw new Error('This body has no text.');
      return { text, choices: [], contactLabel: null };
    },
  });
};
const reply = (conversationId: Id<'conversation'>, ...texts: string[]) =>
  commit(house.db, (tx) =>
    queueReplies(
      tx,
      texts.map((text) => ({ conversationId, body: { text }, despiteStop: false })),
    ),
  );
const arrived = (count: number) => eventually(() => expect(channel.sent).toHaveLength(count));
const textsTo = (address: string) =>
  channel.sent.filter((it) => it.address === address).map(({ text }) => text);
const rowOf = async (text: string) => {
  const [row] = await house.db.sql`select state, attempts, error from outbox where body->>'text' = ${text}`;
  return { ...row };
};
const settled = (text: string, state: string) =>
  eventually(async () => expect(await rowOf(text)).toMatchObject({ state }));
const endBackoff = () => house.db.sql`update outbox set not_before = now() where state = 'queued'`;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

test('each chat is written to in order, and many chats at once', async () => {
  let [inFlight, most] = [0, 0];
  channel.answer = async () => {
    inFlight++;
    most = Math.max(most, inFlight);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inFlight--;
    return { outcome: 'sent', id: null };
  };
  const chats = await Promise.all(numbers(40).map((n) => openChat(house.db, `chat ${n}`)));
  for (const chat of chats) await reply(chat, ...numbers(5));
  await start();
  await arrived(200);
  for (const n of numbers(40)) expect(textsTo(`chat ${n}`)).toEqual(numbers(5));
  expect(most).toBeGreaterThan(8);
  expect(most).toBeLessThanOrEqual(32);
});

test('what was sent joins the thread', async () => {
  const jane = await openChat(house.db, 'jane');
  await start();
  await reply(jane, 'Karibu');
  await settled('Karibu', 'sent');
  expect(await readThread(house.db, jane)).toMatchObject([{ direction: 'out', text: 'Karibu' }]);
});

test('a chat that must wait waits alone, keeps its order, and has lost no try', async () => {
  const [jane, otieno] = [await openChat(house.db, 'jane'), await openChat(house.db, 'otieno')];
  let refusals = 1;
  channel.answer = (address) =>
    address === 'jane' && refusals-- > 0 ? { outcome: 'wait', afterMs: 300 } : { outcome: 'sent', id: null };
  await start();
  await reply(jane, '1', '2');
  await reply(otieno, 'hello');
  await arrived(3);
  expect(channel.sent.map(({ text }) => text)).toEqual(['hello', '1', '2']);
  await settled('1', 'sent');
  expect(await rowOf('1')).toMatchObject({ attempts: 1 });
});

test('a provider that breaks is tried eight times, then the message is given up and the next one leaves', async () => {
  const jane = await openChat(house.db, 'jane');
  let tries = 0;
  channel.answer = (_address, { text }) => {
    if (text !== 'broken') return { outcome: 'sent', id: null };
    tries++;
    return { outcome: 'failed', error: '502' };
  };
  await start();
  await reply(jane, 'broken', 'next');
  await eventually(async () => {
    await endBackoff();
    rounds?.wake();
    expect(channel.sent).toHaveLength(1);
  });
  expect(tries).toBe(8);
  expect(await rowOf('broken')).toEqual({ state: 'dead', attempts: 8, error: '502' });
});

test('a note to a person of the ISP is tried twenty times, then kept for their sign-in', async () => {
  const added = await addPerson(house.db, { name: 'Grace Wambui', role: 'sales' });
  if ('refused' in added) throw new Error(added.refused);
  const grace = await openChat(house.db, 'grace');
  await house.db.sql`update conversations set person_id = ${added.person} where id = ${grace}`;
  channel.answer = () => ({ outcome: 'failed', error: '502' });
  await say(house.db, { conversation: grace }, { kind: 'staff_message', text: 'a lead arrived' });
  await house.db.sql`update outbox set attempts = 17`;
  await start();
  await eventually(async () => expect(await rowOf('a lead arrived')).toMatchObject({ attempts: 18 }));
  const [row] = await house.db.sql`select not_before <= now() + interval '10 minutes' as soon from outbox`;
  expect(row).toEqual({ soon: true });
  await eventually(async () => {
    await endBackoff();
    rounds?.wake();
    expect(await rowOf('a lead arrived')).toEqual({ state: 'dead', attempts: 20, error: '502' });
  });
  const kept = await house.db.sql`select person_id from notices`;
  expect([...kept]).toEqual([{ personId: added.person }]);
});

test('a provider that cannot be reached costs no try', async () => {
  const jane = await openChat(house.db, 'jane');
  channel.answer = () => ({ outcome: 'away', error: 'ENOTFOUND' });
  await start();
  await reply(jane, 'later');
  await eventually(async () => expect(await rowOf('later')).toMatchObject({ error: 'ENOTFOUND' }));
  expect(await rowOf('later')).toEqual({ state: 'queued', attempts: 0, error: 'ENOTFOUND' });
});

test('a chat that blocked the bot gets nothing more', async () => {
  const jane = await openChat(house.db, 'jane');
  let tries = 0;
  channel.answer = () => {
    tries++;
    return { outcome: 'blocked' };
  };
  await reply(jane, '1', '2');
  await start();
  await settled('2', 'dead');
  const [chat] = await house.db.sql`select blocked_at from conversations`;
  expect([tries, await rowOf('1'), chat?.blockedAt]).toEqual([
    1,
    { state: 'dead', attempts: 1, error: 'blocked' },
    expect.any(Date),
  ]);
});

test('what a channel refuses, or what has no words, dies alone and the chat goes on', async () => {
  const jane = await openChat(house.db, 'jane');
  channel.answer = (_address, { text }) =>
    text === 'bad' ? { outcome: 'refused', error: 'message is too long' } : { outcome: 'sent', id: null };
  await reply(jane, 'bad', '', 'good');
  await start();
  await settled('good', 'sent');
  expect(await rowOf('bad')).toMatchObject({ state: 'dead', error: 'message is too long' });
  expect(await rowOf('')).toMatchObject({ state: 'dead' });
});

test('a channel that throws is tried again like one that broke', async () => {
  const jane = await openChat(house.db, 'jane');
  channel.answer = () => {
    throw new Error('a bug of ours');
  };
  await start();
  await reply(jane, 'once');
  await eventually(async () => expect(await rowOf('once')).toMatchObject({ state: 'queued', attempts: 1 }));
  expect((await rowOf('once')).error).toContain('a bug of ours');
});

test('what another process was sending when it died is sent again once its lease is over', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'twice at most');
  await house.db
    .sql`update outbox set state = 'sending', attempts = 1, not_before = now() + interval '700 milliseconds'`;
  await start();
  await arrived(1);
  await settled('twice at most', 'sent');
  expect(await rowOf('twice at most')).toMatchObject({ attempts: 2 });
});

test('STOP that arrives while a message waits for its next try ends it', async () => {
  const jane = await openChat(house.db, 'jane');
  channel.answer = () => ({ outcome: 'failed', error: '502' });
  await start();
  await reply(jane, 'too late');
  await eventually(async () =>
    expect(await rowOf('too late')).toMatchObject({ state: 'queued', attempts: 1 }),
  );
  await commit(house.db, (tx) => stopWriting(tx, jane, 'STOP'));
  channel.answer = () => ({ outcome: 'sent', id: null });
  await endBackoff();
  rounds?.wake();
  await settled('too late', 'dead');
  expect(channel.sent).toEqual([]);
});

test('a burst leaves at once and what follows keeps the pace of the channel', async () => {
  channel = createFakeChannel({
    capabilities: { ...ableToAll, pace: { everyMs: 60_000, burst: 3 } },
  });
  const [jane, otieno] = [await openChat(house.db, 'jane'), await openChat(house.db, 'otieno')];
  await reply(jane, ...numbers(5));
  await start();
  await arrived(3);
  await reply(otieno, 'mine');
  await arrived(4);
  expect([textsTo('jane'), textsTo('otieno')]).toEqual([numbers(3), ['mine']]);
});

test('stopping waits for what is in flight and leaves the rest queued', async () => {
  const jane = await openChat(house.db, 'jane');
  let finish: (() => void) | undefined;
  channel.answer = () =>
    new Promise((resolve) => {
      finish = () => resolve({ outcome: 'sent', id: null });
    });
  await reply(jane, 'in flight', 'behind it');
  await start();
  await settled('in flight', 'sending');
  const stopped = rounds?.stop();
  finish?.();
  await stopped;
  expect([await rowOf('in flight'), await rowOf('behind it')]).toMatchObject([
    { state: 'sent' },
    { state: 'queued' },
  ]);
});
