import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Id, newId } from '../../domain/id.ts';
import { leadSources, leadStatuses } from '../../domain/lead.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addPerson } from '../person/people.ts';
import type { LeadFilter } from './lead-filter.ts';
import { type LeadPlace, type LeadSort, leadSortFields, listLeads, listLeadsAsJson } from './lead-list.ts';
import type { LeadVision } from './lead-reads.ts';
import { mostCounted, surelyMore } from './lead-walk.ts';

let database: TestDatabase;
let wanjiru: Id<'user'>;
let juma: Id<'user'>;

const newestFirst: LeadSort = { by: 'createdAt', descending: true };
const everybody: LeadVision = { sees: 'all' };

interface Row {
  id: Id<'lead'>;
  phone: string;
  name: string | null;
  source: string;
  status: string;
  broughtInBy: string | null;
  assignedTo: string | null;
  followUpDate: string | null;
  createdAt: Date;
  archivedAt: Date | null;
}

const names = ['Jane Wambui', 'jane wambui', 'Otieno', 'Achieng 50%', 'Njeri_K', 'Ömer', 'Mwangi', null];
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** Few different values, so that every sort has many equals, and gaps. */
function leadRow(n: number): Row {
  return {
    id: newId('lead'),
    phone: `+2547${String(n * 7_919).padStart(8, '0')}`,
    name: pick(names, n),
    source: pick(leadSources, n),
    status: pick(leadStatuses, n * 3),
    broughtInBy: pick(['John Doe', 'JOHN DOE', 'John', null], n),
    assignedTo: pick([wanjiru, juma, null], n),
    followUpDate: pick(['2026-03-01', '2025-12-31', null, '2026-03-02'], Math.floor(n / 3)),
    createdAt: new Date(Date.UTC(2026, 0, 1 + (n % 11))),
    archivedAt: n % 20 === 19 ? new Date() : null,
  };
}

async function addStaff(name: string): Promise<Id<'user'>> {
  const added = await addPerson(database.db, { name, role: 'technician' });
  if ('refused' in added) throw new Error(`${name} is new here.`);
  return added.person;
}

const rows: Row[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  wanjiru = await addStaff('Wanjiru');
  juma = await addStaff('Juma');
  for (let n = 0; n < 120; n++) rows.push(leadRow(n));
  await database.db.sql`insert into leads ${database.db.sql([...rows])}`;
});
afterAll(() => database.drop());

const live = () => rows.filter((row) => !row.archivedAt);

async function list(filter: LeadFilter, limit = 200, vision = everybody) {
  const page = await listLeads(database.db, vision, { filter, sort: newestFirst, after: null, limit });
  return { ...page, ids: new Set(page.leads.map((lead) => lead.id)) };
}

const idsWhere = (holds: (row: Row) => boolean) =>
  new Set(
    live()
      .filter(holds)
      .map((row) => row.id),
  );
const search = (text: string): LeadFilter => ({ search: { text, country: 'KE' } });

async function walk(filter: LeadFilter, sort: LeadSort, limit: number): Promise<Id<'lead'>[]> {
  const seen: Id<'lead'>[] = [];
  let after: LeadPlace | null = null;
  do {
    const page = await listLeads(database.db, everybody, { filter, sort, after, limit });
    expect(page.leads.length).toBeLessThanOrEqual(limit);
    seen.push(...page.leads.map((lead) => lead.id));
    after = page.next;
  } while (after);
  return seen;
}

const sortedValue = (row: Row, by: LeadSort['by']): string | null => {
  if (by === 'createdAt') return row.createdAt.toISOString();
  return by === 'name' ? (row.name?.toLowerCase() ?? null) : row[by];
};

const comparing = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function inOrder(wanted: Row[], { by, descending }: LeadSort): Id<'lead'>[] {
  const turn = descending ? -1 : 1;
  const compare = (a: Row, b: Row) => {
    const [x, y] = [sortedValue(a, by), sortedValue(b, by)];
    if (x === null || y === null)
      return x === y ? turn * comparing(a.id, b.id) : Number(x === null) - Number(y === null);
    return turn * (comparing(x, y) || comparing(a.id, b.id));
  };
  return wanted.toSorted(compare).map((row) => row.id);
}

