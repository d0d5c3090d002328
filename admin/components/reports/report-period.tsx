import { type PeriodName, periodNames } from '../../../domain/period.ts';
import type { AskedPeriod } from '../../report-period.ts';
import { showDate } from '../time.tsx';

const words: Record<PeriodName, string> = {
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-quarter': 'This quarter',
  'this-year': 'This year',
  'last-12-months': 'Last 12 months',
  all: 'All time',
};

/** Links and a small form: the address bar holds what is chosen, with JavaScript or without. */
export const PeriodChoice = ({ asked, path }: { asked: AskedPeriod; path: string }) => (
  <div class="period">
    <nav aria-label="Period">
      {periodNames.map((name) => (
        <a href={`${path}?period=${name}`} aria-current={name === asked.name ? 'true' : undefined}>
          {words[name]}
        </a>
      ))}
    </nav>
    <details open={asked.name === null}>
      <summary>Two dates</summary>
      <form method="get" action={path}>
        <DateBox name="from" label="From" value={asked.firstDay} />
        <DateBox name="to" label="To" value={asked.lastDay} />
        <button class="btn" data-variant="outline" type="submit">
          Show
        </button>
      </form>
    </details>
    <p class="muted">{daysOf(asked)}</p>
  </div>
);

const DateBox = (props: { name: string; label: string; value: string | null }) => (
  <div>
    <label for={`period-${props.name}`}>{props.label}</label>
    <input
      id={`period-${props.name}`}
      class="input"
      type="date"
      name={props.name}
      value={props.value ?? undefined}
    />
  </div>
);

/** `1 Nov 2026 – 30 Nov 2026` */
function daysOf({ firstDay, lastDay }: AskedPeriod): string {
  if (firstDay && lastDay) return `${showDate(firstDay)} – ${showDate(lastDay)}`;
  if (firstDay) return `From ${showDate(firstDay)} on`;
  return lastDay ? `Until ${showDate(lastDay)}` : 'Since the first lead';
}
