import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestConversion } from '../../db/conversion/conversions.ts';
import type { Id } from '../../domain/id.ts';
import {
  addLead,
  type Browser,
  hire,
  htmx,
  openTestDesk,
  signIn,
  stock,
  type TestDesk,
} from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let mark: Id<'user'>;

beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  mark = await hire(desk.db, 'Mark Kiprono', 'technician');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const read = async (lead: Id<'lead'>) =>
  (
    await desk.db.sql<{ status: string; assignedTo: string | null; followUpDate: string | null }[]>`
      select status, assigned_to, follow_up_date from leads where id = ${lead}`
  )[0];

test('what was ticked is asked about first, then assigned, and the page says how many', async () => {
  const lead = await addLead(desk.db, { phone: '0712000001', name: 'Jane' });
  const asked = await amina.post('/leads/bulk/assignment', { lead, view: 'status=New' });
  expect(asked.text).toContain('Assign 1 lead');
  expect(asked.text).toContain(`<input type="hidden" name="lead" value="${lead}"`);
  expect((await read(lead))?.assignedTo).toBeNull();
  const done = await amina.post('/leads/bulk/assignment', { lead, view: 'status=New', to: mark });
  expect(done.to).toBe('/leads?status=New');
  expect((await read(lead))?.assignedTo).toBe(mark);
  expect((await amina.get('/leads')).text).toContain('1 lead is assigned to Mark Kiprono now.');
});

test('with htmx it is a dialog, which closes and has the table shown anew', async () => {
  const lead = await addLead(desk.db, { phone: '0712000002', name: 'Otieno' });
  const asked = await amina.post('/leads/bulk/status', { lead, view: '' }, htmx);
  expect(asked.text).toContain('<dialog');
  expect(asked.text).not.toContain('<option value="Converted"');
  const done = await amina.post('/leads/bulk/status', { lead, view: '', status: 'Contacted' }, htmx);
  expect(done.headers.get('hx-trigger')).toContain('1 lead is Contacted now.');
  expect((await read(lead))?.status).toBe('Contacted');
});

test('everything that matches a view is moved, and nothing besides', async () => {
  const inside = await addLead(desk.db, { phone: '0712000003', name: 'Njeri', source: 'Referral' });
  const outside = await addLead(desk.db, { phone: '0712000004', name: 'Baraka', source: 'Field Sales' });
  const form = {
    every: 'yes',
    view: 'leadSource=Referral',
    status: 'Future Prospect',
    followUpDate: '2030-05-01',
  };
  await amina.post('/leads/bulk/status', form);
  expect(await read(inside)).toMatchObject({ status: 'Future Prospect', followUpDate: '2030-05-01' });
  expect((await read(outside))?.status).toBe('New');
});

test('nobody is made a customer in bulk, whatever the form says', async () => {
  const lead = await addLead(desk.db, { phone: '0712000005', name: 'Halima' });
  const answer = await amina.post('/leads/bulk/status', { lead, view: '', status: 'Converted' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('Customers are made one by one');
  expect((await read(lead))?.status).toBe('New');
});

test('those that could not be changed are named, with why', async () => {
  const lead = await addLead(desk.db, { phone: '0712000006', name: 'Faith <b>Mwende' });
  const wish = { ...(await stock(desk.db)), username: 'faith', password: 'tamu-kama-asali', ipAddress: null };
  await requestConversion(desk.db, lead, wish, { by: null });
  const answer = await amina.post('/leads/bulk/status', { lead, view: '', status: 'Contacted' }, htmx);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('1 could not be changed');
  expect(answer.text).toContain('Faith &lt;b&gt;Mwende');
  expect(answer.text).toContain('A user is being made for this lead just now.');
  expect(answer.headers.get('hx-trigger')).toContain('leadChanged');
});

test('with nothing ticked nothing is asked', async () => {
  const answer = await amina.post('/leads/bulk/status', { view: 'status=New', lead: 'no-lead' });
  expect(answer.to).toBe('/leads?status=New');
});

test('a technician moves the leads assigned to them and no other, and assigns none', async () => {
  const browser = await signIn(desk, 'Mark');
  const theirs = await addLead(desk.db, { phone: '0712000007', name: 'Wanjiru', assignedTo: mark });
  const other = await addLead(desk.db, { phone: '0712000008', name: 'Kamau' });
  await browser.post('/leads/bulk/status', { every: 'yes', view: '', status: 'Interested' });
  expect((await read(theirs))?.status).toBe('Interested');
  expect((await read(other))?.status).toBe('New');
  expect((await browser.post('/leads/bulk/assignment', { lead: theirs, to: '' })).status).toBe(403);
});
