import { expect, test } from 'vitest';
import { type LeadLine, readLeadLine } from './one-line.ts';
import { gold, home10, home20, savanna } from './rehearsal.ts';
import { tidy } from './tidy.ts';

const read = (text: string) => readLeadLine(tidy(text), 'KE', savanna.packages);

type Row = [text: string, name?: string, location?: string, unit?: string, packageId?: LeadLine['packageId']];

/** One row: a line with one phone, 0712345678, and what it tells besides. */
const rows: Row[] = [
  ['Jane 0712345678 Kilimani 4B 20mbps', 'Jane', 'Kilimani', '4B', home20.id],
  ['Jane Wanjiru 0712 345 678 Kilimani 4B 20 mbps', 'Jane Wanjiru', 'Kilimani', '4B', home20.id],
  ['Jane Kilimani 4B 20mbps 0712345678', 'Jane', 'Kilimani', '4B', home20.id],
  ['0712345678 Jane Kilimani 4B', 'Jane', 'Kilimani', '4B'],
  ['0712345678 Kilimani 4B', undefined, 'Kilimani', '4B'],
  ['20mbps Jane 00254712345678 Kilimani', 'Jane', 'Kilimani', undefined, home20.id],
  ['Jane, +254712345678, Westlands, B12, gold', 'Jane', 'Westlands', 'B12', gold.id],
  [
    'Jane\n0712345678\nKilimani, Yaya Centre\n4B\n10 Mbps Home',
    'Jane',
    'Kilimani, Yaya Centre',
    '4B',
    home10.id,
  ],
  [
    'Name: Jane Phone: 0712345678 Location: Kilimani House: 4B Package: 20mbps',
    'Jane',
    'Kilimani',
    '4B',
    home20.id,
  ],
  [
    'Hello, my name is Jane from Kilimani 4B, phone 0712345678, I want 20mbps',
    'Jane',
    'Kilimani',
    '4B',
    home20.id,
  ],
  ['Jane wants 20mbps at Kilimani 4B, number 0712345678', 'Jane', 'Kilimani', '4B', home20.id],
  ['jina Jane namba 0712345678 nyumba 4B Kilimani 20mbps', 'Jane', 'Kilimani', '4B', home20.id],
  [
    'Jina lake ni Jane Wanjiru, namba 0712345678, anaishi Kasarani Mwiki nyumba namba 7, anataka 10mbps',
    'Jane Wanjiru',
    'Kasarani Mwiki',
    '7',
    home10.id,
  ],
  ['Nataka internet, mimi ni Otieno, niko Rongai, 0712345678', 'Otieno', 'Rongai'],
  ['Naomba installation ya fibre Jane 0712345678 Kilimani', 'Jane', 'Kilimani'],
  ['Jane 0712345678 Sunrise Apartments, Ruaka', 'Jane', 'Sunrise Apartments, Ruaka'],
  ['Mama Brian 0712345678 South B block C house 12', 'Mama Brian', 'South B', 'block C 12'],
  ['Jane 0712345678 near A1 petrol, Kilimani house 9', 'Jane', 'near A1 petrol, Kilimani', '9'],
  ['Jane 0712345678 Umoja 2 Hse 12', 'Jane', 'Umoja 2', '12'],
  ['Jane 0712345678 Umoja 2', 'Jane', 'Umoja 2'],
  ['Jane Wanjiru 0712345678', 'Jane Wanjiru'],
  ['0712345678 Jane', 'Jane'],
  ['I want internet in Kilimani 0712345678', undefined, 'Kilimani'],
  ['0712345678', undefined],
];

test.each(rows)('%j is read', (text, name, location, unitNumber, packageId) => {
  const told = { name, location, unitNumber, packageId };
  expect(read(text)).toEqual({ phones: ['+254712345678'], ...JSON.parse(JSON.stringify(told)) });
});

test.each([
  '0712345678, 0733111222',
  '0712345678/0733111222',
  '0712345678 or 0733 111 222',
  '0712345678 0733111222 +254712345678',
])('in %s there are two phones', (text) =>
  expect(read(text).phones).toEqual(['+254712345678', '+254733111222']),
);

test('a speed that is not sold is told from one that is', () =>
  expect(read('Jane 0712345678 Kilimani 15mbps')).toMatchObject({ unsold: 15, location: 'Kilimani' }));

test('of several packages with one speed the other word of the name decides', () => {
  const office = { ...home20, id: home10.id, name: '20 Mbps Office' };
  const packages = [home20, office];
  expect(readLeadLine('Jane 0712345678 20mbps office', 'KE', packages).packageId).toBe(office.id);
  expect(readLeadLine('Jane 0712345678 20mbps', 'KE', packages)).toMatchObject({ unsold: 20 });
});

test('reading is the same each time: nothing is remembered between two lines', () => {
  const twice = ['Jane Kilimani 4B', 'Jane Kilimani 4B'].map(read);
  expect(twice[0]).toEqual(twice[1]);
});

test('kilobytes of figures are read in a moment', () => {
  const from = performance.now();
  read('0712345678 '.repeat(400));
  expect(performance.now() - from).toBeLessThan(500);
});
