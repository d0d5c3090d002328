import { showCount, showShare } from '../count.ts';
import { Empty } from '../empty.tsx';

/** Of fewer leads than this a share is chance. */
const few = 20;

/** A share with a thin bar behind it; `few` where it rests on little. */
export const Rate = ({ part, whole }: { part: number; whole: number }) =>
  whole === 0 ? (
    <NoFigure />
  ) : (
    <span class="rate">
      <span>
        {showShare(part, whole)}
        <Few of={whole} />
      </span>
      <Bar part={part} whole={whole} />
    </span>
  );

export const Few = ({ of: whole }: { of: number }) =>
  whole > 0 && whole < few ? (
    <span class="few" title={`Fewer than ${few} leads: this may be chance.`}>
      few
    </span>
  ) : null;

/** Its length stands in an attribute of the drawing: the page's policy lets nobody write styles. */
const Bar = ({ part, whole }: { part: number; whole: number }) => (
  <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="bar-ground" width="100" height="4" />
    <rect class="bar-part" width={String(Math.min(100, (100 * part) / whole))} height="4" />
  </svg>
);

export const NoFigure = () => (
  <span class="none">
    <span aria-hidden="true">–</span>
    <span class="sr-only">none</span>
  </span>
);

/** A row of figures beside its name; under 640 px the name of each column stands beside its figure. */
export const Figure = ({ label, of: count }: { label: string; of: number }) => (
  <td class="figure" data-label={label}>
    {showCount(count)}
  </td>
);

/** `3 days`, `1 day`, `0.5 days` */
export function showDays(days: number): string {
  const rounded = days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
  return rounded === 1 ? '1 day' : `${showCount(rounded)} days`;
}

/** A waiting time of seconds: `40 s`, `12 min`, `2 h 10 min`, `3 days 4 h`. */
export function showWait(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(`${hours} h`, minutes % 60, 'min');
  return joined(hours < 48 ? '1 day' : `${Math.floor(hours / 24)} days`, hours % 24, 'h');
}

const joined = (large: string, rest: number, unit: string) =>
  rest === 0 ? large : `${large} ${rest} ${unit}`;

export const NoLeadsThen = () => (
  <Empty icon="chart-column" title="No leads in this period">
    <p>Choose a longer period, or come back when some have arrived.</p>
  </Empty>
);

/** For files: a rounded figure, so that a spreadsheet shows no sixteen digits. */
export const roundTo = (places: number, value: number | null): number | null =>
  value === null ? null : Number(value.toFixed(places));

/** For files: a share of one, `0.183`. */
export const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Number((part / whole).toFixed(3));
