import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, textsOf } from '../../test/outbox.ts';
import { commit } from '../database.ts';
import { createLead } from '../lead/leads.ts';
import { startWriting, stopAddress, stopWriting } from './consents.ts';
import { joinLead } from './conversations.ts';
import { say } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const { clear, reply, claim, settleAsSent, states } = outboxOf(() => house.db);

const phoneOf = (text: string): Phone => {
  const phone = parsePhone(text);
  if (!phone) throw new Error(`${text} is no phone.`);
  return phone;
};
const jane = phoneOf('+254712345678');
type Chat = Id<'conversation'>;

const stop = (chat: Chat, words = 'STOP') => commit(house.db, (tx) => stopWriting(tx, chat, words));
const start = (chat: Chat, words = 'START') => commit(house.db, (tx) => startWriting(tx, chat, words));
const tell = (chat: Chat, text: string) => say(house.db, { conversation: chat }, note(text));
const blackList = (address: string) => stopAddress(house.db, 'sms', 'ours', address, 'UserInBlacklist');

/** A chat whose phone is known: vouched for by the channel, or given by the network. */
async function openChatOf(
  phone: Phone,
  how: 'attested' | 'sender',
  channel: Channel,
  address = `jane on ${channel}`,
): Promise<Chat> {
  const chat = await openChat(house.db, address, channel);
  await house.db.sql`update conversations set ${house.db.sql(`${how}_phone`)} = ${phone} where id = ${chat}`;
  return chat;
}

/** A chat in which the phone was only typed, and made a lead. */
async function openChatOfLead(phone: Phone, channel: Channel): Promise<Chat> {
  const chat = await openChat(house.db, `typed on ${channel}`, channel);
  const [known] = await house.db.sql<{ id: Id<'lead'> }[]>`select id from leads where phone = ${phone}`;
  const made = known
    ? null
    : await createLead(house.db, { phone, source: 'Website', channel }, null, channel);
  if (made && 'refused' in made) throw new Error(made.refused);
  const lead = known?.id ?? made?.created;
  if (lead) await commit(house.db, (tx) => joinLead(tx, chat, lead));
  return chat;
}

/** What leaves on these channels, until nothing more does. */
async function everythingThatLeaves(...channels: Channel[]): Promise<string[]> {
  const texts: string[] = [];
  for (const channel of channels) {
    for (let rounds = 0; rounds < 5; rounds++) {
      const sends = await claim(channel);
      texts.push(...textsOf(sends));
      await settleAsSent(sends);
    }
  }
  return texts;
}

const ledger = async () =>
  (await house.db.sql`select conversation_id, phone, kind, words from consents order by id`).map((row) => ({
    ...row,
  }));
const stoppedPhones = async () =>
  (await house.db.sql`select phone from stopped_phones order by phone`).map((row) => row.phone);

test('STOP by SMS silences WhatsApp and Telegram of that phone with all that was queued, and is confirmed once', async () => {
  const sms = await openChatOf(jane, 'sender', 'sms');
  const whatsapp = await openChatOf(jane, 'attested', 'whatsapp');
  const telegram = await openChatOf(jane, 'attested', 'telegram');
  const otieno = await openChatOf(phoneOf('+254733000222'), 'attested', 'telegram', 'otieno');
  for (const chat of [sms, whatsapp, telegram]) {
    await reply(chat, 'a reply from before');
    await tell(chat, 'a note from before');
  }
  await tell(otieno, 'for Otieno');
  await stop(sms);
  await reply(sms, 'You are stopped', true);
  for (const chat of [whatsapp, telegram]) await tell(chat, 'a note from after');
  expect(await everythingThatLeaves('sms', 'whatsapp', 'telegram')).toEqual([
    'You are stopped',
    'for Otieno',
  ]);
  expect(await everythingThatLeaves('sms', 'whatsapp', 'telegram')).toEqual([]);
  expect((await states()).filter(([state]) => state === 'dead')).toEqual(Array(8).fill(['dead', 'stopped']));
});

test.each(['sms', 'whatsapp', 'telegram'] as const)(
  'START on %s opens all chats of that phone again',
  async (on) => {
    const chats = {
      sms: await openChatOf(jane, 'sender', 'sms'),
      whatsapp: await openChatOf(jane, 'attested', 'whatsapp'),
      telegram: await openChatOf(jane, 'attested', 'telegram'),
    };
    await stop(chats.sms, 'ACHA');
    await stop(chats.whatsapp);
    await start(chats[on], 'ANZA');
    for (const [channel, chat] of Object.entries(chats)) await tell(chat, channel);
    expect(await everythingThatLeaves('sms', 'whatsapp', 'telegram')).toEqual([
      'sms',
      'whatsapp',
      'telegram',
    ]);
    expect(await ledger()).toEqual([
      { conversationId: chats.sms, phone: jane, kind: 'stop', words: 'ACHA' },
      { conversationId: chats.whatsapp, phone: jane, kind: 'stop', words: 'STOP' },
      { conversationId: chats[on], phone: jane, kind: 'start', words: 'ANZA' },
    ]);
  },
);

