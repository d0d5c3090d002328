import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
let aminaId: Id<'user'>;
let jane: Id<'lead'>;
beforeAll(async () => {
  desk = await openTestDesk();
  aminaId = await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
  jane = await addLead(desk.db, { phone: '0712345678', name: 'Jane <Smith>', notes: 'Slow\nin the evening' });
});
afterAll(() => desk.close());

const statusOf = async (id: Id<'lead'>) =>
  (await desk.db.sql`select status from leads where id = ${id}`)[0]?.status;

test.each(['/leads/lead_1', '/leads/nonsense', '/leads/lead_01990000-0000-7000-8000-000000000000'])(
  '%s is no lead',
  async (path) => {
    const answer = await amina.get(path);
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Not found');
  },
);

test('a status changes in place, and says so on the page it was changed on', async () => {
  const answer = await amina.post(`/leads/${jane}/status`, { status: 'Contacted', back: '/leads?q=jane' });
  expect(answer).toMatchObject({ status: 303, to: '/leads?q=jane' });
  expect(await statusOf(jane)).toBe('Contacted');
  expect((await amina.get('/leads?q=jane')).text).toContain('Jane &lt;Smith&gt; is now Contacted.');
});

test('the history tells who changed the status, and when', async () => {
  const { text } = await amina.get(`/leads/${jane}`);
  expect(text).toContain('New → Contacted');
  expect(text).toMatch(/Amina Owino · <time datetime="[^"]+">\d+ \w+ \d{4}, \d\d:\d\d<\/time>/);
});

test.each([['nonsense'], ['']])('a status of "%s" changes nothing', async (status) => {
  expect((await amina.post(`/leads/${jane}/status`, { status })).status).toBe(303);
  expect(await statusOf(jane)).toBe('Contacted');
});

test('the way back after a change of status is always here', async () => {
  const answer = await amina.post(`/leads/${jane}/status`, {
    status: 'Contacted',
    back: 'https://evil.example',
  });
  expect(answer.to).toBe('/');
});

test('Converted leads to the dialog and moves nothing yet', async () => {
  const answer = await amina.post(`/leads/${jane}/status`, { status: 'Converted' });
  expect(answer.to).toBe(`/leads/${jane}/conversion/new`);
  expect(await statusOf(jane)).toBe('Contacted');
});

test('a lead is assigned to me and to nobody, and the history knows the name', async () => {
  await amina.post(`/leads/${jane}/assignment`, { assignedTo: aminaId });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('Assigned to Amina Owino');
  await amina.post(`/leads/${jane}/assignment`, { assignedTo: '' });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('Assigned to nobody any more');
});

test('a lead is not assigned to somebody who no longer works here', async () => {
  const gone = await hire(desk.db, 'Cate Wanjiru', 'sales');
  await desk.db.sql`update people set active = false where id = ${gone}`;
  await amina.post(`/leads/${jane}/assignment`, { assignedTo: gone });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('This person no longer works here.');
});

test('a follow-up is set and taken away', async () => {
  await amina.post(`/leads/${jane}/follow-up`, { followUpDate: '2031-05-01' });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('1 May 2031');
  await amina.post(`/leads/${jane}/follow-up`, { followUpDate: '' });
  expect((await amina.get(`/leads/${jane}`)).text).toContain('No follow-up any more');
});

test('what people typed is shown as they typed it, and never as markup', async () => {
  const { text } = await amina.get(`/leads/${jane}`);
  expect(text).toContain('<h1>Jane &lt;Smith&gt;</h1>');
  expect(text).toContain('Slow\nin the evening');
  expect(text).not.toContain('<Smith>');
});

test('the chats of a lead are one thread, oldest first, with who spoke and where', async () => {
  await desk.db.sql`
    insert into conversations (id, channel, account, address, lead_id)
    values ('conversation_a', 'telegram', 'bot', '1', ${jane}), ('conversation_b', 'web', 'page', '2', ${jane})`;
  await desk.db.sql`
    insert into messages (conversation_id, lead_id, direction, text, choices, by_person_id) values
      ('conversation_a', ${jane}, 'in', 'Habari <b>', null, null),
      ('conversation_b', ${jane}, 'out', 'Which package?',
        ${desk.db.sql.json([{ label: '20 Mbps', value: 'p2' }])}, null),
      ('conversation_a', ${jane}, 'out', 'We come tomorrow', null, ${aminaId})`;
  const { text } = await amina.get(`/leads/${jane}`);
  const places = ['Habari &lt;b&gt;', 'Which package?', '20 Mbps', 'We come tomorrow'].map((it) =>
    text.indexOf(it),
  );
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
  expect(text).toContain('Bot · Chat page');
  expect(text).toContain('Amina Owino · Telegram');
});

test('a change by htmx comes back as the page, from which it takes its part', async () => {
  const answer = await amina.post(`/leads/${jane}/status`, { status: 'Interested' }, htmx);
  const page = await amina.get(answer.to ?? '', htmx);
  expect(page.text).toContain('id="live"');
  expect(page.text).toContain('is now Interested.');
});
