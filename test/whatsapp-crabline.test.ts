import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Bot, startBot } from '../bot/start.ts';
import { findPublicName } from '../db/channel/channel-accounts.ts';
import { makeLink } from '../db/person/links.ts';
import { addPerson } from '../db/person/people.ts';
import type { Phone } from '../domain/phone.ts';
import { ringBells, sellHome20 } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { type StandInWhatsapp, startStandIn } from './fixtures/whatsapp.ts';

// The whole bot on a WhatsApp that we did not write, over Baileys' real wire.

// The pace of one message each three seconds, after a burst, makes a whole dialogue take its time.
vi.setConfig({ testTimeout: 120_000 });

let house: TestDatabase;
let whatsapp: StandInWhatsapp;
let bot: Bot | undefined;

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  await sellHome20(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, people, channel_accounts,
      wa_auth, whatsapp_links cascade`;
  whatsapp = await startStandIn();
});
afterEach(async () => {
  await bot?.stop();
  await whatsapp.close();
});

const start = async () => {
  bot = await startBot({
    db: house.db,
    databaseUrl: house.url,
    secretKey: 'k',
    publicUrl: 'http://localhost',
    trustProxy: false,
    whatsapp: { standIn: whatsapp.url },
    log: house.db.log,
  });
};
const leadOf = async (phone: string) => (await house.db.sql`select * from leads where phone = ${phone}`)[0];

const jane = '254722000111';

test('a prospect is asked for no number, answers by numbers, and is a lead whose phone is attested', async () => {
  await start();
  const say = (text: string) => whatsapp.say(jane, text);
  const hear = (words: RegExp) => whatsapp.hear(jane, words);
  await say('hello');
  await hear(/your name/);
  await say('Jane Wanjiru');
  await hear(/Where shall we connect you/);
  expect(await leadOf('+254722000111')).toMatchObject({ name: 'Jane Wanjiru', phoneAttested: true });
  await say('Westlands');
  await hear(/house or unit/);
  await say('A5');
  expect(await hear(/Which package/)).toContain('1) 20 Mbps Home');
  await say('1');
  await hear(/provider do you have now/);
  await say('skip');
  await hear(/Why would you like/);
  await say('A new house');
  await hear(/Wi-Fi router/);
  await say('2');
  await hear(/Is that right/);
  await say('1');
  await hear(/Asante/);
  expect(await leadOf('+254722000111')).toMatchObject({
    source: 'WhatsApp/SMS',
    location: 'Westlands',
    unitNumber: 'A5',
    notes: 'A new house',
    customerHasRouter: false,
  });
});

test('an agent links by a one-time link and brings a lead in one line', async () => {
  const otieno = '254733000222';
  const added = await addPerson(house.db, {
    name: 'John Otieno',
    role: 'agent',
    agentKind: 'caretaker',
    phone: '+254733000222' as Phone,
  });
  const token = await makeLink(house.db, 'chat', 'person' in added ? added.person : null);
  await start();
  await whatsapp.say(otieno, `/start ${token}`);
  await whatsapp.hear(otieno, /Welcome, John Otieno/);
  await whatsapp.say(otieno, 'Jane 0712345678 Kilimani 4B 20mbps');
  await whatsapp.hear(otieno, /Shall I send it in/);
  await whatsapp.say(otieno, '1');
  await whatsapp.hear(otieno, /Thank you, John Otieno/);
  expect(await leadOf('+254712345678')).toMatchObject({
    name: 'Jane',
    source: 'Caretaker',
    broughtInBy: 'John Otieno',
  });
});

test('a restart in the middle loses nothing and repeats nothing', async () => {
  await start();
  await whatsapp.say(jane, 'hello');
  await whatsapp.hear(jane, /your name/);
  await bot?.stop();
  await whatsapp.say(jane, 'Jane Wanjiru');
  await start();
  await whatsapp.hear(jane, /Where shall we connect you/);
  await whatsapp.say(jane, 'Westlands');
  await whatsapp.hear(jane, /house or unit/);
  const ids = whatsapp.arrived.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(whatsapp.arrived.filter(({ text }) => /Where shall we connect you/.test(text))).toHaveLength(1);
});

test('a WhatsApp that goes away and comes back is found again, and what waited is sent', async () => {
  await start();
  await whatsapp.say(jane, 'hello');
  await whatsapp.hear(jane, /your name/);
  await whatsapp.cable.pull();
  await eventually(() => expect(bot?.isWell()).toBe(false));
  await whatsapp.say(jane, 'Jane Wanjiru');
  await whatsapp.cable.plugIn();
  await whatsapp.hear(jane, /Where shall we connect you/);
  const [account] = await house.db.sql`select state from channel_accounts where channel = 'whatsapp'`;
  expect(account).toMatchObject({ state: 'well' });
});

test('the number is kept for the links that staff make', async () => {
  await start();
  await eventually(async () => expect(await findPublicName(house.db, 'whatsapp')).toBe('15550000000'));
});
