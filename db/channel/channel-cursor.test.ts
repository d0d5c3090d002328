import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { receiveMessages } from '../chat/inbox.ts';
import { noteStanding } from './channel-accounts.ts';
import { findKeptMessages, moveCursor, readCursor } from './channel-cursor.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

test('an account that was never read has no cursor, and each account has its own', async () => {
  const { db } = house;
  expect(await readCursor(db, 'sms', 'savanna')).toBeNull();
  await noteStanding(db, 'sms', 'savanna', { state: 'well', words: null });
  expect(await readCursor(db, 'sms', 'savanna')).toBeNull();
  await moveCursor(db, 'sms', 'savanna', '15071');
  await moveCursor(db, 'sms', 'sandbox', '3');
  await moveCursor(db, 'sms', 'savanna', '15072');
  expect([await readCursor(db, 'sms', 'savanna'), await readCursor(db, 'sms', 'sandbox')]).toEqual([
    '15072',
    '3',
  ]);
  const accounts = await db.sql`select state from channel_accounts where account = 'savanna'`;
  expect(accounts).toMatchObject([{ state: 'well' }]);
});

test('what the inbox has is found by id, and by its sender and about when it was sent', async () => {
  const { db } = house;
  const [jane, peter] = ['+254722000111', '+254733000222'];
  const now = new Date().toISOString();
  await receiveMessages(db, 'sms', 'savanna', [
    { ...messageFrom(jane, 'Habari', 'uuid-1'), sentAt: now },
    { ...messageFrom(jane, 'Kilimani', 'uuid-2'), sentAt: now },
    { ...messageFrom(peter, 'Habari', 'uuid-3'), sentAt: now },
  ]);
  await receiveMessages(db, 'sms', 'sandbox', [messageFrom(jane, 'Habari', 'uuid-1')]);
  const look = async (externalId: string, address: string, sentAt: string | null) =>
    (await findKeptMessages(db, 'sms', 'savanna', [{ externalId, address, sentAt }])).map(
      (it) => it.externalId,
    );
  expect(await look('15071', jane, now)).toEqual(['uuid-1', 'uuid-2']);
  expect(await look('uuid-3', jane, null)).toEqual(['uuid-3']);
  expect(await look('uuid-3', jane, now)).toEqual(['uuid-1', 'uuid-2', 'uuid-3']);
  expect(await look('15071', '+254711222333', now)).toEqual([]);
  expect(await look('15071', jane, '2099-01-01T00:00:00.000Z')).toEqual([]);
  expect(await findKeptMessages(db, 'sms', 'savanna', [])).toEqual([]);
  const [first] = await findKeptMessages(db, 'sms', 'savanna', [
    { externalId: 'uuid-1', address: peter, sentAt: null },
  ]);
  expect(first).toEqual({
    externalId: 'uuid-1',
    address: jane,
    sentAt: now,
    said: { kind: 'text', text: 'Habari' },
    fetched: false,
  });
});
