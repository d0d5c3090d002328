// Calendar dates without a zone, written `2026-11-22`.

const inUtc = (date: string) => new Date(`${date}T00:00:00Z`);
const written = (at: Date) => at.toISOString().slice(0, 10);

export function daysLater(date: string, days: number): string {
  const at = inUtc(date);
  at.setUTCDate(at.getUTCDate() + days);
  return written(at);
}

/** The same day of a later month; the last of that month where it is shorter. */
export function monthsLater(date: string, months: number): string {
  const at = inUtc(date);
  const day = at.getUTCDate();
  // From the first, so that no day runs over into the month after.
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, last));
  return written(at);
}
