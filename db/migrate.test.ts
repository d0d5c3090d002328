import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { migrateDatabase } from './migrate.ts';
import { verifyLeadMonths } from './reports/lead-months.ts';

let house: TestDatabase;
let before: string;
beforeAll(async () => {
  house = await createTestDatabase();
  before = mkdtempSync(join(tmpdir(), 'karibu-migrations-'));
  cpSync(fileURLToPath(new URL('./migrations', import.meta.url)), before, { recursive: true });
  const journal = JSON.parse(readFileSync(`${before}/meta/_journal.json`, 'utf8'));
  writeFileSync(
    `${before}/meta/_journal.json`,
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, 3) }),
  );
});
afterAll(async () => {
  rmSync(before, { recursive: true });
  await house.drop();
});

/** The database of an ISP that has worked with the channels for a while, and not yet with the desk. */
beforeEach(async () => {
  const sql = postgres(house.url, { max: 1, onnotice: () => undefined });
  await sql.unsafe('drop schema public cascade; drop schema drizzle cascade; create schema public');
  await migrate(drizzle(sql), { migrationsFolder: before });
  await sql`insert into settings (isp_name, language, time_zone, country) values ('Savanna Net', 'en', 'Africa/Nairobi', 'KE')`;
  await sql`
    insert into leads (id, phone, source, status, created_at, converted_at) values
      ('lead_jane', '+254712345678', 'Website', 'New', '2026-01-31T22:00:00Z', null),
      ('lead_otieno', '+254733111222', 'Referral', 'Converted', '2026-02-10T09:00:00Z', '2026-03-02T09:00:00Z')`;
  await sql`insert into people (id, name, role) values ('user_brian', 'Brian', 'sales')`;
  const moved = (from: string, to: string) =>
    sql`jsonb_build_object('from', ${from}::text, 'to', ${to}::text)`;
  await sql`
    insert into lead_events (lead_id, kind, by_person_id, details, at) values
      ('lead_otieno', 'status', 'user_brian', ${moved('New', 'Contacted')}, '2026-02-11T09:00:00Z'),
      ('lead_otieno', 'status', 'user_brian', ${moved('Contacted', 'Converted')}, '2026-03-02T09:00:00Z'),
      ('lead_jane', 'status', null, ${moved('New', 'New')}, '2026-02-01T09:00:00Z')`;
  await sql`
    insert into conversations (id, channel, account, address, lead_id) values
      ('conversation_jane', 'telegram', 'ours', '1', 'lead_jane'), ('conversation_new', 'telegram', 'ours', '2', null)`;
  await sql`
    insert into messages (conversation_id, direction, text) values
      ('conversation_jane', 'in', 'Habari'), ('conversation_new', 'in', 'Hello')`;
  await sql.end();
});

test('an older database keeps its leads and chats, and has its months and first replies counted', async () => {
  await migrateDatabase(house.url);
  const lines = await house.db.sql`select text, lead_id from messages order by id`;
  expect(lines.map(({ text, leadId }) => [text, leadId])).toEqual([
    ['Habari', 'lead_jane'],
    ['Hello', null],
  ]);
  const replies = await house.db.sql`select first_reply_at from leads order by id`;
  expect(replies.map(({ firstReplyAt }) => firstReplyAt)).toEqual([null, new Date('2026-02-11T09:00:00Z')]);
  const months = await house.db.sql`select month::text, arrived, converted from lead_months order by month`;
  expect(months.map(({ month, arrived, converted }) => [month, arrived, converted])).toEqual([
    ['2026-02-01', 2, 0],
    ['2026-03-01', 0, 1],
  ]);
  expect(await verifyLeadMonths(house.db)).toEqual([]);
});

test('who still reads with the older program does not keep the newer one from starting', async () => {
  let migrating: Promise<void> | undefined;
  await house.db.sql.begin(async (sql) => {
    await sql`select count(*) from leads`;
    migrating = migrateDatabase(house.url);
    const waits = () => house.db.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waits()).count).toBe(1);
    // Each has what the other wants: PostgreSQL lets one of them go.
    await sql`select count(*) from lead_events`;
  });
  await migrating;
  expect(await verifyLeadMonths(house.db)).toEqual([]);
});
