import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addPerson } from '../person/people.ts';
import { changeLeads } from './lead-bulk.ts';
import { editLead } from './lead-edit.ts';
import { createLead } from './leads.ts';

let house: TestDatabase;
let amina: Id<'user'>;
let grace: Id<'user'>;
const leads: Id<'lead'>[] = [];
beforeAll(async () => {
  house = await createTestDatabase();
  amina = await hired('Amina Owino');
  grace = await hired('Grace Wambui');
  for (const phone of ['0712345678', '0733111222', '0722000111']) leads.push(await newLead(phone));
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`delete from notices`;
  await house.db.sql`update leads set assigned_to = null`;
});

async function hired(name: string): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name, role: 'sales' });
  return 'person' in added ? added.person : expect.fail(added.refused);
}
async function newLead(phone: string, assignedTo: Id<'user'> | null = null): Promise<Id<'lead'>> {
  const parsed = parsePhone(phone) ?? expect.fail();
  const made = await createLead(
    house.db,
    { phone: parsed, source: 'Website', name: 'Jane', location: 'Kilimani', assignedTo },
    amina,
    'staff',
  );
  return 'created' in made ? made.created : expect.fail(made.refused);
}
const told = async () =>
  (await house.db.sql`select person_id, notice from notices`).map(({ personId, notice }) => [
    personId,
    notice,
  ]);

test('whoever is given a lead by somebody else is told who gave it, and which one', async () => {
  const [lead = expect.fail()] = leads;
  await editLead(house.db, lead, { fields: { assignedTo: grace } }, amina);
  await editLead(house.db, lead, { fields: { assignedTo: grace } }, amina);
  const notice = { kind: 'lead_assigned', lead, name: 'Jane', place: 'Kilimani', by: 'Amina Owino' };
  expect(await told()).toEqual([[grace, notice]]);
});

test('a lead that is new and given to somebody at once is told of too', async () => {
  const lead = await newLead('0799000111', grace);
  expect(await told()).toMatchObject([[grace, { kind: 'lead_assigned', lead }]]);
});

test('what one takes oneself, and what is taken away, is no news', async () => {
  const [lead = expect.fail()] = leads;
  await editLead(house.db, lead, { fields: { assignedTo: grace } }, grace);
  await editLead(house.db, lead, { fields: { assignedTo: null } }, amina);
  expect(await told()).toEqual([]);
});

test('many leads at once are told of once', async () => {
  const choice = { ticked: leads };
  await changeLeads(house.db, { sees: 'all' }, choice, { assignedTo: grace }, amina);
  expect(await told()).toEqual([[grace, { kind: 'leads_assigned', count: 3, by: 'Amina Owino' }]]);
});
