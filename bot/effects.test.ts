import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commit } from '../db/database.ts';
import { captureLead } from '../db/lead/lead-capture.ts';
import { addPerson } from '../db/person/people.ts';
import type { Id } from '../domain/id.ts';
import type { Phone } from '../domain/phone.ts';
import { openChat } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { savanna } from './conversation/rehearsal.ts';
import type { Effect, World } from './conversation/talk.ts';
import { bringAbout } from './effects.ts';

let house: TestDatabase;
let chat: Id<'conversation'>;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, consents, stopped_phones, people cascade`;
  chat = await openChat(house.db, '+254722000111', 'sms');
});

const phone = '+254722000111' as Phone;
/** The number comes with the message under way; the conversation does not hold it yet. */
const bySms: World = { ...savanna, channel: 'sms', isBrief: true, isForgeable: true, senderPhone: phone };
const doThis = (effect: Effect) =>
  commit(house.db, (tx) => bringAbout(tx, { id: chat, displayName: null, world: bySms }, effect));

test.each([
  ['own', 'Sent a voice note in the chat.'],
  ['claim', 'Sent a voice note in a chat that only claims this phone.'],
] as const)('a voice note is noted on the lead, as %s', async (as, note) => {
  const { lead } = await captureLead(house.db, {
    phone,
    conversation: chat,
    attested: false,
    channel: 'sms',
    referralCode: null,
    answers: {},
  });
  await doThis({ do: 'note_media', capture: { lead, as }, what: 'voice' });
  const notes = await house.db.sql`
    select details, by_person_id from lead_events where lead_id = ${lead} and kind = 'note'`;
  expect([...notes]).toEqual([{ details: { text: note }, byPersonId: null }]);
});

test('a lead of their own is attested once the channel vouches for its phone, and stays theirs', async () => {
  const typed = { do: 'capture_lead', phone, referralCode: null, answers: { name: 'Jane' } } as const;
  await doThis({ ...typed, attested: false });
  await doThis({ ...typed, attested: true });
  const leads = await house.db.sql`
    select l.phone_attested, l.name, c.id as chat from leads l join conversations c on c.lead_id = l.id`;
  expect([...leads]).toEqual([{ phoneAttested: true, name: 'Jane', chat }]);
});

test('STOP as the very first message stops the phone that the network gave, and START opens it', async () => {
  await doThis({ do: 'stop', words: 'STOP' });
  expect([...(await house.db.sql`select phone from stopped_phones`)]).toEqual([{ phone }]);
  await doThis({ do: 'start_again', words: 'START' });
  expect([...(await house.db.sql`select phone from stopped_phones`)]).toEqual([]);
});

test('who asks for a person in the very first message is called back on the number that the network gave', async () => {
  await addPerson(house.db, { name: 'Mary', role: 'sales' });
  await doThis({ do: 'call_person', capture: null });
  const notices = await house.db.sql`select notice->>'phone' as phone from notices`;
  expect([...notices]).toEqual([{ phone }]);
});
