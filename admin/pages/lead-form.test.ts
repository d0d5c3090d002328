import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTimeline } from '../../db/lead/lead-reads.ts';
import { addPerson } from '../../db/person/people.ts';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { addLead, type Browser, hire, openTestDesk, signIn, stock, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let brian: Browser;
let mark: Browser;
let technician: Id<'user'>;
let packageId: string;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  technician = await hire(desk.db, 'Mark Kiprono', 'technician');
  ({ packageId } = await stock(desk.db));
  brian = await signIn(desk, 'Brian');
  mark = await signIn(desk, 'Mark');
});
afterAll(() => desk.close());

const stored = async (phone: string) => {
  const [lead] = await desk.db.sql`
    select id, name, source, package_id, customer_has_router, router_type, agreed_installation_fee,
      agreed_monthly_subscription, follow_up_date::text, assigned_to, brought_in_by_contact, updated_at
    from leads where phone = ${phone}`;
  return lead;
};

test('a lead is entered with every field, and its page opens', async () => {
  const answer = await brian.post('/leads', {
    name: ' Jane Smith ',
    phone: '0722 000 111',
    source: 'Caretaker',
    packageId,
    currentIsp: 'Zuku',
    notes: 'Complaining about frequent downtime.',
    broughtInBy: 'John Doe',
    broughtInByContact: '0733 000 222',
    agreedInstallationFee: '2,500',
    agreedMonthlySubscription: '2999.50',
    customerHasRouter: 'yes',
    routerType: 'TP-Link Archer C6',
    followUpDate: '2026-12-24',
    unitNumber: 'A5',
    location: 'Westlands, Nairobi',
    assignedTo: technician,
  });
  const lead = await stored('+254722000111');
  expect(answer).toMatchObject({ status: 303, to: `/leads/${lead?.id}` });
  expect(lead).toMatchObject({
    name: 'Jane Smith',
    source: 'Caretaker',
    packageId,
    customerHasRouter: true,
    agreedInstallationFee: '2500.00',
    agreedMonthlySubscription: '2999.50',
    followUpDate: '2026-12-24',
    assignedTo: technician,
    broughtInByContact: '+254733000222',
  });
  const page = await brian.get(answer.to ?? '');
  expect(page.text).toContain('Jane Smith is saved.');
  expect(page.text).toContain('KES 5,499.50');
  expect((await brian.get(answer.to ?? '')).text).not.toContain('is saved');
});

test('what is wrong stands beside its field, and what was typed stays', async () => {
  const answer = await brian.post('/leads', {
    name: 'Peter',
    phone: '12345',
    source: '',
    agreedInstallationFee: 'free',
    followUpDate: '2026-02-30',
    packageId: 'package_1',
  });
  expect(answer.status).toBe(422);
  for (const field of ['phone', 'source', 'agreedInstallationFee', 'followUpDate', 'packageId']) {
    expect(answer.text).toContain(`id="field-${field}-error"`);
    expect(answer.text).toMatch(new RegExp(`id="field-${field}"[^>]*aria-invalid="true"`));
  }
  expect(answer.text).toContain('value="Peter"');
  expect(answer.text).toContain('value="12345"');
  expect(await desk.db.sql`select from leads where name = 'Peter'`).toHaveLength(0);
});

test('a phone that is known already shows whose it is, and leads there', async () => {
  const jane = await stored('+254722000111');
  const answer = await brian.post('/leads', { phone: '+254722000111', source: 'Referral', name: 'Somebody' });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('This phone is a lead already.');
  expect(answer.text).toContain(`<a href="/leads/${jane?.id}">Open Jane Smith</a>`);
});

describe('a phone that is typed', () => {
  const check = async (browser: Browser, fields: Record<string, string>) =>
    (await browser.post('/leads/phone', fields)).text;

  test.each(['0722 000 111', '+254722000111', '254 722 000111'])(
    'as %s is known, and leads to whose it is',
    async (phone) => {
      const jane = await stored('+254722000111');
      expect(await check(brian, { phone })).toContain(`<a href="/leads/${jane?.id}">Open Jane Smith</a>`);
    },
  );

  test.each(['0722 999 999', '0722', ''])('as "%s" is nobody’s yet', async (phone) => {
    expect(await check(brian, { phone })).toMatch(/<output id="known-phone"[^>]*><\/output>/);
  });

  test('is its own lead’s while that is edited', async () => {
    const jane = await stored('+254722000111');
    expect(await check(brian, { phone: '0722000111', lead: jane?.id })).not.toContain('Known');
  });

  test('of a lead that the technician may not see is only known', async () => {
    const other = await addLead(desk.db, { phone: '0722000150', name: 'Halima Abdi' });
    const text = await check(mark, { phone: '0722000150' });
    expect(text).toContain('This phone is already known.');
    expect(text).not.toContain('Halima');
    expect(text).not.toContain(other);
  });

  test('of a lead that the technician may not see says no more when it is saved', async () => {
    const mine = await addLead(desk.db, { phone: '0722000151', assignedTo: technician });
    const { text, status } = await mark.post(`/leads/${mine}`, { phone: '0722000150', source: 'Website' });
    expect(status).toBe(422);
    expect(text).toContain('This phone is already known.');
    expect(text).not.toContain('Halima');
  });
});

