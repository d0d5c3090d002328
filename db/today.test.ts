import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { daysLater } from '../domain/calendar.ts';
import type { Id } from '../domain/id.ts';
import type { StaffRole } from '../domain/person.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { addLead, stock } from '../test/desk.ts';
import { requestConversion } from './conversion/conversions.ts';
import { archiveLead } from './lead/lead-archive.ts';
import { editLead } from './lead/lead-edit.ts';
import type { NewLead } from './lead/leads.ts';
import { addPerson } from './person/people.ts';
import {
  type Part,
  readAssigned,
  readFollowUps,
  readSurveys,
  readTroubledConversions,
  readUnclaimed,
} from './today.ts';

const today = '2031-05-01';
const yesterday = daysLater(today, -1);

let database: TestDatabase;
let wanjiru: Id<'user'>;
let kamau: Id<'user'>;
let mark: Id<'user'>;
let leads = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  wanjiru = await employ('Wanjiru', 'sales');
  kamau = await employ('Kamau', 'sales');
  mark = await employ('Mark', 'technician');
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.sql`update leads set archived_at = now()`;
});

async function employ(name: string, role: StaffRole): Promise<Id<'user'>> {
  const added = await addPerson(database.db, { name, role });
  if ('refused' in added) throw new Error(`${name} is new here.`);
  return added.person;
}

function newLead(name: string, fields: Partial<NewLead> = {}): Promise<Id<'lead'>> {
  leads += 1;
  const phone = `0712${String(leads).padStart(6, '0')}`;
  return addLead(database.db, { name, ...fields, phone });
}

const namesOf = (part: Part<{ name: string | null }>) => part.rows.map(({ name }) => name);
const mine = (person: Id<'user'>) => ({ person, sees: 'all' }) as const;

describe('follow-ups', () => {
  beforeEach(async () => {
    await newLead('Jane', { followUpDate: today, assignedTo: wanjiru });
    await newLead('Peter', { followUpDate: yesterday });
    await newLead('Otieno', { followUpDate: yesterday, assignedTo: kamau });
    await newLead('Akinyi', { followUpDate: daysLater(today, 1), assignedTo: wanjiru });
    await newLead('Zawadi', { followUpDate: yesterday, assignedTo: mark });
  });

  test('that are due are a person’s own and nobody’s, the one that is overdue first', async () => {
    expect(namesOf(await readFollowUps(database.db, mine(wanjiru), today))).toEqual(['Peter', 'Jane']);
  });

  test('of everybody are all that are due', async () => {
    expect(namesOf(await readFollowUps(database.db, 'everybody', today))).toEqual([
      'Peter',
      'Otieno',
      'Zawadi',
      'Jane',
    ]);
  });

  test('of a technician are those of their own leads', async () => {
    const own = { person: mark, sees: 'own' } as const;
    expect(namesOf(await readFollowUps(database.db, own, today))).toEqual(['Zawadi']);
  });
});

test('more than are shown are counted', async () => {
  for (let n = 0; n < 11; n++) await newLead(`Lead ${n}`, { followUpDate: today });
  const part = await readFollowUps(database.db, 'everybody', today);
  expect(part).toMatchObject({ count: 11, countIsExact: true });
  expect(part.rows).toHaveLength(8);
});

describe('surveys', () => {
  const plan = async (name: string, on: string, by: Id<'user'> | null) => {
    const lead = await newLead(name, { assignedTo: wanjiru });
    await editLead(database.db, lead, { status: 'Site Survey Scheduled', survey: { on, by } }, wanjiru);
    return lead;
  };

  test('are those of this week by whoever goes, else by whose lead it is', async () => {
    await plan('Jane', daysLater(today, 6), kamau);
    await plan('Peter', yesterday, null);
    await plan('Otieno', daysLater(today, 7), kamau);
    expect(namesOf(await readSurveys(database.db, mine(kamau), today))).toEqual(['Jane']);
    expect(namesOf(await readSurveys(database.db, mine(wanjiru), today))).toEqual(['Peter']);
    expect(namesOf(await readSurveys(database.db, 'everybody', today))).toEqual(['Peter', 'Jane']);
  });

  test('are over once the lead has moved on', async () => {
    const lead = await plan('Jane', today, mark);
    const own = { person: mark, sees: 'own' } as const;
    expect(namesOf(await readSurveys(database.db, own, today))).toEqual(['Jane']);
    await editLead(database.db, lead, { status: 'Interested' }, mark);
    expect((await readSurveys(database.db, own, today)).count).toBe(0);
  });
});

