import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { commit } from '../database.ts';
import { addPerson } from '../person/people.ts';
import { stopWriting } from './consents.ts';
import { say, shutChat } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db
    .sql`truncate inbox, identities, conversations, outbox, messages, notices, stopped_phones, people cascade`;
});

const moved = { kind: 'brought_lead_converted', name: 'Jane', place: 'Kilimani' } as const;

async function addCaretaker(name: string): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name, role: 'agent', agentKind: 'caretaker' });
  if ('refused' in added) throw new Error(added.refused);
  return added.person;
}

const link = (conversation: string, person: string) =>
  house.db.sql`update conversations set person_id = ${person} where id = ${conversation}`;
const queued = async () =>
  (await house.db.sql`select conversation_id, body from outbox where state = 'queued' order by id`).map(
    (row) => ({
      ...row,
    }),
  );
const kept = async () =>
  (await house.db.sql`select person_id, notice from notices`).map((row) => ({ ...row }));

test('a note said twice with the same key is queued once', async () => {
  const conversation = await openChat(house.db, 'otieno');
  await say(house.db, { conversation }, moved, 'conversion_1:asker');
  await say(house.db, { conversation }, moved, 'conversion_1:asker');
  await say(house.db, { conversation }, moved, 'conversion_2:asker');
  expect(await queued()).toHaveLength(2);
});

test('a person is written to on Telegram before any other chat they linked', async () => {
  const person = await addCaretaker('John Otieno');
  const telegram = await openChat(house.db, 'otieno', 'telegram');
  await link(telegram, person);
  await link(await openChat(house.db, 'otieno', 'whatsapp'), person);
  await say(house.db, { person }, moved);
  expect(await queued()).toEqual([{ conversationId: telegram, body: moved }]);
});

test('a person without an open chat reads the note when they sign in, once', async () => {
  const person = await addCaretaker('John Otieno');
  const chat = await openChat(house.db, 'otieno');
  await link(chat, person);
  await commit(house.db, (tx) => stopWriting(tx, chat, 'STOP'));
  await say(house.db, { person }, moved, 'conversion_1:bringer');
  await say(house.db, { person }, moved, 'conversion_1:bringer');
  await say(house.db, { conversation: chat }, moved, 'conversion_1:asker');
  expect(await queued()).toEqual([]);
  expect(await kept()).toEqual([
    { personId: person, notice: moved },
    { personId: person, notice: moved },
  ]);
});

test('whoever no longer works for the ISP is not written to in the chat they once linked', async () => {
  const person = await addCaretaker('John Otieno');
  await link(await openChat(house.db, 'otieno'), person);
  await house.db.sql`update people set active = false where id = ${person}`;
  await say(house.db, { person }, moved);
  expect(await queued()).toEqual([]);
});

test.each([
  ['the network gave', 'otieno', '+254712345678'],
  ['is its address', '+254712345678', null],
])('a chat whose phone %s and that said STOP elsewhere is passed over too', async (_how, address, phone) => {
  const person = await addCaretaker('John Otieno');
  const sms = await openChat(house.db, address, 'sms');
  await link(sms, person);
  await house.db.sql`update conversations set sender_phone = ${phone} where id = ${sms}`;
  await house.db.sql`insert into stopped_phones (phone) values ('+254712345678')`;
  await say(house.db, { person }, moved);
  expect([await queued(), await kept()]).toEqual([[], [{ personId: person, notice: moved }]]);
});

test('a chat whose phone said STOP elsewhere is passed over for one that did not', async () => {
  const person = await addCaretaker('John Otieno');
  const telegram = await openChat(house.db, 'otieno', 'telegram');
  await link(telegram, person);
  const whatsapp = await openChat(house.db, 'otieno', 'whatsapp');
  await link(whatsapp, person);
  await house.db.sql`update conversations set attested_phone = '+254712345678' where id = ${telegram}`;
  const sms = await openChat(house.db, '+254712345678', 'sms');
  await house.db.sql`update conversations set sender_phone = '+254712345678' where id = ${sms}`;
  await commit(house.db, (tx) => stopWriting(tx, sms, 'STOP'));
  await say(house.db, { person }, moved);
  expect(await queued()).toEqual([{ conversationId: whatsapp, body: moved }]);
});

test('a note that must not go on one channel goes on another, and without another waits for the sign-in', async () => {
  const person = await addCaretaker('John Otieno');
  await link(await openChat(house.db, 'otieno', 'telegram'), person);
  await say(house.db, { person, notOn: 'telegram' }, moved);
  expect(await queued()).toEqual([]);
  expect(await kept()).toEqual([{ personId: person, notice: moved }]);
  const sms = await openChat(house.db, '+254712345678', 'sms');
  await link(sms, person);
  await say(house.db, { person, notOn: 'telegram' }, moved);
  expect(await queued()).toEqual([{ conversationId: sms, body: moved }]);
});

test('when a person of the ISP blocks the bot, what was queued for them waits for their sign-in', async () => {
  const person = await addCaretaker('John Otieno');
  const chat = await openChat(house.db, 'otieno');
  await link(chat, person);
  await say(house.db, { person }, moved, 'conversion_1:bringer');
  await shutChat(house.db, chat);
  expect(await queued()).toEqual([]);
  expect(await kept()).toEqual([{ personId: person, notice: moved }]);
});

test('what a prospect who blocked the bot was to be told is dropped', async () => {
  const conversation = await openChat(house.db, 'jane');
  await say(house.db, { conversation }, moved);
  await shutChat(house.db, conversation);
  const rows = await house.db.sql`select state, error from outbox`;
  expect([...rows]).toEqual([{ state: 'dead', error: 'blocked' }]);
  expect(await kept()).toEqual([]);
});
