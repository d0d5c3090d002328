import { expect, test } from 'vitest';
import { type PeriodName, periodCalled } from './period.ts';

test.each<[PeriodName, string, string | null, string | null]>([
  ['this-month', '2026-11-22', '2026-11-01', '2026-11-30'],
  ['this-month', '2024-02-01', '2024-02-01', '2024-02-29'],
  ['last-month', '2026-01-31', '2025-12-01', '2025-12-31'],
  ['this-quarter', '2026-11-22', '2026-10-01', '2026-12-31'],
  ['this-quarter', '2026-03-31', '2026-01-01', '2026-03-31'],
  ['this-year', '2026-11-22', '2026-01-01', '2026-12-31'],
  ['last-12-months', '2026-11-22', '2025-12-01', '2026-11-30'],
  ['last-12-months', '2026-12-31', '2026-01-01', '2026-12-31'],
  ['all', '2026-11-22', null, null],
])('%s on %s is from %s to %s', (name, today, firstDay, lastDay) => {
  expect(periodCalled(name, today)).toEqual({ firstDay, lastDay });
});
