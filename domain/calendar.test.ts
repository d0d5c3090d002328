import { expect, test } from 'vitest';
import { daysLater, monthsLater } from './calendar.ts';

test.each([
  ['2026-11-22', 1, '2026-11-23'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2028-02-22', 7, '2028-02-29'],
])('%s and %i days is %s', (date, days, later) => {
  expect(daysLater(date, days)).toBe(later);
});

test.each([
  ['2026-11-22', 3, '2027-02-22'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2027-11-30', 3, '2028-02-29'],
  ['2026-01-31', 1, '2026-02-28'],
])('%s and %i months is %s', (date, months, later) => {
  expect(monthsLater(date, months)).toBe(later);
});
