import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteStanding } from '../db/channel/channel-accounts.ts';
import { readChannelHealth } from '../db/channel/channel-health.ts';
import { createFakeChannel } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { keepPresence } from './presence.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

test('what a bot runs is marked again and again, what it does not run is not', async () => {
  const { db } = house;
  const telegram = createFakeChannel();
  for (const account of ['ours', 'replaced'])
    await noteStanding(db, 'telegram', account, { state: 'well', words: null });
  const age = () => db.sql`update channel_accounts set seen_at = now() - interval '1 hour'`;
  const running = async () =>
    (await readChannelHealth(db)).filter(({ isRunning }) => isRunning).map(({ account }) => account);
  await age();
  const presence = keepPresence(db, db.log, [telegram], 20);
  try {
    await eventually(async () => expect(await running()).toEqual(['ours']));
    await age();
    await eventually(async () => expect(await running()).toEqual(['ours']));
  } finally {
    await presence.stop();
  }
  await age();
  expect(await running()).toEqual([]);
});
