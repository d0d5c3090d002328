import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { stock } from '../../test/desk.ts';
import { requestConversion } from '../conversion/conversions.ts';
import { addPerson } from '../person/people.ts';
import { changeLeads, mostChanged } from './lead-bulk.ts';
import { countChosen } from './lead-choice.ts';
import type { LeadVision } from './lead-reads.ts';
import { createLead, type NewLead } from './leads.ts';

let database: TestDatabase;
let wanjiru: Id<'user'>;
let mark: Id<'user'>;

const everybody: LeadVision = { sees: 'all' };

async function hireStaff(name: string): Promise<Id<'user'>> {
  const added = await addPerson(database.db, { name, role: 'technician' });
  return 'person' in added ? added.person : expect.fail(`${name} is new here.`);
}

let phones = 0;
async function makeLead(name: string, fields: Partial<NewLead> = {}): Promise<Id<'lead'>> {
  const phone = parsePhone(`0712${String(phones++).padStart(6, '0')}`) ?? expect.fail('It is a phone.');
  const made = await createLead(database.db, { source: 'Website', name, ...fields, phone }, wanjiru, 'staff');
  return 'created' in made ? made.created : expect.fail(`${name} is new.`);
}

beforeAll(async () => {
  database = await createTestDatabase();
  wanjiru = await hireStaff('Wanjiru');
  mark = await hireStaff('Mark Kiprono');
});
afterAll(() => database.drop());

const eventsOf = (lead: Id<'lead'>, kind: string) =>
  database.db.sql<
    { byPersonId: string; details: unknown }[]
  >`select by_person_id, details from lead_events where lead_id = ${lead} and kind = ${kind} order by id`;

const statusOf = async (lead: Id<'lead'>) =>
  (await database.db.sql<{ status: string }[]>`select status from leads where id = ${lead}`)[0]?.status;

test('each lead of a ticked few moves with an event of its own, that says who and why', async () => {
  const leads = [await makeLead('Jane'), await makeLead('Peter')];
  const change = { status: 'Not Interested', reason: 'No coverage' } as const;
  const outcome = await changeLeads(database.db, everybody, { ticked: leads }, change, wanjiru);
  expect(outcome).toEqual({ changed: 2, refused: [], left: 'none' });
  for (const lead of leads) {
    expect(await eventsOf(lead, 'status')).toMatchObject([
      { details: { to: 'New' } },
      { byPersonId: wanjiru, details: { from: 'New', to: 'Not Interested', reason: 'No coverage' } },
    ]);
  }
});

test('a second call changes nothing and writes no event', async () => {
  const ticked = [await makeLead('Otieno')];
  const again = () => changeLeads(database.db, everybody, { ticked }, { assignedTo: mark }, wanjiru);
  expect((await again()).changed).toBe(1);
  expect((await again()).changed).toBe(0);
  for (const lead of ticked) expect(await eventsOf(lead, 'assigned')).toHaveLength(1);
});

test('all that a view shows are changed and no other; then the view is empty', async () => {
  const before = await makeLead('Achieng', { source: 'Referral' });
  const other = await makeLead('Njeri', { source: 'Field Sales' });
  const choice = { filter: { sources: ['Referral'], statuses: ['New'] } } as const;
  expect(await countChosen(database.db, everybody, choice)).toEqual({ total: 1, totalIsExact: true });
  const outcome = await changeLeads(database.db, everybody, choice, { status: 'Contacted' }, wanjiru);
  expect(outcome.changed).toBe(1);
  expect([await statusOf(before), await statusOf(other)]).toEqual(['Contacted', 'New']);
  expect((await countChosen(database.db, everybody, choice)).total).toBe(0);
});

test('a lead that is being converted is refused by name, and the others move', async () => {
  const held = await makeLead('Faith');
  const free = await makeLead('Brian');
  const wish = {
    ...(await stock(database.db)),
    username: 'faith',
    password: 'tamu-kama-asali',
    ipAddress: null,
  };
  await requestConversion(database.db, held, wish, { by: wanjiru });
  const change = { status: 'Interested' } as const;
  const outcome = await changeLeads(database.db, everybody, { ticked: [held, free] }, change, wanjiru);
  expect(outcome).toEqual({
    changed: 1,
    refused: [{ lead: held, name: 'Faith', refusal: { refused: 'conversion_running' } }],
    left: 'none',
  });
  expect([await statusOf(held), await statusOf(free)]).toEqual(['New', 'Interested']);
});

test('a technician who ticks a lead of somebody else changes nothing', async () => {
  const lead = await makeLead('Halima');
  const theirs: LeadVision = { sees: 'assigned', person: mark };
  const outcome = await changeLeads(database.db, theirs, { ticked: [lead] }, { status: 'Contacted' }, mark);
  expect(outcome.changed).toBe(0);
  expect(await statusOf(lead)).toBe('New');
});

test('nobody is assigned to whoever works here no longer', async () => {
  const gone = await hireStaff('Kamau');
  await database.db.sql`update people set active = false where id = ${gone}`;
  const ticked = [await makeLead('Zuhura')];
  const outcome = await changeLeads(database.db, everybody, { ticked }, { assignedTo: gone }, wanjiru);
  expect(outcome.refused).toMatchObject([{ refusal: { refused: 'unknown_reference' } }]);
});

describe('what is more than one call takes', () => {
  const choice = { filter: { sources: ['Manual Entry'] } } as const;
  const change = { assignedTo: null } as const;

  test('is left, said so, and gone on with by the next call', async () => {
    for (let n = 0; n < 5; n++) await makeLead(`Mwangi ${n}`, { source: 'Manual Entry', assignedTo: mark });
    const limits = { most: 3, patience: 20_000 };
    const first = await changeLeads(database.db, everybody, choice, change, wanjiru, limits);
    expect(first).toEqual({ changed: 3, refused: [], left: 'some' });
    const second = await changeLeads(database.db, everybody, choice, change, wanjiru, limits);
    expect(second).toEqual({ changed: 2, refused: [], left: 'none' });
  });

  test('in time is left too', async () => {
    await makeLead('Mwangi the last', { source: 'Manual Entry', assignedTo: mark });
    const limits = { most: mostChanged, patience: -1 };
    const none = await changeLeads(database.db, everybody, choice, change, wanjiru, limits);
    expect(none).toEqual({ changed: 0, refused: [], left: 'some' });
  });

  test('because of a fault is left too, and what was changed before it is told', async () => {
    const ticked = await Promise.all(
      Array.from({ length: 101 }, (_, n) => makeLead(`Kiptoo ${n}`, { source: 'Caretaker' })),
    );
    const last = ticked.toSorted().at(-1) ?? expect.fail();
    await database.db.sql`update leads set name = 'Trouble' where id = ${last}`;
    await database.db.sql`
      alter table leads add constraint trouble check (name <> 'Trouble' or assigned_to is null) not valid`;
    const give = () => changeLeads(database.db, everybody, { ticked }, { assignedTo: mark }, wanjiru);
    expect(await give()).toEqual({ changed: 100, refused: [], left: 'some' });
    await expect(give()).rejects.toThrow('trouble');
    await database.db.sql`alter table leads drop constraint trouble`;
    expect(await give()).toEqual({ changed: 1, refused: [], left: 'none' });
  });
});
