// Moments are shown in the ISP's zone, whatever the server's; calendar dates have no zone.

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a thousand times what using one does. */
function formatter(zone: string, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${zone} ${key}`;
  const known = formatters.get(id);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  formatters.set(id, made);
  return made;
}

const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;

/** `22 Nov 2026, 14:05` */
export const showMoment = (at: Date, zone: string): string =>
  formatter(zone, 'moment', { ...day, hour: '2-digit', minute: '2-digit' }).format(at);

/** `22 Nov 2026` */
const showDay = (at: Date, zone: string): string => formatter(zone, 'day', day).format(at);

/** `Sunday, 22 November 2026` */
export const showLongDay = (at: Date, zone: string): string =>
  formatter(zone, 'long day', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);

/** `14:05:09` */
export const showClock = (at: Date, zone: string): string =>
  formatter(zone, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);

/** A calendar date `2026-11-22` as `22 Nov 2026`. */
export const showDate = (date: string): string => showDay(new Date(`${date}T12:00:00Z`), 'UTC');

/** The calendar date that it is now in the zone, `2026-11-22`. */
export function todayIn(zone: string, now = new Date()): string {
  const parts = formatter(zone, 'iso', { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(
    now,
  );
  const part = (type: string) => parts.find((it) => it.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export const Moment = ({ at, zone }: { at: Date; zone: string }) => (
  <time datetime={at.toISOString()}>{showMoment(at, zone)}</time>
);

/** Short for tables: the year stands there only where it is not this one. */
export const Day = ({ at, zone }: { at: Date; zone: string }) => (
  <time datetime={at.toISOString()} title={showMoment(at, zone)}>
    {withoutThisYear(showDay(at, zone), zone)}
  </time>
);

const withoutThisYear = (day: string, zone: string) => day.replace(` ${todayIn(zone).slice(0, 4)}`, '');

/** A follow-up date, with a word where it needs one: colour alone tells nothing to many. */
export function FollowUp({ on, zone }: { on: string; zone: string }) {
  const today = todayIn(zone);
  const due = on < today ? 'overdue' : on === today ? 'today' : 'later';
  return (
    <span class="due" data-due={due}>
      <time datetime={on}>{withoutThisYear(showDate(on), zone)}</time>
      {due !== 'later' && <span class="due-word">{due}</span>}
    </span>
  );
}
