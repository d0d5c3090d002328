import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead } from '../../test/desk.ts';
import { commit } from '../database.ts';
import { addPerson } from '../person/people.ts';
import { callPerson, tellWhoWrote } from './call-person.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate inbox, identities, conversations, outbox, notices, leads, people cascade`;
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T10:01:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

async function hireGrace(): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name: 'Grace Wambui', role: 'sales' });
  if ('refused' in added) throw new Error(added.refused);
  return added.person;
}
const ask = (conversation: Id<'conversation'>, name: string | null = null) =>
  commit(house.db, (tx) => callPerson(tx, { conversation, lead: null, name }));
const askAsStranger = async (address: string, channel: Channel) =>
  ask(await openChat(house.db, address, channel));
const told = async () =>
  (await house.db.sql`select person_id, notice from notices order by id`).map((row) => ({ ...row }));

test('staff read who asks, on which phone and where, by the lead that the chat belongs to', async () => {
  const grace = await hireGrace();
  const lead = await addLead(house.db, { phone: '0712345678', name: 'Jane Wanjiru' });
  const chat = await openChat(house.db, 'jane');
  await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
  await ask(chat, 'jw_254');
  const notice = { lead, name: 'Jane Wanjiru', phone: '+254712345678', channel: 'telegram' };
  expect(await told()).toEqual([{ personId: grace, notice: { kind: 'person_wanted', ...notice } }]);
});

test('of a chat without a lead staff read its own name and the phone that the channel vouches for', async () => {
  await hireGrace();
  const chat = await openChat(house.db, 'otieno', 'whatsapp');
  await house.db.sql`update conversations set attested_phone = '+254712345678' where id = ${chat}`;
  await ask(chat, 'Otieno');
  const notice = { lead: null, name: 'Otieno', phone: '+254712345678', channel: 'whatsapp' };
  expect(await told()).toMatchObject([{ notice }]);
});

test('whoever looks after the lead is told, and nobody else', async () => {
  await hireGrace();
  const added = await addPerson(house.db, { name: 'Brian Kiprop', role: 'sales' });
  if ('refused' in added) throw new Error(added.refused);
  const lead = await addLead(house.db, { phone: '0712345678', assignedTo: added.person }, added.person);
  const chat = await openChat(house.db, 'jane');
  await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
  await ask(chat);
  expect(await told()).toMatchObject([{ personId: added.person }]);
});

test('a chat calls once an hour, however often it asks', async () => {
  await hireGrace();
  const chat = await openChat(house.db, 'jane');
  for (const time of ['10:01', '10:20', '10:59']) {
    vi.setSystemTime(new Date(`2026-11-22T${time}:00Z`));
    await ask(chat);
  }
  expect(await told()).toHaveLength(1);
  vi.setSystemTime(new Date('2026-11-22T11:00:00Z'));
  await ask(chat);
  expect(await told()).toHaveLength(2);
});

test('strangers on the chat page call once in five minutes, however many there are', async () => {
  await hireGrace();
  for (let n = 0; n < 5; n++) await askAsStranger(`stranger ${n}`, 'web');
  expect(await told()).toHaveLength(1);
  vi.setSystemTime(new Date('2026-11-22T10:05:00Z'));
  await askAsStranger('one more', 'web');
  expect(await told()).toHaveLength(2);
});

test('a known lead on the chat page, and a stranger on Telegram, are not lost among the strangers', async () => {
  await hireGrace();
  await askAsStranger('stranger', 'web');
  await askAsStranger('stranger', 'telegram');
  const chat = await openChat(house.db, 'jane', 'web');
  const lead = await addLead(house.db, { phone: '0712345678', name: 'Jane' });
  await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
  await ask(chat);
  expect((await told()).map(({ notice }) => [notice.channel, notice.name])).toEqual([
    ['web', null],
    ['telegram', null],
    ['web', 'Jane'],
  ]);
});

test('an answer to what staff wrote is told to whoever wrote it and to whoever looks after the lead, once', async () => {
  const grace = await hireGrace();
  const added = await addPerson(house.db, { name: 'Brian Kiprop', role: 'sales' });
  const brian = 'person' in added ? added.person : expect.fail(added.refused);
  const lead = await addLead(house.db, { phone: '0712345678', name: 'Jane', assignedTo: grace }, grace);
  const chat = await openChat(house.db, 'jane');
  await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
  const write = () => house.db.sql`
    insert into messages (conversation_id, direction, text, by_person_id) values (${chat}, 'out', 'When?', ${brian})`;
  const answer = () => commit(house.db, (tx) => tellWhoWrote(tx, chat));
  await write();
  await answer();
  await answer();
  const notice = { kind: 'person_answered', lead, name: 'Jane', channel: 'telegram' };
  expect(await told()).toHaveLength(2);
  for (const personId of [brian, grace]) expect(await told()).toContainEqual({ personId, notice });
  await write();
  await answer();
  expect(await told()).toHaveLength(4);
});

test('an answer to somebody who has left is told to those who sell', async () => {
  const added = await addPerson(house.db, { name: 'Brian Kiprop', role: 'sales' });
  const brian = 'person' in added ? added.person : expect.fail(added.refused);
  const chat = await openChat(house.db, 'jane');
  await house.db.sql`
    insert into messages (conversation_id, direction, text, by_person_id) values (${chat}, 'out', 'When?', ${brian})`;
  await house.db.sql`update people set active = false where id = ${brian}`;
  const grace = await hireGrace();
  await commit(house.db, (tx) => tellWhoWrote(tx, chat));
  expect(await told()).toMatchObject([{ personId: grace, notice: { kind: 'person_wanted' } }]);
});
