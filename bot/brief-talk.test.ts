import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { receiveMessages } from '../db/chat/inbox.ts';
import { captureLead } from '../db/lead/lead-capture.ts';
import type { Phone } from '../domain/phone.ts';
import { ableToAll, messageFrom, ringBells } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { talk } from './conversation/conversation.ts';
import { converse } from './converse.ts';
import type { Rounds } from './rounds.ts';

// The brief talk with the database behind it, by a channel that can do as little as SMS.

const ableAsSms = {
  ...ableToAll,
  contactButton: false,
  buttons: false,
  location: false,
  brief: true,
  forgeable: true,
};

let house: TestDatabase;
let rounds: Rounds | undefined;
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  rounds = await converse({ db: house.db, log: house.db.log, talk, capabilitiesOf: () => ableAsSms });
});
afterEach(async () => {
  await house.db.sql`truncate inbox, identities, conversations, outbox, messages, leads, lead_events cascade`;
});
afterAll(async () => {
  await rounds?.stop();
  await house.drop();
});

/** Sends these words one after the other, each after the one before was stepped. */
async function text(senderPhone: Phone, ...lines: string[]): Promise<void> {
  for (const line of lines) {
    await receiveMessages(house.db, 'sms', 'ours', [{ ...messageFrom(senderPhone, line), senderPhone }]);
    await eventually(async () => {
      const due = await house.db.sql`select from inbox where done_at is null`;
      expect(due.count).toBe(0);
    });
  }
}
const jane = '+254722000111' as Phone;
const saidTo = (address: string) => house.db.sql<{ key: string }[]>`
  select body->'phrase'->>'key' as key from outbox o join conversations c on c.id = o.conversation_id
  where c.address = ${address} and o.kind = 'reply' order by o.id`;

test('by SMS there is one lead, unattested, and one paid row for each message', async () => {
  await text(jane, 'Hi', 'Jane Wanjiru', 'Kilimani 4B', 'When do you come?');
  const leads = await house.db.sql`select phone, name, location, unit_number, phone_attested from leads`;
  expect([...leads]).toEqual([
    { phone: jane, name: 'Jane Wanjiru', location: 'Kilimani', unitNumber: '4B', phoneAttested: false },
  ]);
  expect((await saidTo(jane)).map(({ key }) => key)).toEqual([
    'brief_ask',
    'brief_ask',
    'brief_promise',
    'brief_person_called',
  ]);
});

test('who texts from a known phone hears the same, and the lead is not changed', async () => {
  const { lead } = await captureLead(house.db, {
    phone: jane,
    conversation: null,
    attested: true,
    channel: 'telegram',
    referralCode: null,
    answers: { name: 'Jane' },
  });
  await text(jane, 'Hi', 'Peter Otieno', 'Umoja');
  expect((await saidTo(jane)).map(({ key }) => key)).toEqual(['brief_ask', 'brief_ask', 'brief_promise']);
  const leads = await house.db.sql`select id, name, location from leads`;
  expect([...leads]).toEqual([{ id: lead, name: 'Jane', location: null }]);
  const touches = await house.db.sql`
    select details->'answers' as answers from lead_events where kind = 'touched' order by id`;
  expect(touches.map(({ answers }) => answers)).toEqual([
    {},
    { name: 'Peter Otieno' },
    { location: 'Umoja' },
  ]);
});
