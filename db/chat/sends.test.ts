import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, textsOf } from '../../test/outbox.ts';
import { commit } from '../database.ts';
import { alertNoMoreIn } from './alert-group.ts';
import { startWriting, stopWriting } from './consents.ts';
import { say } from './outbox.ts';
import { claimSends } from './sends.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const outbox = outboxOf(() => house.db);
const { clear, reply, claim, settle, settleAsSent, states, kept, endLeases, setClock, hireGrace } = outbox;

test('only the head of each chat is claimed, and the next one once it is settled', async () => {
  const [jane, otieno] = [await openChat(house.db, 'jane'), await openChat(house.db, 'otieno')];
  await reply(jane, 'jane 1');
  await reply(jane, 'jane 2');
  await reply(otieno, 'otieno 1');
  const heads = await claim();
  expect(textsOf(heads)).toEqual(['jane 1', 'otieno 1']);
  expect(await claim()).toEqual([]);
  await settleAsSent(heads);
  expect(textsOf(await claim())).toEqual(['jane 2']);
});

test('claims that run at once never take the same row, nor two rows of one chat', async () => {
  const chats = await Promise.all(Array.from({ length: 12 }, (_, n) => openChat(house.db, `chat ${n}`)));
  for (const chat of chats) for (const n of [1, 2]) await reply(chat, `${n}`);
  const claims = (await Promise.all(Array.from({ length: 6 }, () => claim()))).flat();
  const taken = [...claims, ...(await claim()), ...(await claim())];
  expect(textsOf(taken)).toEqual(Array.from({ length: 12 }, () => '1'));
  expect(new Set(taken.map(({ id }) => id)).size).toBe(12);
});

test('a chat that rests is left alone, and so is an account that this process does not have', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'wait');
  expect(await claim('telegram', { resting: [jane] })).toEqual([]);
  expect(await claim('whatsapp')).toEqual([]);
  expect(textsOf(await claim())).toEqual(['wait']);
});

test('a send whose lease ran out is claimed again on chat, and its first sender can no longer settle it', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'once more');
  const first = await claim();
  await endLeases();
  const second = await claim();
  expect(second).toMatchObject([{ attempts: 2 }]);
  await settleAsSent(first);
  expect(await states()).toEqual([['sending', null]]);
  await settleAsSent(second);
  expect(await states()).toEqual([['sent', null]]);
});

test('an SMS whose lease ran out is unknown and never sent again', async () => {
  const jane = await openChat(house.db, '+254712345678', 'sms');
  await reply(jane, 'paid for once');
  await reply(jane, 'the next one');
  await claim('sms');
  await endLeases();
  expect(await claim('sms')).toEqual([]);
  expect(textsOf(await claim('sms'))).toEqual(['the next one']);
  expect(await states()).toEqual([
    ['unknown', 'unknown'],
    ['sending', null],
  ]);
});

test('a note queued before STOP never leaves after it, and the confirmation of STOP does', async () => {
  const jane = await openChat(house.db, 'jane');
  await say(house.db, { conversation: jane }, note('before STOP'));
  await commit(house.db, (tx) => stopWriting(tx, jane, 'STOP'));
  await reply(jane, 'You are stopped', true);
  expect(await claim()).toEqual([]);
  expect(textsOf(await claim())).toEqual(['You are stopped']);
  await commit(house.db, (tx) => startWriting(tx, jane, 'START'));
  expect(await claim()).toEqual([]);
  expect((await states())[0]).toEqual(['dead', 'stopped']);
});

test('at night notices wait for seven in the morning and replies overtake them', async () => {
  await setClock('evening');
  const jane = await openChat(house.db, 'jane');
  await say(house.db, { conversation: jane }, note('about tomorrow'));
  await reply(jane, 'an answer');
  expect(await claim()).toEqual([]);
  expect(textsOf(await claim())).toEqual(['an answer']);
  const [row] = await house.db.sql`
    select extract(hour from not_before at time zone time_zone)::int as hour, not_before > now() as later
    from outbox, settings where state = 'queued'`;
  expect(row).toEqual({ hour: 7, later: true });
});

test('a notice that waits for its next try holds up the notices behind it, and no reply', async () => {
  const jane = await openChat(house.db, 'jane');
  await say(house.db, { conversation: jane }, note('first'));
  await settle(await claim(), {
    end: 'again',
    afterMs: 60_000,
    counts: false,
    error: 'The channel asked to wait.',
  });
  await say(house.db, { conversation: jane }, note('second'));
  await reply(jane, 'an answer');
  expect((await claim()).map(({ kind }) => kind)).toEqual(['reply']);
  expect(await claim()).toEqual([]);
});

