import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rememberAccount } from '../../db/channel/channel-accounts.ts';
import { addPerson, findPerson } from '../../db/person/people.ts';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let wanjiru: Browser;
let owner: Id<'user'>;
let kamau: Id<'user'>;
beforeAll(async () => {
  desk = await openTestDesk();
  owner = await hire(desk.db, 'Amina Owino', 'owner');
  await hire(desk.db, 'Wanjiru Njeri', 'sales');
  amina = await signIn(desk, 'Amina');
  wanjiru = await signIn(desk, 'Wanjiru');
  const phone = parsePhone('0722000001');
  const added = await addPerson(desk.db, { name: 'Kamau', phone, role: 'agent', agentKind: 'caretaker' });
  kamau = 'person' in added ? added.person : expect.fail('Kamau is new.');
});
afterAll(() => desk.close());

test('an agent’s page tells what they brought, and holds the links that credit them', async () => {
  const { db } = desk;
  await rememberAccount(db, 'telegram', '123', 'savanna_net_bot');
  await rememberAccount(db, 'whatsapp', 'main', '254700100200');
  await addLead(db, { phone: '0712345601', broughtInByPersonId: kamau });
  const jane = await addLead(db, { phone: '0712345602', broughtInByPersonId: kamau });
  await db.sql`update leads set status = 'Converted', converted_at = now() where id = ${jane}`;
  const { text } = await wanjiru.get(`/people/${kamau}`);
  expect(text).toMatch(/Brought<\/dt><dd>2<.*Became customers<\/dt><dd>1<.*<dd>50 %</);
  const code = (await findPerson(db, kamau))?.referralCode;
  for (const link of [
    `https://t.me/savanna_net_bot?start=r_${code}`,
    `https://wa.me/254700100200?text=%2Fstart%20r_${code}`,
    `http://desk.test/chat?start=r_${code}`,
  ])
    expect(text).toContain(link);
});

test('the poster has a code for each way into the chat, and the agent’s number', async () => {
  const { text } = await wanjiru.get(`/people/${kamau}/poster`);
  expect(text.match(/class="qr"/g)).toHaveLength(3);
  for (const words of ['Savanna Net', 'Or ask Kamau', '+254 722 000001']) expect(text).toContain(words);
  expect((await wanjiru.get(`/people/${owner}/poster`)).status).toBe(404);
});

test('sales edit an agent, whose form keeps what is wrong beside its field', async () => {
  const form = (await wanjiru.get(`/people/${kamau}/edit`, htmx)).text;
  expect(form).toContain('value="Kamau"');
  const fields = { name: 'Kamau Njoroge', phone: '0722 000002', agentKind: 'field', language: 'sw' };
  expect((await wanjiru.post(`/people/${kamau}`, fields)).to).toBe(`/people/${kamau}`);
  expect(await findPerson(desk.db, kamau)).toMatchObject({ phone: '+254722000002', agentKind: 'field' });
  const wrong = await wanjiru.post(`/people/${kamau}`, { ...fields, phone: '12' }, htmx);
  expect([wrong.status, wrong.text.includes('id="field-phone-error"')]).toEqual([422, true]);
});

test('sales can neither edit staff nor raise anybody, themselves included', async () => {
  const me = (await desk.db.sql<{ id: Id<'user'> }[]>`select id from people where name = 'Wanjiru Njeri'`)[0];
  const raise = { name: 'Wanjiru Njeri', phone: '', role: 'owner', language: 'en' };
  for (const id of [me?.id, owner]) {
    expect((await wanjiru.get(`/people/${id}/edit`)).status).toBe(403);
    expect((await wanjiru.post(`/people/${id}`, raise)).status).toBe(403);
    expect((await wanjiru.post(`/people/${id}/deactivation`)).status).toBe(403);
  }
  // A role in an agent's form is not read.
  await wanjiru.post(`/people/${kamau}`, { ...raise, phone: '0722000002', agentKind: 'field' });
  expect(await findPerson(desk.db, kamau)).toMatchObject({ role: 'agent', agentKind: 'field' });
  await desk.db.sql`update people set name = 'Kamau Njoroge' where id = ${kamau}`;
});

test('the last owner cannot be made less than an owner, nor leave', async () => {
  const less = { name: 'Amina Owino', phone: '', role: 'sales', language: 'en' };
  const { status, text } = await amina.post(`/people/${owner}`, less, htmx);
  expect(status).toBe(422);
  expect(text).toContain('There must be an owner who can sign in.');
  const leave = await amina.post(`/people/${owner}/deactivation`, {}, htmx);
  expect(leave.text).toContain('Nobody deactivates themselves.');
});

describe('somebody who leaves', () => {
  let brian: Id<'user'>;
  let lead: Id<'lead'>;
  beforeAll(async () => {
    brian = await hire(desk.db, 'Brian Kiprop', 'sales');
    lead = await addLead(desk.db, { phone: '0712345603', assignedTo: brian });
  });

  test('is out with the next click, and the API takes their session no more', async () => {
    const browser = await signIn(desk, 'Brian');
    expect((await amina.get(`/people/${brian}/deactivation`, htmx)).text).toContain('One open lead is');
    expect((await browser.get('/leads')).status).toBe(200);
    expect((await amina.post(`/people/${brian}/deactivation`)).to).toBe(`/people/${brian}`);
    expect((await browser.get('/leads')).to).toMatch(/^\/sign-in/);
    expect((await browser.get('/api/leads')).status).toBe(401);
    await expect(signIn(desk, 'Brian')).rejects.toThrow('could not sign in');
  });

  test('leaves leads of which the list, the lead and their own page speak, until somebody takes them', async () => {
    expect((await amina.get('/people')).text).toContain('1 open lead to hand over');
    expect((await amina.get(`/leads/${lead}`)).text).toContain('Nobody looks after this lead');
    const { text } = await wanjiru.get(`/people/${brian}`);
    expect(text).toContain('nobody looks after them');
    expect((await wanjiru.post(`/people/${brian}/hand-over`, { to: owner })).to).toBe(`/people/${brian}`);
    expect((await wanjiru.get(`/people/${brian}`)).text).toContain('One lead is handed over.');
    expect((await amina.get('/people')).text).not.toContain('to hand over');
  });

  test('comes back, and signs in anew', async () => {
    expect((await amina.get(`/people/${brian}`)).text).toContain('Activate again');
    expect((await wanjiru.post(`/people/${brian}/activation`)).status).toBe(403);
    await amina.post(`/people/${brian}/activation`);
    expect((await (await signIn(desk, 'Brian')).get('/leads')).status).toBe(200);
  });
});

test('an agent does not come back while somebody else has their phone', async () => {
  const phone = parsePhone('0722000002');
  await wanjiru.post(`/people/${kamau}/deactivation`);
  await addPerson(desk.db, { name: 'Atieno', phone, role: 'agent', agentKind: 'partner' });
  await wanjiru.post(`/people/${kamau}/activation`);
  const { text } = await wanjiru.get(`/people/${kamau}`);
  expect(text).toContain('somebody else here has it now');
  expect(text).not.toContain('?start=r_');
});