describe('walking the pages', () => {
  const sorts = fc.record({ by: fc.constantFrom(...leadSortFields), descending: fc.boolean() });

  test('meets each lead once, in order, leads without a value last', async () => {
    await fc.assert(
      fc.asyncProperty(sorts, fc.integer({ min: 1, max: 130 }), async (sort, limit) => {
        expect(await walk({}, sort, limit)).toEqual(inOrder(live(), sort));
      }),
      { numRuns: 40 },
    );
  });

  test('of a search does so too', async () => {
    const wanted = live().filter((row) => row.name?.toLowerCase() === 'jane wambui');
    await fc.assert(
      fc.asyncProperty(sorts, fc.integer({ min: 1, max: 40 }), async (sort, limit) => {
        expect(await walk(search('ANE wam'), sort, limit)).toEqual(inOrder(wanted, sort));
      }),
      { numRuns: 20 },
    );
  });

  test('ends on an empty page that still counts', async () => {
    const first = await list({}, 1);
    const id = newId('lead');
    const after = { value: '1999-01-01T00:00:00.000Z', id };
    const beyond = await listLeads(database.db, everybody, {
      filter: {},
      sort: newestFirst,
      after,
      limit: 5,
    });
    expect(beyond).toEqual({ leads: [], next: null, total: first.total, totalIsExact: true });
    expect(first.total).toBe(live().length);
  });
});

test('a page as JSON holds the same leads, the same counts and the same next place', async () => {
  for (const by of leadSortFields) {
    const wish = { filter: {}, sort: { by, descending: true }, after: null, limit: 7 };
    const [page, asJson] = [
      await listLeads(database.db, everybody, wish),
      await listLeadsAsJson(database.db, everybody, wish),
    ];
    const { json, ...counted } = asJson;
    const leads: { _id: string }[] = JSON.parse(json);
    expect(leads.map(({ _id }) => _id)).toEqual(page.leads.map((lead) => lead.id));
    expect({ ...counted, leads: [] }).toEqual({ ...page, leads: [] });
  }
});

describe('a filter', () => {
  test('of statuses takes any of them', async () => {
    const { ids, total } = await list({ statuses: ['New', 'Interested'] });
    expect(ids).toEqual(idsWhere((row) => row.status === 'New' || row.status === 'Interested'));
    expect(total).toBe(ids.size);
  });

  test('and another filter must both hold', async () => {
    const { ids } = await list({ sources: ['Caretaker'], assignedTo: [wanjiru] });
    expect(ids).toEqual(idsWhere((row) => row.source === 'Caretaker' && row.assignedTo === wanjiru));
  });

  test('of who brought them in takes whole names in any case', async () => {
    const { ids } = await list({ broughtInBy: ['john doe'] });
    expect(ids).toEqual(idsWhere((row) => row.broughtInBy?.toLowerCase() === 'john doe'));
  });

  test('with no member matches no lead', async () => expect((await list({ statuses: [] })).total).toBe(0));

  test('shows archived leads only when asked', async () => {
    expect((await list({ archived: 'shown' })).total).toBe(rows.length);
  });
});

test('a technician is shown, and counts, assigned leads only', async () => {
  const { ids, total } = await list({}, 200, { sees: 'assigned', person: juma });
  expect(ids).toEqual(idsWhere((row) => row.assignedTo === juma));
  expect(total).toBe(ids.size);
});

describe('a search', () => {
  test.each(['jane', 'NE WAM', 'ömer', 'tieno', 'ja'])('for %s finds names', async (text) => {
    const { ids } = await list(search(text));
    const wanted = idsWhere((row) => row.name?.toLowerCase().includes(text.toLowerCase()) ?? false);
    expect(ids).toEqual(wanted);
    expect(ids.size).toBeGreaterThan(0);
  });

  test('takes % and _ as they stand', async () => {
    expect((await list(search('50%'))).ids).toEqual(idsWhere((row) => row.name === 'Achieng 50%'));
    expect((await list(search('i_k'))).ids).toEqual(idsWhere((row) => row.name === 'Njeri_K'));
  });

  test('of two letters looks at beginnings only', async () =>
    expect((await list(search('ti'))).total).toBe(0));

  test('finds a phone however it is written', async () => {
    const [row] = rows;
    const found = await list(search(`0${row?.phone.slice(4)}`));
    expect(found.ids).toEqual(new Set([row?.id]));
  });

  test('and a filter must both hold', async () => {
    const { ids } = await list({ ...search('otieno'), statuses: ['New'] });
    expect(ids).toEqual(idsWhere((row) => row.name === 'Otieno' && row.status === 'New'));
  });
});

