import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import { openChat } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { startWriting, stopWriting } from './consents.ts';
import { commit } from './database.ts';
import { queueReplies, say } from './outbox.ts';
import { addPerson } from './people.ts';
import { settleSends } from './send-ends.ts';
import { claimSends } from './sends.ts';
import { readThread } from './thread.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db
    .sql`truncate inbox, identities, conversations, outbox, messages, notices, consents, stopped_phones, people cascade`;
  await setClock('noon');
});

/** The zone in which it is now about noon, or about nine in the evening. */
async function setClock(time: 'noon' | 'evening'): Promise<void> {
  const hoursAhead = (((time === 'noon' ? 12 : 21) - new Date().getUTCHours() + 36) % 24) - 12;
  const zone = `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
  await house.db.sql`update settings set time_zone = ${zone}`;
}

const note = (text: string) => ({ kind: 'staff_message', text }) as const;
const reply = (conversationId: Id<'conversation'>, text: string, despiteStop = false) =>
  commit(house.db, (tx) => queueReplies(tx, [{ conversationId, body: { text }, despiteStop }]));
const claim = async (channel: Channel = 'telegram', resting: Id<'conversation'>[] = []) =>
  (
    await claimSends(house.db, {
      most: 10,
      accounts: [{ channel, account: 'ours', atMostOnce: channel === 'sms', room: null, newChatsADay: null }],
      resting,
    })
  ).sends;
const textsOf = (sends: { body: unknown }[]) => sends.map(({ body }) => (body as { text: string }).text);
const settleAsSent = (sends: { id: number; attempts: number; body: unknown }[]) =>
  settleSends(
    house.db,
    sends.map(({ id, attempts, body }) => ({
      id,
      attempts,
      end: 'sent' as const,
      providerId: `p${id}`,
      text: (body as { text: string }).text,
      choices: [],
      cost: null,
    })),
  );
const states = async () =>
  (await house.db.sql`select state, error from outbox order by id`).map(({ state, error }) => [state, error]);
const kept = async () => [
  ...(await house.db.sql`select person_id as person, notice from notices where id ~ '^notice_.*-7'`),
];
const endLeases = () => house.db.sql`update outbox set not_before = now() where state = 'sending'`;

async function hireGrace(): Promise<{ person: Id<'user'>; chat: Id<'conversation'> }> {
  const added = await addPerson(house.db, { name: 'Grace Wambui', role: 'sales' });
  if ('refused' in added) throw new Error(added.refused);
  const chat = await openChat(house.db, 'grace');
  await house.db.sql`update conversations set person_id = ${added.person} where id = ${chat}`;
  return { person: added.person, chat };
}

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
  expect(await claim('telegram', [jane])).toEqual([]);
  expect(await claim('whatsapp')).toEqual([]);
  expect(textsOf(await claim())).toEqual(['wait']);
});

test('what was sent joins the thread with its buttons', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'Which package?');
  const [head] = await claim();
  const choices = [{ label: '20 Mbps Home', value: 'package:2', way: false }];
  const sent = { end: 'sent' as const, providerId: '77', text: 'Which package?', choices, cost: null };
  await settleSends(house.db, [{ id: head?.id ?? 0, attempts: 1, ...sent }]);
  expect(await readThread(house.db, jane)).toMatchObject([
    { direction: 'out', text: 'Which package?', choices },
  ]);
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

test('STOP from a phone that the channel vouches for holds on every channel, until START', async () => {
  const onSms = await openChat(house.db, '+254712345678', 'sms');
  const onTelegram = await openChat(house.db, 'jane');
  await house.db.sql`update conversations set attested_phone = '+254712345678' where id = ${onTelegram}`;
  await commit(house.db, (tx) => stopWriting(tx, onSms, 'ACHA'));
  await say(house.db, { conversation: onTelegram }, note('dropped'));
  expect(await claim()).toEqual([]);
  await commit(house.db, (tx) => startWriting(tx, onSms, 'ANZA'));
  await say(house.db, { conversation: onTelegram }, note('welcome back'));
  expect(textsOf(await claim())).toEqual(['welcome back']);
  const proof = await house.db.sql`select phone, kind, words from consents order by id`;
  expect([...proof]).toEqual([
    { phone: '+254712345678', kind: 'stop', words: 'ACHA' },
    { phone: '+254712345678', kind: 'start', words: 'ANZA' },
  ]);
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

test('a note to a person of the ISP that the channel never took is kept for their sign-in, a reply is not', async () => {
  const grace = await hireGrace();
  await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
  await reply(grace.chat, 'Habari Grace');
  for (const _ of ['the note', 'the reply']) {
    const [send] = await claim();
    const end = { end: 'dead' as const, error: 'chat not found' };
    await settleSends(house.db, [{ id: send?.id ?? 0, attempts: send?.attempts ?? 0, ...end }]);
  }
  expect(await states()).toEqual([
    ['dead', 'chat not found'],
    ['dead', 'chat not found'],
  ]);
  expect(await kept()).toEqual([{ person: grace.person, notice: note('a lead arrived') }]);
});

test('nothing leaves for a chat that blocked the bot', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'too late');
  await house.db.sql`update conversations set blocked_at = now()`;
  expect(await claim()).toEqual([]);
  expect(await states()).toEqual([['dead', 'blocked']]);
});

test('a wait that the channel asked for is no try; a failure is', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'again');
  const again = async (counts: boolean) => {
    const [send] = await claim();
    const ended = { end: 'again' as const, afterMs: 0, counts, error: 'busy' };
    await settleSends(house.db, [{ id: send?.id ?? 0, attempts: send?.attempts ?? 0, ...ended }]);
    const [row] = await house.db.sql`select attempts from outbox`;
    return row?.attempts;
  };
  expect([await again(false), await again(true), await again(false), await again(true)]).toEqual([
    0, 1, 1, 2,
  ]);
});
