import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../domain/id.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { readDashboard, readLeadsOverTime, readLeadTotals } from './stats.ts';

let database: TestDatabase;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Arrival {
  createdAt?: string;
  convertedAt?: string;
  archived?: boolean;
}

async function arrive({ createdAt, convertedAt, archived = false }: Arrival): Promise<void> {
  counter += 1;
  const row = {
    id: newId('lead'),
    phone: `+2547120${String(counter).padStart(5, '0')}`,
    source: 'Website',
    status: convertedAt ? 'Converted' : 'New',
    createdAt: createdAt ?? new Date().toISOString(),
    convertedAt: convertedAt ?? null,
    archivedAt: archived ? new Date().toISOString() : null,
  };
  await database.db.sql`insert into leads ${database.db.sql(row)}`;
}

const none = { newLeads: 0, convertedLeads: 0 };

test('without leads there are twelve empty months of this year, and no years', async () => {
  const { year, years, months } = await readLeadsOverTime(database.db, null);
  const [row] = await database.db.sql<{ year: number }[]>`
    select extract(year from now() at time zone 'Africa/Nairobi')::int as year`;
  expect(year).toBe(row?.year);
  expect(years).toEqual([]);
  expect(months).toEqual(Array.from({ length: 12 }, () => none));
});

test('months end at midnight in the ISP’s zone, and a conversion counts in its own month', async () => {
  // Nairobi is three hours ahead of UTC: both of these are in another month there.
  await arrive({ createdAt: '2024-12-31T21:00:00Z' });
  await arrive({ createdAt: '2025-01-31T20:59:59Z', convertedAt: '2025-02-28T21:00:00Z' });
  await arrive({ createdAt: '2025-01-15T12:00:00Z', archived: true });
  await arrive({ createdAt: '2023-06-01T12:00:00Z', convertedAt: '2025-12-31T21:00:00Z' });
  const { years, months } = await readLeadsOverTime(database.db, 2025);
  expect(years).toEqual([2023, 2025, 2026]);
  expect(months[0]).toEqual({ newLeads: 2, convertedLeads: 0 });
  expect(months[2]).toEqual({ newLeads: 0, convertedLeads: 1 });
  expect(months[11]).toEqual(none);
});

test('the cards count leads, those of this month, and those converted, archived ones in none', async () => {
  const before = await readLeadTotals(database.db);
  await arrive({});
  await arrive({ archived: true });
  expect(before).toEqual({ totalLeads: 3, newLeadsThisMonth: 0, totalConvertedLeads: 2 });
  expect(await readLeadTotals(database.db)).toEqual({
    totalLeads: 4,
    newLeadsThisMonth: 1,
    totalConvertedLeads: 2,
  });
});

test('this month begins at midnight in the ISP’s zone', async () => {
  const before = await readLeadTotals(database.db);
  const [month] = await database.db.sql<{ first: Date; last: Date }[]>`
    select date_trunc('month', now() at time zone 'Africa/Nairobi') at time zone 'Africa/Nairobi' as first,
      (date_trunc('month', now() at time zone 'Africa/Nairobi') - interval '1 second') at time zone 'Africa/Nairobi' as last`;
  await arrive({ createdAt: month?.first.toISOString() ?? '' });
  await arrive({ createdAt: month?.last.toISOString() ?? '' });
  const after = await readLeadTotals(database.db);
  expect(after.newLeadsThisMonth - before.newLeadsThisMonth).toBe(1);
  expect(after.totalLeads - before.totalLeads).toBe(2);
});

test('the cards and the chart that are read together say what each says alone', async () => {
  const { totals, overTime } = await readDashboard(database.db, 2025);
  expect(totals).toEqual(await readLeadTotals(database.db));
  expect(overTime).toEqual(await readLeadsOverTime(database.db, 2025));
  expect(overTime.months[2]).toEqual({ newLeads: 0, convertedLeads: 1 });
});