test('people of the ISP are told at any hour', async () => {
  await setClock('evening');
  const grace = await hireGrace();
  await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
  expect(await claim()).toMatchObject([{ body: note('a lead arrived'), isToPerson: true }]);
});

test('whoever no longer works for the ISP is told nothing more, but answered when they write', async () => {
  const grace = await hireGrace();
  await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
  await house.db.sql`update people set active = false where id = ${grace.person}`;
  await reply(grace.chat, 'Habari Grace');
  await claim();
  expect(textsOf(await claim())).toEqual(['Habari Grace']);
  expect((await states())[0]).toEqual(['dead', 'stopped']);
  expect(await kept()).toEqual([]);
});

test.each(['stopped', 'blocked'] as const)(
  'a note to a person of the ISP whose chat is found %s is kept for their sign-in',
  async (how) => {
    const grace = await hireGrace();
    await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
    await house.db
      .sql`update conversations set ${house.db.sql(`${how}_at`)} = now() where id = ${grace.chat}`;
    expect(await claim()).toEqual([]);
    expect(await states()).toEqual([['dead', how]]);
    expect(await kept()).toEqual([{ person: grace.person, notice: note('a lead arrived') }]);
  },
);

test('nothing leaves for a chat that blocked the bot', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'too late');
  await house.db.sql`update conversations set blocked_at = now()`;
  expect(await claim()).toEqual([]);
  expect(await states()).toEqual([['dead', 'blocked']]);
});

test('a notice beside a reply that overtook it waits until that reply is settled', async () => {
  await setClock('evening');
  const jane = await openChat(house.db, 'jane');
  await say(house.db, { conversation: jane }, note('about tomorrow'));
  expect(await claim()).toEqual([]);
  await reply(jane, 'an answer');
  const inFlight = await claim();
  expect(textsOf(inFlight)).toEqual(['an answer']);
  await setClock('noon');
  await house.db.sql`update outbox set not_before = now() where kind = 'notice'`;
  expect(await claim()).toEqual([]);
  await settleAsSent(inFlight);
  expect(textsOf(await claim())).toEqual(['about tomorrow']);
});

test('the alert group of the staff is told at any hour, as people of the ISP are', async () => {
  await setClock('evening');
  const group = await openChat(house.db, 'sales group');
  await house.db.sql`update conversations set is_group = true, alerts_staff = true where id = ${group}`;
  const jane = await openChat(house.db, 'jane');
  for (const conversation of [group, jane]) await say(house.db, { conversation }, note('a lead arrived'));
  expect(await claim()).toMatchObject([{ conversationId: group, isToPerson: true }]);
});

test('a group in which staff are told no longer is not told what was queued for it before', async () => {
  const group = await openChat(house.db, 'former sales group');
  await house.db.sql`update conversations set is_group = true, alerts_staff = true where id = ${group}`;
  await say(house.db, { conversation: group }, note('Jane Wanjiru of Kilimani'));
  await commit(house.db, (tx) => alertNoMoreIn(tx, group));
  await reply(group, 'Staff are told here no longer');
  expect([...(await claim()), ...(await claim())].map(({ kind }) => kind)).toEqual(['reply']);
  expect((await states())[0]).toEqual(['dead', 'stopped']);
});

test('a claim takes no more of an account than its pace has room for, and tells that it saw others', async () => {
  for (const name of ['jane', 'otieno', 'wanjiru']) await reply(await openChat(house.db, name, 'sms'), name);
  await reply(await openChat(house.db, 'grace'), 'grace');
  const sms = { channel: 'sms', account: 'ours', atMostOnce: true, room: 2, newChatsADay: null } as const;
  const telegram = { ...sms, channel: 'telegram', atMostOnce: false, room: null } as const;
  const claimed = await claimSends(house.db, { most: 10, accounts: [sms, telegram], resting: [] });
  expect([textsOf(claimed.sends), claimed.looked]).toEqual([['jane', 'otieno', 'grace'], 4]);
  expect(await states()).toEqual([
    ['sending', null],
    ['sending', null],
    ['queued', null],
    ['sending', null],
  ]);
  expect(await claim('sms')).toMatchObject([{ body: { text: 'wanjiru' }, attempts: 1 }]);
});
