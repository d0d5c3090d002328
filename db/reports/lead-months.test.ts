import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../domain/id.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { foldLeadMonths, rebuildLeadMonths, verifyLeadMonths } from './lead-months.ts';
import { readLeadsOverTime, readLeadTotals } from './stats.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate leads, lead_months, lead_month_deltas cascade`;
});

let phones = 0;
const leadOf = (createdAt: string) => ({
  id: newId('lead'),
  phone: `+2547120${String(++phones).padStart(5, '0')}`,
  source: 'Website',
  createdAt,
});
const arrive = (...leads: ReturnType<typeof leadOf>[]) =>
  house.db.sql`insert into leads ${house.db.sql(leads)}`;
const notes = async () => (await house.db.sql`select from lead_month_deltas`).count;

test('a thousand leads of one month that arrive together are one note', async () => {
  await arrive(...Array.from({ length: 1000 }, () => leadOf('2026-03-10T09:00:00Z')));
  expect(await notes()).toBe(1);
  expect(await readLeadTotals(house.db)).toMatchObject({ totalLeads: 1000 });
});

test('an edit that moves no lead between months is no note', async () => {
  await arrive(leadOf('2026-03-10T09:00:00Z'));
  await house.db.sql`update leads set name = 'Jane Wanjiru', notes = 'Too slow'`;
  expect(await notes()).toBe(1);
});

test('a lead that is converted, archived and restored counts as what it is', async () => {
  await arrive(leadOf('2026-03-10T09:00:00Z'));
  const totals = async () => {
    const { totalLeads, totalConvertedLeads } = await readLeadTotals(house.db);
    return [totalLeads, totalConvertedLeads];
  };
  await house.db.sql`update leads set status = 'Converted', converted_at = '2026-04-01T00:00:00Z'`;
  expect(await totals()).toEqual([1, 1]);
  await house.db.sql`update leads set archived_at = now()`;
  expect(await totals()).toEqual([0, 0]);
  await house.db.sql`update leads set archived_at = null, converted_at = null, status = 'New'`;
  expect(await totals()).toEqual([1, 0]);
  await house.db.sql`delete from leads`;
  expect(await totals()).toEqual([0, 0]);
});

test('folded or not, read or folded meanwhile, the figures are the same', async () => {
  const months = ['2026-01', '2026-02', '2026-03'];
  const writing = months.flatMap((month) =>
    Array.from({ length: 20 }, () => arrive(leadOf(`${month}-15T12:00:00Z`))),
  );
  const folding = Array.from({ length: 10 }, () => foldLeadMonths(house.db));
  await Promise.all([...writing, ...folding]);
  const before = await readLeadsOverTime(house.db, 2026);
  expect(before.months.slice(0, 4).map(({ newLeads }) => newLeads)).toEqual([20, 20, 20, 0]);
  while ((await foldLeadMonths(house.db)) > 0);
  expect(await notes()).toBe(0);
  expect(await readLeadsOverTime(house.db, 2026)).toEqual(before);
  expect(await verifyLeadMonths(house.db)).toEqual([]);
});

test('figures that are wrong are named, and counted anew', async () => {
  await arrive(leadOf('2026-03-10T09:00:00Z'));
  await foldLeadMonths(house.db);
  await house.db.sql`update lead_months set arrived = 7`;
  expect(await verifyLeadMonths(house.db)).toEqual([
    { month: '2026-03-01', counted: { arrived: 1, converted: 0 }, kept: { arrived: 7, converted: 0 } },
  ]);
  await rebuildLeadMonths(house.db);
  expect(await verifyLeadMonths(house.db)).toEqual([]);
});

test('in another time zone a lead of the last evening is one of the next month, once that is counted anew', async () => {
  await arrive(leadOf('2026-03-31T22:00:00Z'));
  await house.db.sql`update settings set time_zone = 'UTC'`;
  expect((await verifyLeadMonths(house.db)).map(({ month }) => month)).toEqual(['2026-03-01', '2026-04-01']);
  await rebuildLeadMonths(house.db);
  expect((await readLeadsOverTime(house.db, 2026)).months[2]).toEqual({ newLeads: 1, convertedLeads: 0 });
  await house.db.sql`update settings set time_zone = 'Africa/Nairobi'`;
});
