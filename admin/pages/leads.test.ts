import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Id, newId } from '../../domain/id.ts';
import {
  addLead,
  type Browser,
  hire,
  htmx,
  openTestDesk,
  publicUrl,
  signIn,
  type TestDesk,
} from '../../test/desk.ts';

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

describe('a view in the address', () => {
  let mark: Id<'user'>;
  beforeAll(async () => {
    mark = await hire(desk.db, 'Mark Kiprono', 'technician');
    await addLead(desk.db, {
      phone: '0714000001',
      name: 'Achieng Referred',
      source: 'Referral',
      assignedTo: mark,
      broughtInBy: 'Mama Atieno',
      followUpDate: '2020-01-01',
    });
    await addLead(desk.db, {
      phone: '0714000002',
      name: 'Baraka Sold',
      source: 'Field Sales',
      assignedTo: mark,
    });
  });

  test('asks for several of a kind at once', async () => {
    const { text } = await amina.get('/leads?leadSource=Referral&leadSource=Field+Sales');
    expect(namesIn(text)).toEqual(['Baraka Sold', 'Achieng Referred']);
    expect(text).toContain('aria-label="Referral: leave it out"');
  });

  test('finds what is assigned to somebody, to me, and to nobody', async () => {
    const browser = await signIn(desk, 'Mark');
    const find = async (query: string, who = amina) =>
      namesIn((await who.get(`/leads?q=0714&${query}`)).text);
    expect(await find(`assignedTo=${mark}`)).toHaveLength(2);
    expect(await find('assignedTo=me')).toEqual([]);
    expect(await find('assignedTo=me', browser)).toHaveLength(2);
    await addLead(desk.db, { phone: '0714000003', name: 'Chebet Alone' });
    expect(await find('assignedTo=nobody')).toEqual(['Chebet Alone']);
    expect(await find(`assignedTo=nobody&assignedTo=${mark}`)).toHaveLength(3);
  });

  test('finds who brought it whatever the case, and what is overdue', async () => {
    const { text } = await amina.get('/leads?broughtInBy=mama+atieno&followUp=overdue');
    expect(namesIn(text)).toEqual(['Achieng Referred']);
    expect(text).toContain('Brought by mama atieno');
  });

  test('sorts, says so to a screen reader, and turns round at the next press', async () => {
    const { text } = await amina.get('/leads?q=0714&sort=name');
    expect(namesIn(text)).toEqual(['Achieng Referred', 'Baraka Sold', 'Chebet Alone']);
    expect(text).toContain('aria-sort="ascending"');
    const turned = plain(/id="sort-name"[^>]* href="([^"]+)"/.exec(text)?.[1] ?? '');
    expect(turned).toBe('/leads?q=0714&sort=-name');
    expect(namesIn((await amina.get(turned)).text)).toEqual([
      'Chebet Alone',
      'Baraka Sold',
      'Achieng Referred',
    ]);
    expect(text).toMatch(/<option value="name" selected/);
  });

  test('each chip leaves out its own, and "Clear all" leaves the sorting', async () => {
    const { text } = await amina.get('/leads?q=0714&status=New&status=Contacted&sort=name');
    const hrefs = [...text.matchAll(/id="chip-\w+" class="[^"]+" href="([^"]+)"/g)].map(([, href]) =>
      plain(href ?? ''),
    );
    expect(hrefs).toEqual([
      '/leads?status=New&status=Contacted&sort=name',
      '/leads?q=0714&status=Contacted&sort=name',
      '/leads?q=0714&status=New&sort=name',
      '/leads?sort=name',
    ]);
  });

  test('is told to the address bar in short; letters of one search are one step back', async () => {
    const ask = (query: string, shown: string) =>
      amina.get(`/leads?${query}&broughtInBy=&sort=-createdAt`, {
        ...htmx,
        'hx-source': 'form#filter',
        'hx-current-url': `${publicUrl}/leads${shown}`,
      });
    const first = (await ask('q=ja', '')).headers;
    expect([first.get('hx-push-url'), first.get('hx-replace-url')]).toEqual(['/leads?q=ja', null]);
    const more = (await ask('q=jan', '?q=ja')).headers;
    expect([more.get('hx-push-url'), more.get('hx-replace-url')]).toEqual([null, '/leads?q=jan']);
    const same = (await ask('q=jan', '?q=jan')).headers;
    expect([same.get('hx-push-url'), same.get('hx-replace-url')]).toEqual([null, null]);
  });

  test('swaps the table without counting the figures above anew', async () => {
    const { text } = await amina.get('/leads?q=0714', { ...htmx, 'hx-current-url': `${publicUrl}/leads` });
    expect(text).toContain('id="live"');
    expect(text).not.toContain('id="figures"');
  });

  test('names who brought leads as somebody types, each once', async () => {
    await addLead(desk.db, { phone: '0714000004', broughtInBy: 'MAMA ATIENO' });
    await addLead(desk.db, { phone: '0714000005', broughtInBy: 'Mama Wanjiru' });
    const { text } = await amina.get('/leads/bringers?broughtInBy=ma');
    expect([...text.matchAll(/value="([^"]+)"/g)].map((match) => match[1])).toEqual([
      'Mama Atieno',
      'Mama Wanjiru',
    ]);
    const theirs = await (await signIn(desk, 'Mark')).get('/leads/bringers?broughtInBy=ma');
    expect([...theirs.text.matchAll(/<option/g)]).toHaveLength(1);
  });

  test('a page that has emptied meanwhile leads to the first one', async () => {
    const { text } = await amina.get(
      `/leads?leadSource=Referral&sort=name&after=${newId('lead')}~zzz&from=51`,
    );
    expect(text).toContain('Nothing more here');
    expect(text).toContain('href="/leads?leadSource=Referral&amp;sort=name"');
  });
});
