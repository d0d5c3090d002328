import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ableToAll, createFakeChannel, type FakeChannel, openChat, ringBells } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { outboxOf, textOf } from '../test/outbox.ts';
import type { SendOutcome } from './channels/channel.ts';
import { deliver } from './deliver.ts';
import { earsOf } from './ears.ts';
import type { Rounds } from './rounds.ts';
import { keepTraffic, type TrafficKeeper } from './traffic.ts';

let house: TestDatabase;
let sms: FakeChannel;
let rounds: Rounds;
let traffic: TrafficKeeper;
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  await clear();
  sms = createFakeChannel({ name: 'sms', capabilities: { ...ableToAll, atMostOnce: true } });
  traffic = keepTraffic(house.db, house.db.log);
  const { db } = house;
  const word = (send: { body: unknown }) => ({ text: textOf(send), choices: [], contactLabel: null });
  rounds = await deliver({ db, log: db.log, channels: [sms], word, traffic });
});
afterEach(async () => {
  await rounds.stop();
  await traffic.stop();
});

const { clear, reply, states } = outboxOf(() => house.db);
const jane = '+254712345678';
const replyToJane = async (text: string) => reply(await openChat(house.db, jane, 'sms'), text);
const answer = (outcome: SendOutcome) => {
  sms.answer = () => outcome;
};
const ended = (...ends: unknown[]) => eventually(async () => expect(await states()).toEqual(ends));

test('the price of an SMS is kept, and the account is seen to have spoken', async () => {
  answer({ outcome: 'sent', id: 'ATX_1', cost: { currency: 'KES', amount: '0.8000' } });
  await replyToJane('Karibu');
  await ended(['sent', null]);
  const [row] = await house.db.sql`select provider_id, cost, cost_currency from outbox`;
  expect(row).toEqual({ providerId: 'ATX_1', cost: '0.8000', costCurrency: 'KES' });
  await traffic.stop();
  const [account] = await house.db.sql`select last_outbound_at, last_inbound_at from channel_accounts`;
  expect(account).toEqual({ lastOutboundAt: expect.any(Date), lastInboundAt: null });
});

test('a phone on the black-list of the gateway gets nothing more on any channel', async () => {
  answer({ outcome: 'stopped', words: 'UserInBlacklist' });
  await replyToJane('one');
  await ended(['dead', 'stopped']);
  answer({ outcome: 'sent', id: null });
  await replyToJane('two');
  await ended(['dead', 'stopped'], ['dead', 'stopped']);
  const kept = await house.db
    .sql`select s.phone, c.words from stopped_phones s join consents c using (phone)`;
  expect([...kept]).toEqual([{ phone: jane, words: 'UserInBlacklist' }]);
  expect(sms.sent).toEqual([]);
});

test('a gateway tells of STOP and of what was delivered by the ears of the channel', async () => {
  answer({ outcome: 'unknown', error: 'timeout' });
  await replyToJane('may have left');
  await ended(['unknown', 'timeout']);
  const ears = earsOf(house.db, sms, traffic);
  await ears.report({ providerId: 'ATX_1', address: jane, end: 'delivered', words: null });
  expect(await states()).toEqual([['sent', null]]);
  await ears.optOut(jane, 'opted out');
  await replyToJane('too late');
  await ended(['sent', null], ['dead', 'stopped']);
});

test('a channel that must not send twice and breaks while it sends leaves an unknown end', async () => {
  let tries = 0;
  sms.answer = () => {
    tries++;
    throw new Error('a bug of ours');
  };
  await replyToJane('once');
  await eventually(async () => expect((await states())[0]?.[0]).toBe('unknown'));
  answer({ outcome: 'sent', id: null });
  await replyToJane('next');
  await eventually(() => expect(sms.sent).toMatchObject([{ text: 'next' }]));
  expect(tries).toBe(1);
});
