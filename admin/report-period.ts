import { type Period, type PeriodName, periodCalled, periodNames } from '../domain/period.ts';

/** The period that the address bar asks for. */
export interface AskedPeriod extends Period {
  /** Null: between two dates. */
  name: PeriodName | null;
  /** How an address holds it: `period=last-month`, or `from=2026-01-01&to=2026-03-31`. */
  query: string;
}

/** Of a time in which there were computers, so that PostgreSQL and JavaScript mean the same moment. */
const isDate = (text: string | undefined): text is string =>
  text !== undefined &&
  /^(?:19[7-9]\d|2\d{3})-\d{2}-\d{2}$/.test(text) &&
  new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);

/** Two dates rule over a name; what makes no sense is not asked. Dates in the wrong order are put right. */
export function readPeriod(query: Record<string, string>, today: string, otherwise: PeriodName): AskedPeriod {
  const [first, last] = [query.from, query.to].map((text) => (isDate(text) ? text : null));
  if (first || last) return betweenDates(first ?? null, last ?? null);
  const name = periodNames.find((known) => known === query.period) ?? otherwise;
  return { ...periodCalled(name, today), name, query: `period=${name}` };
}

function betweenDates(first: string | null, last: string | null): AskedPeriod {
  const [firstDay, lastDay] = first && last && first > last ? [last, first] : [first, last];
  const query = new URLSearchParams();
  if (firstDay) query.set('from', firstDay);
  if (lastDay) query.set('to', lastDay);
  return { firstDay, lastDay, name: null, query: query.toString() };
}
