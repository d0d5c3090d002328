import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMoney, displayMoney, type Money, parseMoney } from './money.ts';

test.each([
  ['2500', '2500.00'],
  ['2,500', '2500.00'],
  ['KES 2 500.5', '2500.50'],
  ['Ksh. 999.99', '999.99'],
  [2999, '2999.00'],
  [0.1, '0.10'],
])('%s is read as %s', (input, money) => expect(parseMoney(input)).toBe(money));

test.each(['-1', '1.234', '2500,50', '2,50', 'free', '', Number.NaN, 1e21])(
  '%s is no sum of money',
  (input) => expect(parseMoney(input)).toBeNull(),
);

test('the total of one known fee is that fee, of none nothing', () => {
  const fee = parseMoney(2500);
  expect(addMoney(fee, null)).toBe('2500.00');
  expect(addMoney(null, null)).toBeNull();
});

test('sums are exact to the cent', () => {
  const sum = fc.integer({ min: 0, max: 1_000_000_000 });
  const money = (cents: number) =>
    parseMoney(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
  fc.assert(
    fc.property(sum, sum, (a, b) => {
      expect(addMoney(money(a), money(b))).toBe(money(a + b));
    }),
  );
});

test.each([
  ['2500.00', 'KES 2,500'],
  ['1234567.50', 'KES 1,234,567.50'],
])('%s is shown as %s', (money, shown) => expect(displayMoney(money as Money)).toBe(shown));