describe('follow-ups are due by the calendar of the ISP’s zone', () => {
  let today = '';
  const day = (offset: number) =>
    new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);

  beforeAll(async () => {
    const [row] = await database.db.sql<{ today: string }[]>`
      select (now() at time zone 'Pacific/Kiritimati')::date as today`;
    today = row?.today ?? '';
    await database.db.sql`update leads set follow_up_date = null`;
    for (const [index, offset] of [-1, 0, 6, 7].entries()) {
      await database.db
        .sql`update leads set follow_up_date = ${day(offset)} where id = ${live()[index]?.id ?? ''}`;
    }
  });

  const dates = async (filter: LeadFilter) =>
    (await list(filter)).leads.map((lead) => lead.followUpDate).toSorted();

  test('where it is the latest day on earth', async () => {
    await database.db.sql`update settings set time_zone = 'Pacific/Kiritimati'`;
    expect(await dates({ followUp: ['overdue'] })).toEqual([day(-1)]);
    expect(await dates({ followUp: ['today'] })).toEqual([day(0)]);
    expect(await dates({ followUp: ['week'] })).toEqual([day(0), day(6)]);
    expect(await dates({ followUp: ['overdue', 'today'] })).toEqual([day(-1), day(0)]);
  });

  test('where it is still the day before, or the one before that', async () => {
    await database.db.sql`update settings set time_zone = 'Pacific/Pago_Pago'`;
    expect(await dates({ followUp: ['overdue'] })).not.toContain(day(-1));
    expect(await dates({ followUp: ['today'] })).not.toContain(day(0));
  });
});

test('the count is exact up to ten thousand, and a search that finds more is still in order', async () => {
  const { sql } = database.db;
  await sql`
    insert into leads (id, phone, name, source, created_at)
    select 'lead_' || gen_random_uuid(), '+2541' || lpad(n::text, 8, '0'), 'Crowd ' || n, 'Website',
      '2027-01-01'::timestamptz + n * interval '1 second'
    from generate_series(1, ${mostCounted + 1}) n`;
  const crowd = await list(search('crowd'), 3);
  expect(crowd).toMatchObject({ total: mostCounted, totalIsExact: false });
  expect(crowd.leads.map((lead) => lead.name)).toEqual(['Crowd 10001', 'Crowd 10000', 'Crowd 9999']);
  expect(await list({}, 1)).toMatchObject({ total: mostCounted, totalIsExact: false });
  await sql`update leads set archived_at = now() where name = 'Crowd 1'`;
  expect(await list(search('crowd'), 1)).toMatchObject({ total: mostCounted, totalIsExact: true });
});

test('a list of far more leads than are counted is not counted again, and its pages stay right', async () => {
  const { sql } = database.db;
  await sql`
    insert into leads (id, phone, name, source, created_at)
    select 'lead_' || gen_random_uuid(), '+2542' || lpad(n::text, 8, '0'), 'Throng ' || n, 'Website',
      '2028-01-01'::timestamptz + n * interval '1 second'
    from generate_series(1, ${surelyMore}) n`;
  const names = async () => (await list(search('throng'), 2)).leads.map((lead) => lead.name);
  expect(await names()).toEqual([`Throng ${surelyMore}`, `Throng ${surelyMore - 1}`]);
  await sql`update leads set archived_at = now() where name = ${`Throng ${surelyMore}`}`;
  expect(await names()).toEqual([`Throng ${surelyMore - 1}`, `Throng ${surelyMore - 2}`]);
  expect(await list(search('throng'), 1)).toMatchObject({ total: mostCounted, totalIsExact: false });
});