describe('who brought it', () => {
  beforeAll(async () => {
    const phone = parsePhone('0733000333') ?? expect.fail();
    await addPerson(desk.db, { name: 'Kamau Njuguna', role: 'agent', agentKind: 'caretaker', phone });
  });

  test('is suggested among the people, each with their number', async () => {
    const { text } = await brian.get('/leads/new');
    expect(text).toContain('<option value="Kamau Njuguna" data-fill="+254 733 000333">');
  });

  test('brings their number also where no script fills it in, and is told of the conversion', async () => {
    const fields = { phone: '0722000160', source: 'Caretaker', broughtInBy: 'Kamau Njuguna' };
    await brian.post('/leads', fields);
    const [lead] = await desk.db.sql`
      select l.brought_in_by_contact as contact, p.name from leads l join people p on p.id = l.brought_in_by_person_id
      where l.phone = '+254722000160'`;
    expect(lead).toEqual({ contact: '+254733000333', name: 'Kamau Njuguna' });
  });

  test('keeps the number that was written', async () => {
    const fields = { phone: '0722000161', source: 'Caretaker', broughtInBy: 'Kamau Njuguna' };
    await brian.post('/leads', { ...fields, broughtInByContact: '0733000999' });
    expect(await stored('+254722000161')).toMatchObject({ broughtInByContact: '+254733000999' });
  });
});

test('the router type goes with the router', async () => {
  await brian.post('/leads', { phone: '0722000112', source: 'Referral', routerType: 'Left over' });
  expect(await stored('+254722000112')).toMatchObject({ customerHasRouter: false, routerType: null });
});

test.each([
  ['2,500', '2999.50', 'KES 5,499.50'],
  ['2500', '', 'KES 2,500'],
  ['', '', 'KES –'],
  ['free', '100', 'KES 100'],
])('the total of %s and %s is %s', async (fee, monthly, total) => {
  const query = new URLSearchParams({ agreedInstallationFee: fee, agreedMonthlySubscription: monthly });
  expect((await brian.get(`/leads/total?${query}`)).text).toContain(`>${total}</output>`);
});

describe('editing a lead', () => {
  const formOf = async (browser: Browser, id: string) => {
    const { text } = await browser.get(`/leads/${id}/edit`);
    return { unchangedSince: /name="unchangedSince" value="([^"]+)"/.exec(text)?.[1] ?? '', text };
  };

  test('changes what was changed, and the history tells from what to what', async () => {
    const id = await addLead(desk.db, { phone: '0722000200', name: 'Wanjiru', location: 'Umoja' });
    const { unchangedSince, text } = await formOf(brian, id);
    expect(text).toContain('value="+254 722 000200"');
    const fields = {
      phone: '0722000200',
      source: 'Website',
      name: 'Wanjiru',
      location: 'Ruaka',
      unchangedSince,
    };
    expect((await brian.post(`/leads/${id}`, fields)).to).toBe(`/leads/${id}`);
    const [edited] = await readTimeline(desk.db, id);
    expect(edited).toMatchObject({
      kind: 'edited',
      by: 'Brian Kiprop',
      details: { changes: { location: { from: 'Umoja', to: 'Ruaka' } } },
    });
    expect((await brian.get(`/leads/${id}`)).text).toContain('Location: Umoja → Ruaka');
  });

  test('is refused where somebody was faster, and goes through once it was looked at', async () => {
    const id = await addLead(desk.db, { phone: '0722000201', name: 'Otieno' });
    const { unchangedSince } = await formOf(brian, id);
    await desk.db
      .sql`update leads set name = 'Otieno Odhiambo', updated_at = now() + interval '1 second' where id = ${id}`;
    const fields = { phone: '0722000201', source: 'Website', name: 'Otieno O.' };
    const refused = await brian.post(`/leads/${id}`, { ...fields, unchangedSince });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Somebody changed this lead');
    expect(refused.text).toContain('value="Otieno O."');
    const again = /name="unchangedSince" value="([^"]+)"/.exec(refused.text)?.[1] ?? '';
    expect((await brian.post(`/leads/${id}`, { ...fields, unchangedSince: again })).status).toBe(303);
  });

  test('onto the phone of somebody else is refused with a way to them', async () => {
    const id = await addLead(desk.db, { phone: '0722000202', name: 'Faith' });
    const answer = await brian.post(`/leads/${id}`, { phone: '0722000111', source: 'Website' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Open Jane Smith');
  });

  test('by a technician leaves the assignment as it is, whatever the form says', async () => {
    const id = await addLead(desk.db, { phone: '0722000203', name: 'Kevin', assignedTo: technician });
    expect((await formOf(mark, id)).text).not.toContain('name="assignedTo"');
    const fields = { phone: '0722000203', source: 'Website', name: 'Kevin Njoroge', assignedTo: '' };
    expect((await mark.post(`/leads/${id}`, fields)).status).toBe(303);
    expect(await stored('+254722000203')).toMatchObject({ name: 'Kevin Njoroge', assignedTo: technician });
  });

  test('leaves unknown what nobody asked: whether they have a router', async () => {
    const id = await addLead(desk.db, { phone: '0722000204' });
    await brian.post(`/leads/${id}`, { phone: '0722000204', source: 'Website', name: 'Achieng' });
    expect(await stored('+254722000204')).toMatchObject({ name: 'Achieng', customerHasRouter: null });
  });
});