test('START elsewhere also ends the silence that the talk of a stopped chat keeps', async () => {
  const sms = await openChatOf(jane, 'sender', 'sms');
  const telegram = await openChatOf(jane, 'attested', 'telegram');
  await house.db
    .sql`update conversations set state = '{"v": 1, "step": "name", "stopped": true}' where id = ${sms}`;
  await stop(sms);
  await start(telegram);
  const [row] = await house.db.sql`select state from conversations where id = ${sms}`;
  expect(row?.state).toEqual({ v: 1, step: 'name', stopped: false });
});

test('START of one phone leaves the STOP of another alone', async () => {
  const janes = await openChatOf(jane, 'attested', 'telegram');
  const otieno = await openChatOf(phoneOf('+254733000222'), 'attested', 'whatsapp', 'otieno');
  await stop(otieno);
  await start(janes);
  await tell(otieno, 'too soon');
  expect(await everythingThatLeaves('whatsapp')).toEqual([]);
});

test.each(['attested', 'sender'] as const)('STOP holds for a chat by its %s phone alone', async (how) => {
  await blackList(jane);
  await reply(await openChatOf(jane, how, 'whatsapp'), 'not to leave');
  expect(await claim('whatsapp')).toEqual([]);
  expect(await states()).toEqual([['dead', 'stopped']]);
});

test('the first SMS of all says STOP: its address is its phone, before anything else is known of it', async () => {
  const sms = await openChat(house.db, jane, 'sms');
  await stop(sms);
  expect(await stoppedPhones()).toEqual([jane]);
  const telegram = await openChatOf(jane, 'attested', 'telegram');
  await tell(telegram, 'not to leave');
  expect(await claim()).toEqual([]);
});

test('STOP of the phone of a lead silences the chats that the lead has, replies and notes', async () => {
  const web = await openChatOfLead(jane, 'web');
  await tell(web, 'a note from before');
  await stop(await openChatOf(jane, 'sender', 'sms'));
  await reply(web, 'a reply');
  expect(await everythingThatLeaves('web')).toEqual([]);
  expect(await states()).toEqual(Array(2).fill(['dead', 'stopped']));
});

test('whoever types a stopped number in a new chat is answered there and told nothing unasked', async () => {
  const sms = await openChatOf(jane, 'sender', 'sms');
  await stop(sms);
  await house.db.sql`update stopped_phones set stopped_at = now() - interval '1 minute'`;
  const web = await openChatOfLead(jane, 'web');
  await reply(web, 'Where do you live?');
  await tell(web, 'an offer');
  expect(await everythingThatLeaves('web')).toEqual(['Where do you live?']);
  expect(await states()).toEqual([
    ['sent', null],
    ['dead', 'stopped'],
  ]);
  await stop(sms);
  await reply(web, 'not after the phone said STOP once more');
  expect(await everythingThatLeaves('web')).toEqual([]);
});

test('START where the phone was only typed opens that chat, and neither the phone nor its other chats', async () => {
  const telegram = await openChatOfLead(jane, 'telegram');
  const sms = await openChatOf(jane, 'sender', 'sms');
  await stop(sms);
  await house.db.sql`update stopped_phones set stopped_at = now() - interval '1 minute'`;
  await start(telegram);
  for (const chat of [telegram, sms]) await tell(chat, 'hello');
  expect([await everythingThatLeaves('telegram'), await everythingThatLeaves('sms')]).toEqual([
    ['hello'],
    [],
  ]);
  expect(await stoppedPhones()).toEqual([jane]);
});

test('STOP in a chat where the phone was only typed stops that chat and nobody else', async () => {
  const telegram = await openChatOfLead(jane, 'telegram');
  const whatsapp = await openChatOf(jane, 'attested', 'whatsapp');
  await stop(telegram);
  for (const chat of [telegram, whatsapp]) await tell(chat, 'hello');
  expect([await everythingThatLeaves('telegram'), await everythingThatLeaves('whatsapp')]).toEqual([
    [],
    ['hello'],
  ]);
});

test('STOP said and reported again and again, also at the same moment, breaks nothing', async () => {
  const sms = await openChatOf(jane, 'sender', 'sms', jane);
  const telegram = await openChatOf(jane, 'attested', 'telegram');
  await Promise.all([stop(sms), stop(telegram), blackList(jane), blackList(jane)]);
  for (const _ of ['again', 'and again']) await blackList(jane);
  await stop(sms);
  expect(await stoppedPhones()).toEqual([jane]);
  expect((await ledger()).length).toBeLessThanOrEqual(5);
  await start(telegram);
  await tell(sms, 'welcome back');
  expect(await everythingThatLeaves('sms')).toEqual(['welcome back']);
});

test('STOP and START that meet leave the phone either stopped or open, never half of each', async () => {
  for (let round = 0; round < 10; round++) {
    const sms = await openChatOf(jane, 'sender', 'sms');
    const telegram = await openChatOf(jane, 'attested', 'telegram');
    await stop(sms);
    await Promise.all([stop(telegram), start(sms), start(telegram)]);
    const [{ chats = 0, phones = 0 } = {}] = await house.db.sql`
      select (select count(*) from conversations where stopped_at is not null) as chats,
        (select count(*) from stopped_phones) as phones`;
    expect([phones, chats].join(), `round ${round}`).toMatch(/^(0,0|1,[012])$/);
    await clear();
  }
});
