import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson } from '../../db/person/people.ts';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let atieno: Id<'user'>;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
  const phone = parsePhone('0733000222');
  const added = await addPerson(desk.db, {
    name: 'Atieno Achieng',
    phone,
    role: 'agent',
    agentKind: 'caretaker',
  });
  if ('refused' in added) throw new Error('Atieno is known already.');
  atieno = added.person;
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.sql`truncate leads, payouts cascade`;
  await desk.db.sql`update settings set payout_per_lead = 500`;
});

let phones = 0;
async function convert(name: string, convertedAt = '2025-04-10T09:00:00Z'): Promise<void> {
  const phone = `07120${String(++phones).padStart(5, '0')}`;
  const lead = await addLead(desk.db, {
    phone,
    name,
    source: 'Caretaker',
    status: 'Converted',
    broughtInByPersonId: atieno,
  });
  await desk.db.sql`update leads set converted_at = ${convertedAt} where id = ${lead}`;
}

const april = 'from=2025-04-01&to=2025-04-30';
const list = async () => (await amina.get(`/reports/payouts?${april}`)).text;
const hidden = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
const paymentPath = () => `/reports/payouts/${atieno}/payment`;
const look = async () => hidden((await amina.get(`${paymentPath()}?${april}`, htmx)).text);

test('the amount per customer is set by its own form', async () => {
  await desk.db.sql`update settings set payout_per_lead = null`;
  await convert('Jane Wambui');
  expect(await list()).toContain('Nobody has said yet');
  expect((await amina.get(`${paymentPath()}?${april}`)).text).toContain('Say first what an agent is paid');
  expect((await amina.post('/reports/payouts/amount', { amount: 'much' })).status).toBe(422);
  const saved = await amina.post('/reports/payouts/amount', { amount: '1,250.50' });
  expect(saved.to).toBe('/reports/payouts');
  expect(await list()).toContain('KES 1,250.50');
});

test('what is shown is what is paid, and the list says so', async () => {
  await convert('Jane Wambui');
  await convert('Peter Njoroge');
  expect(await list()).toContain('KES 1,000');
  const answer = await amina.post(paymentPath(), await look(), htmx);
  expect(answer.to).toBe(`/reports/payouts?${april}`);
  const after = await list();
  expect(after).toContain('KES 1,000 is marked as paid.');
  expect(after).toContain('Nothing to pay in this period');
  const made = (await amina.get('/reports/payouts')).text;
  expect(made).toContain('Paid in this period');
  expect(made).toContain('1 Apr 2025 – 30 Apr 2025');
  expect(made).toContain('Amina Owino');
});

test('a lead converted after the look is told and not paid; the form then shows what is due now', async () => {
  await convert('Jane Wambui');
  const seen = await look();
  await convert('Peter Njoroge');
  const answer = await amina.post(paymentPath(), seen);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('What is due has changed since you looked');
  expect(answer.text).toContain('Mark KES 1,000 as paid');
  expect((await desk.db.sql`select from payouts`).count).toBe(0);
  expect((await amina.post(paymentPath(), hidden(answer.text))).status).toBe(303);
});

test('two people who press at once pay once', async () => {
  await hire(desk.db, 'Faith Mwende', 'manager');
  const faith = await signIn(desk, 'Faith');
  await convert('Jane Wambui');
  const seen = await look();
  const answers = await Promise.all([amina.post(paymentPath(), seen), faith.post(paymentPath(), seen)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  expect(answers.map(({ text }) => text).join()).toContain('Nothing is due to them in this period');
  expect((await desk.db.sql`select from payouts`).count).toBe(1);
});

test('a payout made by mistake is taken back, and both lines stay', async () => {
  await convert('Jane Wambui');
  await amina.post(paymentPath(), await look());
  const undo = /href="(\/reports\/payouts\/made\/[^"]+\/undo)"/.exec(
    (await amina.get('/reports/payouts')).text,
  )?.[1];
  expect((await amina.get(undo ?? '', htmx)).text).toContain('Take this payout back?');
  expect((await amina.post(undo ?? '')).to).toBe('/reports/payouts');
  const { text } = await amina.get('/reports/payouts');
  expect(text).toContain('KES -500');
  expect(text).toContain('taken back');
  expect(await list()).toContain('Pay Atieno Achieng');
  expect((await amina.post(undo ?? '')).status).toBe(303);
  expect((await amina.get('/reports/payouts')).text).toContain(
    'Somebody has taken this payout back already.',
  );
  expect((await amina.get(undo ?? '')).status).toBe(404);
});

test('what is converted outside the period is not forgotten', async () => {
  await convert('Jane Wambui', '2025-04-30T23:30:00Z');
  expect(await list()).toContain('1 lead converted outside this period is not paid either.');
});

test('the list and the leads behind a line are files', async () => {
  await convert('=Jane');
  const file = await amina.get(`/reports/payouts.csv?${april}`);
  expect(file.text).toContain('Name,Phone,Kind,Leads,Amount per lead,Amount');
  expect(file.text).toContain('Atieno Achieng,+254733000222,Caretaker,1,500.00,500.00');
  const leads = await amina.get(`/reports/payouts/${atieno}/leads.csv?${april}`);
  expect(leads.text).toContain("'=Jane,+25471200");
  expect(leads.text).toContain('2025-04-10');
  await amina.post(paymentPath(), await look());
  const path = /href="(\/reports\/payouts\/made\/[^"]+leads\.csv)"/.exec(
    (await amina.get('/reports/payouts')).text,
  );
  expect((await amina.get(path?.[1] ?? '')).text).toContain("'=Jane,+25471200");
});

test.each(['nobody', 'user_1', 'lead_0199f3c2-0000-7000-8000-000000000000'])(
  'an agent called %s is not there',
  async (id) => {
    expect((await amina.get(`/reports/payouts/${id}/payment`)).status).toBe(404);
    expect((await amina.post(`/reports/payouts/${id}/payment`)).status).toBe(404);
    expect((await amina.get(`/reports/payouts/${id}/leads.csv`)).status).toBe(404);
  },
);
