import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { guessMapping, importFields } from '../../domain/import-fields.ts';
import {
  addLead,
  type Browser,
  hire,
  openTestDesk,
  publicUrl,
  signIn,
  type TestDesk,
} from '../../test/desk.ts';
import { eventually } from '../../test/eventually.ts';

let desk: TestDesk;
let amina: Browser;
let peter: Id<'lead'>;

beforeAll(async () => {
  desk = await openTestDesk();
  const owner = await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
  await addLead(desk.db, {
    phone: '0712345678',
    name: 'Jane, "the" Smith',
    source: 'Caretaker',
    notes: '=HYPERLINK("http://evil.example")',
    assignedTo: owner,
    status: 'Interested',
  });
  peter = await addLead(desk.db, { phone: '0712345679', name: 'Peter' });
});
afterAll(() => desk.close());

const lines = (text: string) => text.trimEnd().split('\r\n');

test('a view is exported under a name of the day, and what a spreadsheet would run is defused', async () => {
  const { text, headers } = await amina.get('/leads/export.csv?status=Interested');
  expect(headers.get('content-disposition')).toMatch(/filename="leads-\d{4}-\d\d-\d\d\.csv"/);
  const [head, row, ...more] = lines(text);
  expect(head).toContain('Name,Phone,Source,Status,');
  expect(row).toContain('"Jane, ""the"" Smith",+254712345678,Caretaker/House Manager,Interested');
  expect(row).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  expect(row).toContain('Amina Owino');
  expect(more).toEqual([]);
});

test('our own import knows every column again, but for the total', async () => {
  const [head = ''] = lines((await amina.get('/leads/export.csv')).text);
  const columns = head.replace('\uFEFF', '').split(',');
  const mapping = guessMapping(columns, [], 'KE');
  expect(columns.filter((_, place) => mapping[place] === null)).toEqual(['Total']);
  expect(new Set(mapping.filter((field) => field !== null))).toEqual(new Set(importFields));
});

test('what was ticked is exported alone, and a view whose every page was ticked is exported whole', async () => {
  const ticked = await amina.post('/leads/export.csv', { lead: peter, view: '' });
  expect(lines(ticked.text).slice(1)).toEqual([expect.stringContaining('Peter')]);
  const every = await amina.post('/leads/export.csv', { every: 'yes', view: 'sort=name' });
  expect(
    lines(every.text)
      .slice(1)
      .map((line) => line.includes('Peter')),
  ).toEqual([false, true]);
});

test('with nothing ticked the page says what to do', async () => {
  const answer = await amina.post('/leads/export.csv', { view: 'status=New' });
  expect(answer.to).toBe('/leads?status=New');
  expect((await amina.get('/leads')).text).toContain('Tick some leads first.');
});

test('a download that is given up gives its connection back', async () => {
  await desk.db.sql`
    insert into leads (id, phone, source, notes)
    select 'lead_0199f3c2-0000-7000-8000-' || lpad(n::text, 12, '0'), '+25470' || lpad(n::text, 7, '0'), 'Website',
      repeat('Wants to stream football. ', 20)
    from generate_series(1, 20000) n`;
  const reading = async () =>
    (
      await desk.db.sql`
        select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`
    ).length;
  const cookie = [...amina.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (let again = 0; again < 4; again++) {
    const response = await desk.routes.request(`${publicUrl}/leads/export.csv`, { headers: { cookie } });
    expect(response.headers.get('content-type')).toContain('text/csv');
    const reader = response.body?.getReader();
    await reader?.read();
    await eventually(async () => expect(await reading()).toBe(1));
    await reader?.cancel();
    await eventually(async () => expect(await reading()).toBe(0));
  }
});

test('sales may look at leads and not carry them away', async () => {
  await hire(desk.db, 'Brian Kiprop', 'sales');
  const brian = await signIn(desk, 'Brian');
  expect((await brian.get('/leads/export.csv')).status).toBe(403);
  expect((await brian.get('/leads')).text).not.toContain('export.csv');
});
