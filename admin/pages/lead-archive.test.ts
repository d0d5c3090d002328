import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findLead } from '../../db/lead/lead-reads.ts';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let brian: Browser;
let mark: Browser;
let markId: Id<'user'>;
let lead: Id<'lead'>;
let phone: string;
let leads = 0;

beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Brian Kiprop', 'sales');
  markId = await hire(desk.db, 'Mark Kiprono', 'technician');
  brian = await signIn(desk, 'Brian');
  mark = await signIn(desk, 'Mark');
});
afterAll(() => desk.close());
beforeEach(async () => {
  leads += 1;
  phone = `0712${String(leads).padStart(6, '0')}`;
  lead = await addLead(desk.db, { phone, name: 'Jane Smith', assignedTo: markId });
});

const archive = () => brian.post(`/leads/${lead}/archive`);
const restore = () => brian.post(`/leads/${lead}/restoration`);

test('whoever archives a lead is asked first, in a dialog or on a page', async () => {
  expect((await brian.get(`/leads/${lead}/archive`, htmx)).text).toMatch(/^<dialog id="sheet"/);
  expect((await brian.get(`/leads/${lead}/archive`)).text).toContain('Archive Jane Smith?');
  expect(await findLead(desk.db, lead)).not.toBeNull();
});

test('an archived lead is gone from the list, and its page says plainly what it is', async () => {
  expect((await archive()).to).toBe(`/leads/${lead}`);
  expect((await brian.get('/leads')).text).not.toContain(lead);
  const { status, text } = await brian.get(`/leads/${lead}`);
  expect(status).toBe(200);
  expect(text).toContain('This lead is archived');
  expect(text).toContain('by Brian Kiprop');
  for (const act of ['name="status"', '/edit"', 'conversion/new', 'name="followUpDate"', 'name="note"'])
    expect(text).not.toContain(act);
});

test('who may not archive finds none', async () => {
  await archive();
  expect((await mark.get(`/leads/${lead}`)).status).toBe(404);
});

test('archiving twice is harmless', async () => {
  await archive();
  expect((await archive()).status).toBe(303);
});

describe('an archived lead comes back', () => {
  beforeEach(archive);

  test('by one press, and says so', async () => {
    expect((await restore()).to).toBe(`/leads/${lead}`);
    expect((await brian.get(`/leads/${lead}`)).text).toContain('Jane Smith is back in the lists.');
    expect(await findLead(desk.db, lead)).not.toBeNull();
  });

  test('not beside the lead that has its phone by now, and leads there', async () => {
    const successor = await addLead(desk.db, { phone, name: 'Jane Wanjiku' });
    const { text } = await brian.get(`/leads/${lead}`);
    expect(text).toContain(`<a href="/leads/${successor}">Jane Wanjiku</a> by now`);
    expect(text).not.toContain('Restore');
    const refused = await restore();
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(`<a href="/leads/${successor}">Jane Wanjiku</a> by now`);
    expect(await findLead(desk.db, lead)).toBeNull();
  });

  test('not out of the lead that it became part of, and leads there instead', async () => {
    const kept = await addLead(desk.db, { phone: `0722${phone.slice(4)}`, name: 'Jane Wanjiku' });
    await desk.db.sql`update leads set merged_into = ${kept} where id = ${lead}`;
    const refused = await restore();
    expect(refused.to).toBe(`/leads/${kept}`);
    expect(await findLead(desk.db, lead)).toBeNull();
  });
});
