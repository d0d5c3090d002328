import { expect, test } from 'vitest';
import { type ImportDefaults, type ImportWorld, readImportRow } from './import.ts';
import type { ImportField } from './import-fields.ts';

const world: ImportWorld = {
  country: 'KE',
  today: '2026-11-22',
  packages: new Map([['20 mbps home', 'package_20']]),
  staff: new Map([
    ['mark kiprono', 'user_mark'],
    ['mark@isp.test', 'user_mark'],
    ['faith', null],
  ]),
  mayConvert: true,
  dayFirst: new Set(),
};
const defaults: ImportDefaults = { source: 'Manual Entry', status: 'New', assignedTo: null };

function read(row: Partial<Record<ImportField, string>>, changes: Partial<ImportWorld> = {}) {
  const mapping = Object.keys(row) as ImportField[];
  const plan = { columns: mapping, mapping, defaults };
  return readImportRow(Object.values(row), plan, { ...world, ...changes });
}

test('a row becomes a lead, whatever case its words are in', () => {
  const row = {
    phone: '0712 345 678',
    name: ' Jane Wanjikũ ',
    source: 'caretaker/house manager',
    status: 'FUTURE PROSPECT',
    package: '20 MBPS home',
    assignedTo: 'MARK@isp.test',
    agreedInstallationFee: 'KES 2,500',
    broughtInByContact: '0733 000 222',
  } as const;
  expect(read(row)).toMatchObject({
    lead: {
      phone: '+254712345678',
      name: 'Jane Wanjikũ',
      source: 'Caretaker',
      status: 'Future Prospect',
      packageId: 'package_20',
      assignedTo: 'user_mark',
      agreedInstallationFee: '2500.00',
      broughtInByContact: '+254733000222',
    },
    remarks: [],
  });
});

test('everything that is wrong with a row is said at once', () => {
  const row = {
    phone: 'x',
    status: 'Maybe',
    package: '5G',
    assignedTo: 'Faith',
    agreedInstallationFee: 'free',
  };
  const answer = read(row);
  expect(answer).toHaveProperty('problems.length', 5);
  expect(JSON.stringify(answer)).toContain('Two people are called');
});

test('a row without a phone is no lead', () => {
  expect(read({ phone: ' ', name: 'Jane' })).toEqual({ problems: ['There is no phone number.'] });
});

test('what a row leaves out comes from the defaults', () => {
  expect(read({ phone: '0712345678', source: '' })).toMatchObject({
    lead: { source: 'Manual Entry', status: 'New', name: null, customerHasRouter: null },
  });
});

test('a router that has a type is there', () => {
  expect(read({ phone: '0712345678', routerType: 'Archer C6' })).toMatchObject({
    lead: { customerHasRouter: true },
  });
});

test('a row with more cells than the file has columns has shifted; empty ones at its end are nothing', () => {
  const plan = { columns: ['Phone', 'Name'], mapping: ['phone', 'name'] as const, defaults };
  expect(readImportRow(['0712345678', 'Jane', 'Kilimani'], plan, world)).toHaveProperty('problems');
  expect(readImportRow(['0712345678', 'Jane', '', ''], plan, world)).toHaveProperty('lead');
  expect(readImportRow(['0712345678'], plan, world)).toHaveProperty('lead');
});

test('only who may convert leads imports customers', () => {
  const row = { phone: '0712345678', status: 'Converted' };
  expect(read(row)).toMatchObject({ lead: { status: 'Converted' } });
  expect(read(row, { mayConvert: false })).toHaveProperty('problems');
});

test('nobody came after today, and nobody was converted before they came', () => {
  expect(read({ phone: '0712345678', createdOn: '2026-11-23' })).toHaveProperty('problems');
  expect(read({ phone: '0712345678', createdOn: '2026-11-22' })).toHaveProperty('lead');
  const backwards = {
    phone: '0712345678',
    createdOn: '2026-11-22',
    convertedOn: '2026-11-21',
    status: 'Converted',
  };
  expect(read(backwards)).toHaveProperty('problems');
});

test('a customer whose arrival is not known came when they were converted, and the other way round', () => {
  const customer = { phone: '0712345678', status: 'Converted' };
  const one = '2026-03-30';
  expect(read({ ...customer, convertedOn: one })).toMatchObject({
    lead: { createdOn: one, convertedOn: one },
  });
  expect(read({ ...customer, createdOn: one })).toMatchObject({ lead: { createdOn: one, convertedOn: one } });
  expect(read({ phone: '0712345678', convertedOn: one })).toMatchObject({ lead: { createdOn: null } });
});

test('a text that is too long is refused and not cut', () => {
  expect(read({ phone: '0712345678', name: 'J'.repeat(121) })).toEqual({
    problems: ['Lead name: It has 121 characters; at most 120 fit.'],
  });
});

test('a cell that no lead could hold is refused before anything reads it', () => {
  const blanks = `1${' '.repeat(250_000)}x`;
  const began = performance.now();
  const answer = read({ phone: '0712345678', agreedInstallationFee: blanks, followUpDate: blanks });
  expect(answer).toEqual({
    problems: [
      'Installation fee: It has 250002 characters; at most 4000 fit.',
      'Follow-up date: It has 250002 characters; at most 4000 fit.',
    ],
  });
  expect(performance.now() - began).toBeLessThan(1_000);
});
