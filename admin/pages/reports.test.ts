import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addLead, type Browser, hire, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const tabs = ['', '/agents', '/statuses', '/replies'];
const row = (text: string, name: string) =>
  (new RegExp(`<tr[^>]*><th scope="row">${name}.*?</tr>`, 's').exec(text)?.[0] ?? '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

test.each(tabs)('/reports%s says what to do where there is nothing', async (tab) => {
  const { status, text } = await amina.get(`/reports${tab}`);
  expect(status).toBe(200);
  expect(text).toMatch(/No leads in this period|No agents yet/);
});

describe('with leads', () => {
  beforeAll(async () => {
    const { sql } = desk.db;
    const ids = [];
    for (const [place, source] of (['Caretaker', 'Caretaker', 'Website'] as const).entries()) {
      const broughtInBy = place === 0 ? 'Mama Otieno' : null;
      ids.push(await addLead(desk.db, { phone: `071234567${place}`, source, broughtInBy }));
    }
    await sql`update leads set created_at = '2025-03-31T23:30:00Z' where id in ${sql(ids)}`;
    await sql`
      update leads set status = 'Converted', converted_at = '2025-04-03T23:30:00Z',
        first_reply_at = '2025-04-01T01:40:00Z'
      where id = ${ids[0] ?? ''}`;
    await sql`
      insert into lead_events (lead_id, kind, details)
      values (${ids[0] ?? ''}, 'status', '{"from":"New","to":"Converted"}')`;
  });

  test('sources are compared in the month that it was in Nairobi', async () => {
    const april = (await amina.get('/reports?from=2025-04-01&to=2025-04-30')).text;
    expect(row(april, 'Caretaker/House Manager')).toBe('Caretaker/House Manager 2 1 50 % few 3 days');
    expect(row(april, 'Website')).toBe('Website 1 0 0 % few – none');
    expect(row(april, 'All sources')).toBe('All sources 3 1 33 % few 3 days');
    expect(row(april, 'Apr 2025')).toBe(
      'Apr 2025 50 % few 1 of 2 3 days 0 % few 0 of 1 33 % few 1 of 3 3 days',
    );
    expect((await amina.get('/reports?from=2025-03-01&to=2025-03-31')).text).toContain(
      'No leads in this period',
    );
  });

  test('typed names stand apart, and so do leads that came by themselves', async () => {
    const { text } = await amina.get('/reports/agents?period=all');
    expect(text).toContain('Names that are nobody of ours');
    expect(row(text, 'Mama Otieno')).toBe('Mama Otieno 1 1 100 % few');
    expect(text).toContain('2 leads came without anybody named; 0 of them were converted.');
  });

  test('the funnel says who skipped a step, and where all stand now', async () => {
    const { text } = await amina.get('/reports/statuses?period=all');
    expect(row(text, 'Contacted')).toBe('Contacted 1 33 % few 1');
    expect(row(text, 'Converted')).toBe('Converted 1 33 % few – none');
    expect(text).toContain('Where they stand now');
  });

  test('the first reply is told in hours and minutes', async () => {
    const { text } = await amina.get('/reports/replies?period=all');
    expect(row(text, 'Caretaker/House Manager')).toBe(
      'Caretaker/House Manager 2 2 h 10 min 2 h 10 min 0 % few 50 % few 1',
    );
  });

  test.each([
    ['sources', 'Month,Source,Leads,Converted,Rate,Median days to convert', '2025-04,Website,1,0,0,'],
    ['agents', 'Name,Kind,Brought,Converted,Rate', 'Mama Otieno,Typed name,1,1,1'],
    ['statuses', 'What,Status,Leads,Share,Skipped', 'Got as far as,Contacted,1,0.333,1'],
    ['replies', 'Source,Leads,Answered,Not answered', 'Caretaker/House Manager,2,1,1,130,130,0,0.5'],
  ])('%s are a file, of the same period', async (name, head, line) => {
    const { headers, text } = await amina.get(`/reports/${name}.csv?from=2025-04-01&to=2025-04-30`);
    expect(headers.get('content-disposition')).toContain(`${name}.csv`);
    expect(text).toContain(head);
    expect(text).toContain(line);
    expect((await amina.get(`/reports/${name}.csv?period=last-month`)).text).not.toContain(line);
  });
});

test('the address holds the period, and every tab and file keeps it', async () => {
  const { text } = await amina.get('/reports/statuses?period=this-quarter');
  expect(text).toContain('href="/reports/agents?period=this-quarter"');
  expect(text).toContain('href="/reports/statuses.csv?period=this-quarter"');
  const dates = (await amina.get('/reports?from=2025-04-30&to=2025-04-01')).text;
  expect(dates).toContain('1 Apr 2025 – 30 Apr 2025');
  expect(dates).toContain('href="/reports/agents?from=2025-04-01&amp;to=2025-04-30"');
});

test.each([
  'period=nonsense',
  'from=2025-02-31',
  'from=%3Cscript%3E',
  'from=0000-00-00&to=99999-01-01',
  'from=0001-01-01',
])('a period that makes no sense (%s) is the usual one', async (query) => {
  const { status, text } = await amina.get(`/reports?${query}`);
  expect(status).toBe(200);
  expect(text).toContain('href="/reports/agents?period=last-12-months"');
});

test('sales see the reports but not what is paid', async () => {
  await hire(desk.db, 'Brian Kiprop', 'sales');
  const brian = await signIn(desk, 'Brian');
  expect((await brian.get('/reports')).text).not.toContain('Payouts');
  expect((await brian.get('/reports/payouts')).status).toBe(403);
});
