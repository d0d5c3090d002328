import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { eventually } from '../../test/eventually.ts';
import { addPerson } from '../person/people.ts';
import type { LeadChoice } from './lead-choice.ts';
import { type ExportedLead, exportLeads } from './lead-export.ts';
import type { LeadSort } from './lead-list.ts';
import type { LeadVision } from './lead-reads.ts';
import { createLead } from './leads.ts';

let database: TestDatabase;
let mark: Id<'user'>;

beforeAll(async () => {
  database = await createTestDatabase();
  const added = await addPerson(database.db, { name: 'Mark Kiprono', role: 'technician' });
  mark = 'person' in added ? added.person : expect.fail('Mark is new here.');
});
afterAll(() => database.drop());

const newestFirst = { by: 'createdAt', descending: true } as const;
const byName = { by: 'name', descending: false } as const;
const phoneOf = (written: string) => parsePhone(written) ?? expect.fail(`${written} is no phone.`);

async function makeMany(count: number): Promise<void> {
  const { sql } = database.db;
  await sql`
    insert into leads (id, phone, source, name, notes, created_at)
    select 'lead_0199f3c2-0000-7000-8000-' || lpad(n::text, 12, '0'), '+25470' || lpad(n::text, 7, '0'), 'Website',
      'Njeri ' || n, repeat('Wants to stream football without breaks. ', 5), now() - n * interval '1 second'
    from generate_series(1, ${count}::int) n`;
}

async function take(
  choice: LeadChoice,
  sort: LeadSort = newestFirst,
  vision: LeadVision = { sees: 'all' },
): Promise<ExportedLead[]> {
  const leads: ExportedLead[] = [];
  for await (const lead of exportLeads(database.db, vision, choice, sort)) leads.push(lead);
  return leads;
}

const openTransactions = async () =>
  (
    await database.db.sql`
      select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`
  ).length;

test('a lead is exported with all that is known of it, its total and the names of others', async () => {
  const made = await createLead(
    database.db,
    {
      phone: phoneOf('0712345678'),
      source: 'Caretaker',
      name: 'Jane Smith',
      assignedTo: mark,
      customerHasRouter: false,
      followUpDate: '2026-12-01',
    },
    null,
    'staff',
  );
  const jane = 'created' in made ? made.created : expect.fail('Jane is new.');
  await database.db
    .sql`update leads set agreed_installation_fee = 2500, agreed_monthly_subscription = 2999.50,
    created_at = '2026-03-01T22:30:00Z' where id = ${jane}`;
  const leads = await take({ ticked: [jane] });
  expect(leads).toEqual([
    expect.objectContaining({
      name: 'Jane Smith',
      phone: '+254712345678',
      assignedTo: 'Mark Kiprono',
      customerHasRouter: false,
      followUpDate: '2026-12-01',
      agreedInstallationFee: '2500',
      total: '5499.5',
      // Half past one in the morning of the next day, in Nairobi.
      createdAt: '2026-03-02 01:30',
    }),
  ]);
});

test('an export holds what its view holds, in its order, and never what the asker may not see', async () => {
  for (const [phone, name] of [
    ['0713000002', 'Wanjiku'],
    ['0713000001', 'Achieng'],
  ] as const)
    await createLead(database.db, { phone: phoneOf(phone), source: 'Referral', name }, null, 'staff');
  const names = async (vision: LeadVision, sort: LeadSort) =>
    (await take({ filter: { sources: ['Referral'] } }, sort, vision)).map(({ name }) => name);
  expect(await names({ sees: 'all' }, byName)).toEqual(['Achieng', 'Wanjiku']);
  expect(await names({ sees: 'all' }, { ...byName, descending: true })).toEqual(['Wanjiku', 'Achieng']);
  expect(await names({ sees: 'assigned', person: mark }, byName)).toEqual([]);
});

/** What is still held after everything that can go has gone. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  // The flag gives new contexts a `gc`.
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
  return process.memoryUsage().heapUsed;
}

test('fifty thousand leads taken slowly need no more memory than a few', async () => {
  await makeMany(50_000);
  let taken = 0;
  let most = 0;
  const before = heapInUse();
  for await (const _lead of exportLeads(database.db, { sees: 'all' }, { filter: {} }, newestFirst)) {
    taken += 1;
    if (taken % 10_000 !== 1) continue;
    // A pause in which whatever reads ahead would have read them all.
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (taken === 1) expect(await openTransactions()).toBe(1);
    most = Math.max(most, heapInUse());
  }
  expect(taken).toBe(50_003);
  // All of them at once are some 45 MB.
  expect(most - before).toBeLessThan(8 * 1024 * 1024);
});

test('whoever leaves in the middle gives the connection back', async () => {
  for await (const lead of exportLeads(database.db, { sees: 'all' }, { filter: {} }, newestFirst)) {
    expect(await openTransactions()).toBe(1);
    if (lead) break;
  }
  await eventually(async () => expect(await openTransactions()).toBe(0));
});

test('an export whose connection dies breaks off instead of ending early', async () => {
  const read = async () => {
    for await (const lead of exportLeads(database.db, { sees: 'all' }, { filter: {} }, newestFirst)) {
      if (!lead) continue;
      await database.db.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`;
    }
  };
  await expect(read()).rejects.toThrow();
});
