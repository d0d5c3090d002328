import { describe, expect, test } from 'vitest';
import { findDateOrder, readDateCell, readMoneyCell, readPhoneCell, readYesNoCell } from './import-cells.ts';

describe('a phone', () => {
  test.each(['0712345678', '712345678', '254712345678', '+254 712 345 678', "'0712345678", '712345678.0'])(
    'is read from %s',
    (text) => {
      expect(readPhoneCell(text, 'KE')).toEqual({ value: '+254712345678' });
    },
  );

  test.each(['7.12346E+08', '2,54712E+11', '7E8'])(
    'that Excel has shortened to %s is refused, with why',
    (text) => {
      expect(readPhoneCell(text, 'KE')).toEqual({ problem: expect.stringContaining('Excel has shortened') });
    },
  );

  test('beside other words is taken, and that is remarked', () => {
    expect(readPhoneCell('0712345678 / 020 271 2345', 'KE')).toMatchObject({
      value: '+254712345678',
      remark: expect.stringContaining('020 271'),
    });
  });

  test('is not chosen between two', () => {
    expect(readPhoneCell('0712345678 / 0722000111', 'KE')).toEqual({
      problem: expect.stringContaining('2 phone numbers'),
    });
  });

  test('that is a landline or a word is refused', () => {
    for (const text of ['020 271 2345', 'none']) expect(readPhoneCell(text, 'KE')).toHaveProperty('problem');
  });
});

describe('a date', () => {
  test.each([
    ['2026-04-30', '2026-04-30'],
    ['30/04/2026', '2026-04-30'],
    ['30-4-26', '2026-04-30'],
    ['30.4.2026', '2026-04-30'],
    ['4/4/2026', '2026-04-04'],
    ['30 Apr 2026', '2026-04-30'],
    ['3rd April 2026', '2026-04-03'],
    ['2026-04-30T08:15:00.000Z', '2026-04-30'],
    ['30/04/2026 08:15', '2026-04-30'],
    ['22 Nov 2026, 14:05', '2026-11-22'],
  ])('is read from %s', (text, date) => {
    expect(readDateCell(text)).toEqual({ value: date });
  });

  test('that could be two is read day first, and that is remarked', () => {
    expect(readDateCell('03/04/2026')).toEqual({
      value: '2026-04-03',
      remark: '03/04/2026 was read as 3 April 2026, day first.',
    });
    expect(readDateCell('03/04/2026', true)).toEqual({ value: '2026-04-03' });
  });

  test.each([
    ['30/4/2026', 'day'],
    ['4/30/2026', 'month'],
    ['3/4/2026 14:30', null],
    ['2026-04-30', null],
    ['30 Apr 2026', null],
  ])('%s proves what comes first in its column: %s', (text, order) => {
    expect(findDateOrder(text)).toBe(order);
  });

  test.each(['04/30/2026', '31/02/2026', '30 Foo 2026', 'soon', '45992', '1/1/1900'])(
    'is not read from %s',
    (text) => {
      expect(readDateCell(text)).toHaveProperty('problem');
    },
  );
});

test.each([
  ['2,500', '2500.00'],
  ['KES 2,500.50', '2500.50'],
  ['Ksh. 2500', '2500.00'],
  ['2500/=', '2500.00'],
  ['2500 KES', '2500.00'],
  ['Sh 2500', '2500.00'],
])('%s is money', (text, sum) => {
  expect(readMoneyCell(text)).toEqual({ value: sum });
});

test.each(['free', '-5', '2.500,00', '1.234', '2500,50', '2,50', '1,5', '2,5000'])(
  '%s is no money',
  (text) => {
    expect(readMoneyCell(text)).toHaveProperty('problem');
  },
);

test('yes and no are read in English and Kiswahili', () => {
  for (const word of ['Yes', 'y', 'TRUE', '1', 'Ndiyo']) expect(readYesNoCell(word)).toEqual({ value: true });
  for (const word of ['No', 'FALSE', '0', 'hapana']) expect(readYesNoCell(word)).toEqual({ value: false });
  expect(readYesNoCell('maybe')).toHaveProperty('problem');
});
