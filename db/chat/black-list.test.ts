import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, textsOf } from '../../test/outbox.ts';
import { commit } from '../database.ts';
import { startWriting, stopAddress } from './consents.ts';
import { say } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const { clear, reply, claim } = outboxOf(() => house.db);

const jane = '+254712345678';
const blackList = (address: string) => stopAddress(house.db, 'sms', 'ours', address, 'UserInBlacklist');
const ledger = async () =>
  (await house.db.sql`select conversation_id, phone, kind, words from consents order by id`).map((row) => ({
    ...row,
  }));
const stoppedPhones = async () =>
  (await house.db.sql`select phone from stopped_phones order by phone`).map((row) => row.phone);

test("a phone on a gateway's black-list has said STOP on every channel", async () => {
  const sms = await openChat(house.db, jane, 'sms');
  const telegram = await openChat(house.db, 'jane');
  await house.db.sql`update conversations set attested_phone = ${jane} where id = ${telegram}`;
  await blackList(jane);
  for (const conversation of [sms, telegram]) await say(house.db, { conversation }, note('not to leave'));
  expect([await claim('sms'), await claim('telegram')]).toEqual([[], []]);
  expect(await ledger()).toEqual([
    { conversationId: sms, phone: jane, kind: 'stop', words: 'UserInBlacklist' },
  ]);
});

test('a phone that never wrote can be on the black-list too, and is silent when it writes', async () => {
  await blackList(jane);
  expect(await ledger()).toEqual([
    { conversationId: null, phone: jane, kind: 'stop', words: 'UserInBlacklist' },
  ]);
  const sms = await openChat(house.db, jane, 'sms');
  await reply(sms, 'not to leave');
  expect(await claim('sms')).toEqual([]);
  await commit(house.db, (tx) => startWriting(tx, sms, 'ANZA'));
  await reply(sms, 'welcome back');
  expect(textsOf(await claim('sms'))).toEqual(['welcome back']);
});

test('a chat that was stopped before its phone was known has its phone stopped by the black-list', async () => {
  const sms = await openChat(house.db, jane, 'sms');
  await house.db.sql`update conversations set stopped_at = now()`;
  await blackList(jane);
  expect(await stoppedPhones()).toEqual([jane]);
  expect(await ledger()).toMatchObject([{ conversationId: sms, phone: jane }]);
});

test('an address that is neither a chat nor a phone stops nothing', async () => {
  for (const address of ['712345678', 'SAFARICOM', '']) await blackList(address);
  expect([await ledger(), await stoppedPhones()]).toEqual([[], []]);
});
