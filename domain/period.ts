/** The stretches of time that a report is asked for, as the address bar holds them. */
export const periodNames = [
  'this-month',
  'last-month',
  'this-quarter',
  'this-year',
  'last-12-months',
  'all',
] as const;
export type PeriodName = (typeof periodNames)[number];

/** Calendar dates `2026-11-22` of the ISP's zone, both in the period; null is open at that end. */
export interface Period {
  firstDay: string | null;
  lastDay: string | null;
}

/** Months count from 0 and may be outside the year; day 0 is the last one of the month before. */
const dayAt = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);

/** What a name means on that day. Whole months: the last twelve are this one and the eleven before it. */
export function periodCalled(name: PeriodName, today: string): Period {
  const [year = 0, month = 0] = today.split('-').map(Number);
  const wholeMonths = (first: number, count: number): Period => ({
    firstDay: dayAt(year, first, 1),
    lastDay: dayAt(year, first + count, 0),
  });
  const now = month - 1;
  const periods: Record<PeriodName, Period> = {
    'this-month': wholeMonths(now, 1),
    'last-month': wholeMonths(now - 1, 1),
    'this-quarter': wholeMonths(now - (now % 3), 3),
    'this-year': wholeMonths(0, 12),
    'last-12-months': wholeMonths(now - 11, 12),
    all: { firstDay: null, lastDay: null },
  };
  return periods[name];
}