test('unclaimed are new leads that are nobody’s, the one that waits longest first', async () => {
  const peter = await newLead('Peter');
  await newLead('Jane');
  await newLead('Otieno', { assignedTo: kamau });
  await newLead('Akinyi', { status: 'Contacted' });
  await database.db.sql`update leads set created_at = now() - interval '1 hour' where id = ${peter}`;
  expect(namesOf(await readUnclaimed(database.db))).toEqual(['Peter', 'Jane']);
});

test('assigned are a person’s open leads, the newest first', async () => {
  const jane = await newLead('Jane', { assignedTo: mark });
  await newLead('Peter', { assignedTo: mark });
  await newLead('Otieno', { assignedTo: mark, status: 'Not Interested' });
  await newLead('Akinyi', { assignedTo: kamau });
  await database.db.sql`update leads set created_at = now() - interval '1 hour' where id = ${jane}`;
  expect(namesOf(await readAssigned(database.db, mark))).toEqual(['Peter', 'Jane']);
});

describe('conversions to look at', () => {
  let goods: Awaited<ReturnType<typeof stock>>;
  let wishes = 0;
  beforeAll(async () => {
    goods = await stock(database.db);
  });

  async function convert(lead: Id<'lead'>, by: Id<'user'>, state: 'failed' | 'uncertain' | 'requested') {
    wishes += 1;
    const wish = { ...goods, username: `customer${wishes}`, password: 'siri-4567', ipAddress: null };
    const asked = await requestConversion(database.db, lead, wish, { by });
    if ('refused' in asked) throw new Error(asked.refused);
    await database.db.sql`
      update conversions set state = ${state}, finished_at = case when ${state} = 'failed' then now() end,
        error_code = 'profile_missing', error_message = 'input does not match any value of profile'
      where id = ${asked.conversion}`;
  }

  test('are those that failed or are uncertain, with the router’s words, of whoever asked or has the lead', async () => {
    await convert(await newLead('Jane'), wanjiru, 'failed');
    await convert(await newLead('Peter', { assignedTo: kamau }), wanjiru, 'uncertain');
    await convert(await newLead('Otieno'), wanjiru, 'requested');
    const hers = await readTroubledConversions(database.db, mine(wanjiru));
    expect(namesOf(hers)).toEqual(['Peter', 'Jane']);
    expect(hers.rows[1]).toMatchObject({
      state: 'failed',
      router: 'Westlands-1',
      errorMessage: 'input does not match any value of profile',
    });
    expect(namesOf(await readTroubledConversions(database.db, mine(kamau)))).toEqual(['Peter']);
    expect(namesOf(await readTroubledConversions(database.db, 'everybody'))).toEqual(['Peter', 'Jane']);
  });

  test('are over when tried again, when archived, and after a month', async () => {
    const [again, gone, old] = [await newLead('Jane'), await newLead('Peter'), await newLead('Otieno')];
    for (const lead of [again, gone, old]) await convert(lead, wanjiru, 'failed');
    await convert(again, wanjiru, 'requested');
    await archiveLead(database.db, gone, wanjiru);
    await database.db.sql`
      update conversions set finished_at = now() - interval '31 days' where lead_id = ${old}`;
    expect((await readTroubledConversions(database.db, 'everybody')).rows).toEqual([]);
  });
});
