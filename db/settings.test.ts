import { afterAll, beforeAll, expect, test } from 'vitest';
import { timeZones } from '../domain/time-zone.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { addLead } from '../test/desk.ts';
import { eventually } from '../test/eventually.ts';
import { foldLeadMonths, verifyLeadMonths } from './reports/lead-months.ts';
import { readLeadsOverTime } from './reports/stats.ts';
import { editSettings, readSettings } from './settings.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const savanna = { ispName: 'Savanna Net', language: 'en', timeZone: 'Africa/Nairobi' } as const;

test('PostgreSQL knows every zone that Settings offers', async () => {
  const { sql } = database.db;
  const known = await sql<{ name: string }[]>`select name from pg_timezone_names`;
  const names = new Set(known.map(({ name }) => name));
  expect(timeZones.filter((zone) => !names.has(zone))).toEqual([]);
});

test('name and language change, the country stays', async () => {
  expect(await editSettings(database.db, { ...savanna, ispName: 'Tsavo Fibre', language: 'sw' })).toBe('ok');
  expect(await readSettings(database.db)).toEqual({
    ispName: 'Tsavo Fibre',
    language: 'sw',
    timeZone: 'Africa/Nairobi',
    country: 'KE',
  });
});

test('a zone that PostgreSQL does not know is refused and changes nothing', async () => {
  const refused = await editSettings(database.db, { ...savanna, ispName: 'X', timeZone: 'Africa/Atlantis' });
  expect(refused).toEqual({ refused: 'unknown_zone' });
  expect(await readSettings(database.db)).toMatchObject({ ispName: 'Tsavo Fibre' });
});

test('with another zone a lead of the small hours moves to the month in which it came there', async () => {
  const { db } = database;
  const zawadi = await addLead(db, { phone: '0712000001', name: 'Zawadi' });
  // 1 March, 01:30 in Nairobi; still February in London.
  await db.sql`update leads set created_at = '2024-02-29T22:30:00Z' where id = ${zawadi}`;
  await foldLeadMonths(db);
  await editSettings(db, { ...savanna, timeZone: 'Europe/London' });
  const months = await readLeadsOverTime(db, 2024);
  expect(months.months.map((month) => month.newLeads).slice(0, 4)).toEqual([0, 1, 0, 0]);
  expect(await verifyLeadMonths(db)).toEqual([]);
});

test('a lead that is being written when the zone changes is waited for, and counted by the new zone', async () => {
  const { db } = database;
  await editSettings(db, savanna);
  const changed = await db.sql.begin(async (sql) => {
    await sql`
      insert into leads (id, phone, source, created_at)
      values ('lead_baraka', '+254712000002', 'Website', '2024-02-29T22:30:00Z')`;
    const change = editSettings(db, { ...savanna, timeZone: 'Europe/London' });
    await eventually(async () => {
      const waiting = await db.sql`
        select from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.relation = 'leads'::regclass and not l.granted`;
      expect(waiting.count).toBe(1);
    });
    // Wrapped: a transaction waits for the promise that it returns, and this one waits for the transaction.
    return { change };
  });
  expect(await changed.change).toBe('ok');
  expect(await verifyLeadMonths(db)).toEqual([]);
});

test('leads that come, and months that are folded, while the zone changes are all counted once', async () => {
  const { db } = database;
  const arrive = async (from: number) => {
    for (let n = from; n < from + 10; n++) {
      const lead = await addLead(db, { phone: `07220000${n}`, name: `Otieno ${n}` });
      await db.sql`update leads set created_at = '2024-02-29T22:30:00Z' where id = ${lead}`;
    }
  };
  const change = async () => {
    for (const timeZone of ['Asia/Tokyo', 'America/Lima', 'Africa/Nairobi', 'Europe/London']) {
      await Promise.all([editSettings(db, { ...savanna, timeZone }), foldLeadMonths(db)]);
    }
  };
  await Promise.all([arrive(10), arrive(30), arrive(50), change(), change()]);
  expect(await verifyLeadMonths(db)).toEqual([]);
});
