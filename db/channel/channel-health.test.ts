import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase, testSecretKey } from '../../test/database.ts';
import { type Database, openDatabase } from '../database.ts';
import { createVault } from '../vault.ts';
import { markRunning, noteStanding } from './channel-accounts.ts';
import { readChannelCosts, readChannelHealth } from './channel-health.ts';

let house: TestDatabase;
/** One connection, so that what is counted for it is what the read has done. */
let db: Database;
beforeAll(async () => {
  house = await createTestDatabase();
  const { log } = house.db;
  db = openDatabase({ url: house.url, vault: createVault(testSecretKey), log, connections: 1 });
});
afterAll(async () => {
  await db.close();
  await house.drop();
});
beforeEach(async () => {
  await db.sql`truncate inbox, identities, conversations, outbox, channel_accounts cascade`;
  await noteStanding(db, 'telegram', '4242', { state: 'well', words: null });
  await noteStanding(db, 'sms', 'savanna', { state: 'refused', words: 'The balance is used up.' });
  await db.sql`
    insert into conversations (id, channel, account, address)
    values ('conversation_t', 'telegram', '4242', 'jane'), ('conversation_s', 'sms', 'savanna', '+254712345678')`;
});

interface Sent {
  chat?: 't' | 's';
  state: string;
  error?: string;
  cost?: string;
  hoursAgo?: number;
}
async function queue({ chat = 't', state, error, cost, hoursAgo = 0 }: Sent, count = 1): Promise<void> {
  await db.sql`
    insert into outbox (conversation_id, kind, body, state, error, cost, cost_currency, created_at)
    select ${`conversation_${chat}`}, 'reply', '{}', ${state}, ${error ?? null}, ${cost ?? null}::numeric,
      case when ${cost ?? null}::text is not null then 'KES' end, now() - interval '1 hour' * ${hoursAgo}
    from generate_series(1, ${count})`;
}
async function park(count: number): Promise<void> {
  await db.sql`
    insert into inbox (channel, account, external_id, conversation_id, message, parked_at)
    select 'telegram', '4242', n::text, 'conversation_t', '{}', now() from generate_series(1, ${count}) n`;
}
const healthOf = async (channel: string) =>
  (await readChannelHealth(db)).find((health) => health.channel === channel);

test('an account is told with how it stands and what waits', async () => {
  await queue({ state: 'queued' }, 2);
  await queue({ state: 'sending' });
  await queue({ state: 'sent' });
  await park(3);
  expect(await healthOf('telegram')).toMatchObject({ state: 'well', queued: 3, failed: 0, parked: 3 });
  expect(await healthOf('sms')).toMatchObject({
    account: 'savanna',
    words: 'The balance is used up.',
    lastInboundAt: null,
    queued: 0,
    parked: 0,
  });
});

test('what never left, or may not have, has failed; for a day, and not where the person wanted it so', async () => {
  await queue({ state: 'dead', error: 'The chat is gone.' });
  await queue({ state: 'unknown' });
  await queue({ state: 'dead', error: 'blocked' });
  await queue({ state: 'dead', error: 'stopped' });
  await queue({ state: 'dead', error: 'The chat is gone.', hoursAgo: 25 });
  expect(await healthOf('telegram')).toMatchObject({ failed: 2 });
});

test('an account that no bot has marked for two minutes is not running', async () => {
  await db.sql`update channel_accounts set seen_at = now() - interval '3 minutes'`;
  await markRunning(db, [{ name: 'sms', account: 'savanna' }]);
  expect(await healthOf('telegram')).toMatchObject({ isRunning: false, state: 'well' });
  expect(await healthOf('sms')).toMatchObject({ isRunning: true });
});

test('what this month has cost is added up by channel', async () => {
  await queue({ chat: 's', state: 'sent', cost: '0.8000' });
  await queue({ chat: 's', state: 'unknown', cost: '1.6000' });
  await queue({ chat: 's', state: 'sent', cost: '5', hoursAgo: 24 * 32 });
  expect(await readChannelCosts(db)).toEqual([{ channel: 'sms', currency: 'KES', amount: '2.4000' }]);
});

test('no big table is read whole', async () => {
  await db.sql`
    insert into conversations (id, channel, account, address)
    select 'conversation_' || n, 'web', 'ours', n::text from generate_series(1, 20000) n`;
  await queue({ state: 'sent' }, 20_000);
  await queue({ state: 'dead', error: 'The chat is gone.', hoursAgo: 48 }, 5_000);
  await db.sql`
    insert into outbox (conversation_id, kind, body)
    select 'conversation_' || n, 'reply', '{}' from generate_series(1, 500) n`;
  await queue({ state: 'queued' }, 20);
  await db.sql`
    insert into inbox (channel, account, external_id, conversation_id, message, done_at)
    select 'telegram', '4242', 'done ' || n, 'conversation_t', '{}', now() from generate_series(1, 20000) n`;
  await park(10);
  await db.sql`analyze outbox, inbox, conversations`;
  const scans = async () => {
    await db.sql`select pg_stat_force_next_flush()`;
    const [row] = await db.sql`
      select sum(seq_scan) as scans, sum(seq_tup_read) as rows from pg_stat_user_tables
      where relname in ('outbox', 'inbox', 'conversations')`;
    return row;
  };
  const before = await scans();
  expect(await healthOf('telegram')).toMatchObject({ queued: 20, failed: 0, parked: 10 });
  expect(await scans()).toEqual(before);
  // The same counters do see a scan.
  await db.sql`select count(*) from outbox where body = '{"never": true}'`;
  expect(await scans()).not.toEqual(before);
});
