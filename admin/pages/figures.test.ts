import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLead, type Browser, hire, htmx, openTestDesk, signIn, type TestDesk } from '../../test/desk.ts';
import { assetPath } from '../assets.ts';

let desk: TestDesk;
let amina: Browser;
beforeAll(async () => {
  desk = await openTestDesk();
  await hire(desk.db, 'Amina Owino', 'owner');
  amina = await signIn(desk, 'Amina');
});
afterAll(() => desk.close());

const figures = (text: string) => /<section id="figures".*?<\/section>/s.exec(text)?.[0] ?? '';
const cards = (text: string) => [...text.matchAll(/<dd>([\d,]+)/g)].map((match) => match[1]);
/** The rows of the table that the chart is drawn from: month, new leads, converted. */
const months = (text: string) =>
  [...text.matchAll(/<tr><th scope="row"[^>]*>(\w+)<\/th>(.*?)<\/tr>/gs)].map(([, month, cells = '']) => [
    month,
    ...[...cells.matchAll(/<data value="(\d+)"/g)].map((match) => Number(match[1])),
  ]);

test('without leads the cards say so and there is no empty chart', async () => {
  const { text } = await amina.get('/leads');
  expect(cards(figures(text))).toEqual(['0', '0', '0']);
  expect(text).not.toContain('<canvas');
});

test('the months of a year end at midnight in Nairobi, in cards, chart and table alike', async () => {
  const jane = await addLead(desk.db, { phone: '0712345678', name: 'Jane Wambui' });
  const peter = await addLead(desk.db, { phone: '0712345679', name: 'Peter Njoroge' });
  await addLead(desk.db, { phone: '0712345670', name: 'Faith Chebet' });
  // Half past eleven at night in London is the next month in Nairobi.
  await desk.db
    .sql`update leads set created_at = '2024-03-31T23:30:00Z' where id in ${desk.db.sql([jane, peter])}`;
  await desk.db
    .sql`update leads set status = 'Converted', converted_at = '2024-04-30T20:59:00Z' where id = ${jane}`;
  const { text } = await amina.get('/leads?year=2024&status=New');
  expect(cards(figures(text))).toEqual(['3', '1', '1']);
  expect(months(text).slice(2, 5)).toEqual([
    ['March', 0, 0],
    ['April', 2, 1],
    ['May', 0, 0],
  ]);
  expect(months(text).at(-1)).toEqual(['2024', 2, 1]);
  expect(text).toContain('33 % of all leads');
});

test('the scripts of a chart are loaded from here, by the page that has one', async () => {
  const { text } = await amina.get('/leads');
  for (const script of [assetPath('chart.js'), assetPath('figures.js')]) {
    expect(text).toContain(`src="${script}"`);
    expect((await amina.get(script)).status).toBe(200);
  }
  expect((await amina.get('/packages')).text).not.toContain(assetPath('chart.js'));
});

test('a year is chosen among those with data, and the filter comes along without JavaScript', async () => {
  const form = /<form class="year".*?<\/form>/s.exec((await amina.get('/leads?q=jane&year=2024')).text)?.[0];
  const thisYear = new Date().getFullYear();
  expect([...(form ?? '').matchAll(/<option value="(\d+)"/g)].map((match) => Number(match[1]))).toEqual([
    thisYear,
    2024,
  ]);
  expect(form).toContain('<option value="2024" selected="">');
  expect(form).toContain('name="q" value="jane"');
  expect(form).not.toContain('type="hidden" name="year"');
});

test('htmx gets the figures alone, and the year joins the address that the browser has', async () => {
  const { text, headers } = await amina.get('/leads/figures?year=2024', {
    ...htmx,
    'hx-current-url': 'http://desk.test/leads?q=jane&status=New&year=2026',
  });
  expect(text).toMatch(/^<section id="figures"/);
  expect(headers.get('hx-replace-url')).toBe('/leads?q=jane&status=New&year=2024');
});

test.each(['javascript:alert(1)', 'https://elsewhere.example/path?q=jane', 'nonsense'])(
  'an address of the browser that says %s leads nowhere else',
  async (told) => {
    const { headers } = await amina.get('/leads/figures?year=2024', { ...htmx, 'hx-current-url': told });
    expect(headers.get('hx-replace-url')).toMatch(/^\/leads\?/);
  },
);

test('a technician, who sees only what is assigned to them, sees no figures', async () => {
  await hire(desk.db, 'Mark Kiprono', 'technician');
  const mark = await signIn(desk, 'Mark');
  expect(figures((await mark.get('/leads')).text)).toBe('');
  expect((await mark.get('/leads/figures', htmx)).status).toBe(403);
});
