import { afterAll, beforeAll, expect, test } from 'vitest';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { receiveMessages } from './inbox.ts';
import { findSend } from './sends.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const phone = '254712345678@s.whatsapp.net';
const lid = '98765432101234@lid';
const mallory = '254733000222@s.whatsapp.net';

test('what was written to a chat is found for its own addresses, and for nobody else', async () => {
  const { db } = house;
  await receiveMessages(db, 'whatsapp', 'main', [
    { ...messageFrom(phone, 'Habari'), otherAddresses: [lid] },
    messageFrom(mallory, 'Habari'),
  ]);
  await db.sql`
    insert into outbox (conversation_id, kind, body, state, provider_id)
    select conversation_id, 'reply', '{"phrase":{"key":"greeting"}}', 'sent', '3EB0JANE' from identities where address = ${phone}`;
  const find = (...addresses: string[]) =>
    findSend(db, 'whatsapp', 'main', { providerId: '3EB0JANE', addresses });
  expect(await find(phone)).toMatchObject({ kind: 'reply' });
  expect(await find('unknown', lid)).toMatchObject({ kind: 'reply' });
  expect(await find(mallory)).toBeNull();
});
