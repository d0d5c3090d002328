import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let jane: Id<'lead'>;
let other: Id<'lead'>;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.sql`truncate leads cascade`;
  jane = await addLead(desk.db, { phone: '0712345678', name: 'Jane', location: 'Kilimani' });
  other = await addLead(desk.db, { phone: '0733111222', name: 'Jane <W>', unitNumber: '4B' });
});

const nameOf = async (lead: Id<'lead'>) =>
  (await desk.db.sql`select name from leads where id = ${lead}`)[0]?.name;

test('the other lead is found by any part of its phone, which stands in no address', async () => {
  expect((await amina.get(`/leads/${jane}/merge`)).text).toContain('The same person is also');
  const answer = await amina.post(`/leads/${jane}/merge/search`, { q: '0733 111' }, htmx);
  expect(answer.text).toContain('Jane &lt;W&gt;');
  expect(answer.text).toContain(`/leads/${jane}/merge/${other}`);
  expect(answer.text).not.toContain(`/leads/${jane}/merge/${jane}`);
  expect((await amina.post(`/leads/${jane}/merge/search`, { q: 'Otieno' })).text).toContain('No other lead');
  expect((await amina.post(`/leads/${jane}/merge/search`, { q: '' })).status).toBe(422);
});

test('both stand side by side: what is taken over, what stays, what is to be chosen', async () => {
  const { text } = await amina.get(`/leads/${jane}/merge/${other}`);
  expect(text).toMatch(/4B<\/span>|4B <span class="tag">taken over/);
  expect(text).toMatch(/Kilimani <span class="tag">stays/);
  expect(text).toContain('type="radio" name="name" value="gone"');
  expect(text).toContain('Keep Jane &lt;W&gt; instead');
  expect(text).not.toContain('name="source"');
});

test('merged, the one is shown where the other was, with both phones, and undone they are two again', async () => {
  const answer = await amina.post(`/leads/${jane}/merge/${other}`, { name: 'gone', phone: 'kept' });
  expect(answer).toMatchObject({ status: 303, to: `/leads/${jane}` });
  expect(await nameOf(jane)).toBe('Jane <W>');
  const page = (await amina.get(`/leads/${jane}`)).text;
  expect(page).toContain('Also known as');
  expect(page).toContain('+254 733 111222');
  expect(await amina.get(`/leads/${other}`)).toMatchObject({ status: 303, to: `/leads/${jane}` });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('became part of this lead.');
  const undoing = /action="(\/leads\/[^"]+\/undoing)"/.exec(page)?.[1] ?? expect.fail();
  expect(await amina.post(undoing)).toMatchObject({ status: 303, to: `/leads/${other}` });
  expect((await amina.get(`/leads/${other}`)).text).toContain('The two are two again.');
  expect(await nameOf(jane)).toBe('Jane');
  await amina.post(undoing);
  expect((await amina.get(`/leads/${jane}`)).text).toContain('Somebody has undone this merge already.');
});

test('a customer is not merged away; the page offers to keep them instead', async () => {
  await desk.db.sql`update leads set status = 'Converted' where id = ${other}`;
  const { text } = await amina.get(`/leads/${jane}/merge/${other}`);
  expect(text).toContain('The other one is the customer');
  expect(text).toContain(`href="/leads/${other}/merge/${jane}"`);
  const answer = await amina.post(`/leads/${jane}/merge/${other}`, {});
  expect(answer.text).toContain('The other one is the customer');
  expect(await nameOf(jane)).toBe('Jane');
});

test.each(['lead_01990000-0000-7000-8000-000000000000', 'nonsense'])(
  '%s is nothing to merge with',
  async (id) => {
    expect((await amina.get(`/leads/${jane}/merge/${id}`)).status).toBe(404);
    expect((await amina.post(`/leads/${jane}/merges/${id}/undoing`)).status).toBe(404);
  },
);
