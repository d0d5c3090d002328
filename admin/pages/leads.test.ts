import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLead, type Browser, hire, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const rows = (text: string) => text.split('<tr id="row-').slice(1);
const namesIn = (text: string) => rows(text).map((row) => /href="[^"]*">([^<]*)</.exec(row)?.[1]);
const nextOf = (text: string) => plain(/id="next-page"[^>]* href="([^"]+)"/.exec(text)?.[1] ?? '');
const plain = (html: string) => html.replaceAll('&amp;', '&');

test('an empty table says what to do next', async () => {
  const { text } = await amina.get('/leads');
  expect(text).toContain('No leads yet');
  expect(text).toContain('href="/leads/new"');
});

test('a lead is told with its source in people’s words, its phone in groups, and its follow-up', async () => {
  await addLead(desk.db, {
    phone: '0712345678',
    name: 'Jane Smith',
    location: 'Kilimani',
    unitNumber: '4B',
    source: 'Caretaker',
    broughtInBy: 'John Doe',
    followUpDate: '2020-01-31',
  });
  const [row = ''] = rows((await amina.get('/leads')).text);
  for (const words of [
    'Jane Smith',
    'Kilimani, 4B',
    '+254 712 345678',
    'Caretaker/House Manager',
    'John Doe',
    '31 Jan 2020',
    'overdue',
  ]) {
    expect(row).toContain(words);
  }
});

test('a lead named like a script is a name and no script', async () => {
  await addLead(desk.db, {
    phone: '0712000666',
    name: '<script>alert(1)</script>',
    location: '"><img src=x onerror=alert(2)>',
    broughtInBy: '</td><b>bold',
  });
  const { text } = await amina.get('/leads');
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).not.toContain('<script>alert(1)');
  expect(text).not.toContain('<img src=x');
  expect(text).not.toContain('<b>bold');
});

test('a search finds by a part of the name and by a phone however it is written', async () => {
  for (const search of ['smith', '0712 345', '+254712345678']) {
    const { text } = await amina.get(`/leads?q=${encodeURIComponent(search)}`);
    expect(rows(text)).toHaveLength(1);
    expect(text).toContain('Jane Smith');
    expect(text).toContain('1 lead<');
  }
});

test('a filter shows one status, and an unknown one shows all', async () => {
  await addLead(desk.db, { phone: '0712000777', name: 'Peter Contacted', status: 'Contacted' });
  const { text } = await amina.get('/leads?status=Contacted');
  expect(rows(text)).toHaveLength(1);
  expect(text).toContain('Peter Contacted');
  expect(rows((await amina.get('/leads?status=Nonsense')).text)).toHaveLength(3);
});

test('a search that finds nothing offers the way back', async () => {
  const { text } = await amina.get('/leads?q=nobody-of-this-name');
  expect(text).toContain('Nothing found');
  expect(text).toContain('Show all leads');
});

test('pages follow each other without losing or repeating a lead, and keep the filter', async () => {
  for (let number = 0; number < 60; number++) {
    const phone = `0713${String(number).padStart(6, '0')}`;
    await addLead(desk.db, { phone, name: `Faith ${number}`, status: 'Interested' });
  }
  const first = (await amina.get('/leads?status=Interested&q=faith')).text;
  const next = nextOf(first);
  const second = (await amina.get(next)).text;
  const names = [first, second].flatMap((text) =>
    [...text.matchAll(/>(Faith \d+)<\/a>/g)].map((match) => match[1]),
  );
  expect(rows(first)).toHaveLength(50);
  expect(new Set(names).size).toBe(60);
  expect(names).toHaveLength(60);
  expect(first).toContain('1–50 of 60 leads');
  expect(second).toContain('51–60 of 60 leads');
  expect(nextOf(second)).toBe('');
  expect(second).toContain('href="/leads?q=faith&amp;status=Interested"');
});

test.each(['nonsense', '2020-01-01~lead_1', '~', "';drop table leads--~x"])(
  'a page that begins at %s begins at the beginning',
  async (after) => {
    const answer = await amina.get(`/leads?after=${encodeURIComponent(after)}`);
    expect(answer.status).toBe(200);
    expect(rows(answer.text)).toHaveLength(50);
  },
);
