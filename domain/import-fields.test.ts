import { expect, test } from 'vitest';
import { guessMapping } from './import-fields.ts';

test('columns of our own export are known, and those that are worked out are left', () => {
  const columns = [
    ...['Name', 'Phone', 'Source', 'Status', 'Desired package', 'Current ISP', 'Reason', 'Brought in by'],
    ...['Brought in by contact', 'Installation fee', 'Monthly subscription', 'Total', 'Has router'],
    ...['Router type', 'Follow-up date', 'Unit', 'Location', 'Assigned to', 'Created', 'Converted'],
  ];
  expect(guessMapping(columns, [], 'KE')).toEqual([
    ...['name', 'phone', 'source', 'status', 'package', 'currentIsp', 'notes', 'broughtInBy'],
    ...[
      'broughtInByContact',
      'agreedInstallationFee',
      'agreedMonthlySubscription',
      null,
      'customerHasRouter',
    ],
    ...['routerType', 'followUpDate', 'unitNumber', 'location', 'assignedTo', 'createdOn', 'convertedOn'],
  ]);
});

test.each([
  ['Phone no.', 'phone'],
  ['MSISDN', 'phone'],
  ['Namba ya simu', 'phone'],
  ['SIMU', 'phone'],
  ['Customer phone number (Safaricom)', 'phone'],
  ['Jina', 'name'],
  ['Jina la mteja', 'name'],
  ['Mtaa', 'location'],
  ['Estate', 'location'],
  ['Kifurushi', 'package'],
  ['Hse No', 'unitNumber'],
  ['Agent phone', 'broughtInByContact'],
  ['Ada ya mwezi', 'agreedMonthlySubscription'],
  ['Next follow-up', 'followUpDate'],
  ['Total', null],
  ['', null],
])('a column headed “%s” is %s', (heading, field) => {
  expect(guessMapping([heading], [], 'KE')).toEqual([field]);
});

test('of two columns that could be the phone, the likelier one is, whichever stands first', () => {
  expect(guessMapping(['Contact', 'Mobile'], [], 'KE')).toEqual([null, 'phone']);
});

test('where no heading speaks of a phone, the column that holds phones is it', () => {
  const samples = [
    ['1', 'Jane', '0712345678'],
    ['2', 'Otieno', '254722000111'],
    ['3', 'Wafula', 'unknown'],
  ];
  expect(guessMapping(['A', 'B', 'C'], samples, 'KE')).toEqual([null, null, 'phone']);
  expect(guessMapping(['A', 'B', 'C'], [['1', 'Jane', 'x']], 'KE')).toEqual([null, null, null]);
});
