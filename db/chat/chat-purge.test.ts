import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { purgeChatRows } from './chat-purge.ts';
import { keepDeliveryReport } from './delivery-reports.ts';
import { receiveMessages } from './inbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const left = async () =>
  (
    await house.db.sql`
    select external_id as name from inbox union all select provider_id from delivery_reports order by name`
  ).map(({ name }) => name);

test('what was stepped or reported a month ago is purged, and what still waits is not', async () => {
  const { db } = house;
  await receiveMessages(
    db,
    'sms',
    'savanna',
    ['old', 'older', 'recent', 'parked', 'waiting'].map((id) => messageFrom('+254722000111', 'Habari', id)),
  );
  await db.sql`update inbox set received_at = now() - interval '40 days'`;
  await db.sql`update inbox set parked_at = now() - interval '40 days' where external_id = 'parked'`;
  await db.sql`update inbox set done_at = now() - interval '31 days' where external_id in ('old', 'older')`;
  await db.sql`update inbox set done_at = now() - interval '29 days' where external_id = 'recent'`;
  for (const providerId of ['ATX_old', 'ATX_recent'])
    await keepDeliveryReport(db, 'sms', 'savanna', { providerId, address: null, end: 'failed', words: null });
  await db.sql`update delivery_reports set at = now() - interval '31 days' where provider_id = 'ATX_old'`;
  expect(await purgeChatRows(db, 1)).toBe(true);
  expect(await left()).toEqual(['ATX_recent', 'older', 'parked', 'recent', 'waiting']);
  expect(await purgeChatRows(db, 10)).toBe(false);
  expect(await left()).toEqual(['ATX_recent', 'parked', 'recent', 'waiting']);
});
