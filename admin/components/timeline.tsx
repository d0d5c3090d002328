import type { TimelineEntry } from '../../db/lead-reads.ts';
import { channelFacts, channels } from '../../domain/channel.ts';
import { showDate, showMoment } from './time.tsx';

interface Props {
  entries: readonly TimelineEntry[];
  /** Names of the people and packages that entries speak of, by id. */
  names: ReadonlyMap<string, string>;
  zone: string;
}

/** What happened to a lead, newest first: what, who, when. */
export const Timeline = ({ entries, names, zone }: Props) => (
  <ol class="timeline">
    {entries.filter(isTelling).map((entry) => (
      <li data-kind={entry.kind}>
        <p>{wordsOf(entry, names)}</p>
        <p class="muted fine">
          {entry.by ?? 'Karibu'} · <time datetime={entry.at.toISOString()}>{showMoment(entry.at, zone)}</time>
        </p>
      </li>
    ))}
  </ol>
);

/** That a new lead is New needs no line of its own. */
const isTelling = ({ kind, details }: TimelineEntry) =>
  !(kind === 'status' && details.from === null && details.to === 'New');

/** The ids in a timeline whose names are needed to tell it. */
export function idsOf(entries: readonly TimelineEntry[]): string[] {
  const ids = entries.flatMap(({ details }) => [
    details.to,
    ...Object.values(changesOf(details)).flatMap(({ from, to }) => [from, to]),
  ]);
  return [...new Set(ids.filter((id): id is string => /^(user|package)_/.test(String(id))))];
}

const doors: Record<string, string> = {
  staff: 'entered by hand',
  import: 'imported',
  api: 'sent by a program',
  form: 'filled in the form on the website',
  chat: 'came by chat',
  ...Object.fromEntries(channels.map((name) => [name, `wrote ${channelFacts[name].on.en}`])),
};

const fieldNames: Record<string, string> = {
  name: 'Name',
  phone: 'Phone',
  source: 'Source',
  unitNumber: 'Unit',
  location: 'Location',
  packageId: 'Package',
  currentIsp: 'Current ISP',
  notes: 'Reason',
  broughtInBy: 'Brought in by',
  broughtInByContact: 'Contact',
  agreedInstallationFee: 'Installation fee',
  agreedMonthlySubscription: 'Monthly subscription',
  customerHasRouter: 'Has a router',
  routerType: 'Router type',
};

function wordsOf({ kind, details }: TimelineEntry, names: Props['names']): string {
  const say = (value: unknown) => names.get(String(value)) ?? show(value);
  switch (kind) {
    case 'created':
      return `New lead, ${doors[String(details.door)] ?? `by ${details.door}`}`;
    case 'status':
      return details.from ? `${details.from} → ${details.to}` : `Status ${details.to}`;
    case 'assigned':
      return details.to ? `Assigned to ${say(details.to)}` : 'Assigned to nobody any more';
    case 'follow_up':
      return details.on ? `Follow-up on ${showDate(String(details.on))}` : 'No follow-up any more';
    case 'edited':
      return changeWords(details, say);
    case 'touched':
      return touchWords(details, say);
    case 'note':
      return show(details.text);
    case 'conversion':
      return conversionWords[String(details.what)] ?? `Conversion: ${details.what}`;
    case 'archived':
      return 'Archived';
    case 'restored':
      return 'Restored';
    default:
      return kind;
  }
}

const conversionWords: Record<string, string> = {
  requested: 'Asked for a user on a router',
  done: 'The user is on the router',
  failed: 'The user could not be made',
  cancelled: 'The conversion was given up',
};

type Changes = Record<string, { from?: unknown; to?: unknown }>;

function changesOf(details: Record<string, unknown>): Changes {
  const { changes } = details;
  // Written by `editLead` in this shape; an older or stranger one is shown as no change.
  return typeof changes === 'object' && changes !== null ? (changes as Changes) : {};
}

const changeWords = (details: Record<string, unknown>, say: (value: unknown) => string) =>
  Object.entries(changesOf(details))
    .map(([field, { from, to }]) => `${fieldNames[field] ?? field}: ${say(from)} → ${say(to)}`)
    .join('; ');

function touchWords({ door, claimed, answers }: Record<string, unknown>, say: (value: unknown) => string) {
  const told = Object.entries(typeof answers === 'object' && answers !== null ? answers : {})
    .filter(([, value]) => value !== null)
    .map(([field, value]) => `${fieldNames[field] ?? field}: ${say(value)}`)
    .join('; ');
  const who = claimed ? 'Somebody gave this phone again' : 'Wrote again';
  const where = doors[String(door)] ?? `by ${door}`;
  return `${who}, ${where}${told ? `. ${told}` : ''}`;
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
