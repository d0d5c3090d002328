import type { TimelineEntry } from '../../../db/lead/lead-reads.ts';
import { channelFacts, channels } from '../../../domain/channel.ts';
import { showDate } from '../time.tsx';

/** Names of the people, packages and leads that entries speak of, by id. */
export type Names = ReadonlyMap<string, string>;

/** An event in plain words. */
export interface EventWords {
  title: string;
  /** What belongs to it, each on a line of its own: what people wrote, or what changed. */
  lines?: string[];
  /** The other lead of a merge. */
  other?: { id: string; name: string };
}

/** The ids in a timeline whose names are needed to tell it. */
export function idsOf(entries: readonly TimelineEntry[]): string[] {
  const ids = entries.flatMap(({ details: { to, by, kept, gone, ...details } }) => [
    ...[to, by, kept, gone],
    ...Object.values(changesOf(details)).flatMap(({ from, to: after }) => [from, after]),
    ...Object.values(answersOf(details)),
  ]);
  return [...new Set(ids.filter((id): id is string => /^(user|package|lead)_/.test(String(id))))];
}

/** `lead` is the one whose history this is. */
export function wordEvent({ kind, details }: TimelineEntry, names: Names, lead: string): EventWords {
  const say = (value: unknown) => names.get(String(value)) ?? show(value);
  switch (kind) {
    case 'created':
      return { title: `New lead, ${doorWords(details.door)}` };
    case 'status':
      return {
        title: details.from ? `${details.from} → ${details.to}` : `Status ${details.to}`,
        ...(details.reason ? { lines: [String(details.reason)] } : {}),
      };
    case 'survey':
      return { title: surveyWords(details, say) };
    case 'assigned':
      return { title: details.to ? `Assigned to ${say(details.to)}` : 'Assigned to nobody any more' };
    case 'follow_up':
      return { title: details.on ? `Follow-up on ${showDate(String(details.on))}` : 'No follow-up any more' };
    case 'edited':
      return changeWords(details, say);
    case 'touched':
      return touchWords(details, say);
    case 'note':
      return { title: 'Note', lines: [show(details.text)] };
    case 'conversion':
      return { title: conversionWords[String(details.what)] ?? `Conversion: ${details.what}` };
    case 'merged':
    case 'unmerged':
      return mergeWords(kind, details, names, lead);
    case 'archived':
      return { title: 'Archived' };
    case 'restored':
      return { title: 'Restored' };
    default:
      return { title: kind };
  }
}

const doors: Record<string, string> = {
  staff: 'entered by hand',
  import: 'imported from a file',
  api: 'sent by a program',
  form: 'filled in the form on the website',
  chat: 'came by chat',
  ...Object.fromEntries(channels.map((name) => [name, `wrote ${channelFacts[name].on.en}`])),
};

/** The same where somebody comes again. */
const ways: Record<string, string> = {
  staff: 'by hand',
  import: 'in an imported file',
  api: 'by a program',
  form: 'in the form on the website',
  chat: 'by chat',
  ...Object.fromEntries(channels.map((name) => [name, channelFacts[name].on.en])),
};

const doorWords = (door: unknown) => doors[String(door)] ?? `by ${door}`;

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

const conversionWords: Record<string, string> = {
  requested: 'Asked for a user on a router',
  done: 'The user is on the router',
  failed: 'The user could not be made',
  cancelled: 'The conversion was given up',
};

function surveyWords({ on, by }: Record<string, unknown>, say: (value: unknown) => string): string {
  if (!on) return 'No site survey any more';
  return `Site survey on ${showDate(String(on))}${by ? ` by ${say(by)}` : ''}`;
}

function mergeWords(
  kind: 'merged' | 'unmerged',
  { kept, gone }: Record<string, unknown>,
  names: Names,
  lead: string,
): EventWords {
  const isKept = lead === kept;
  const id = String(isKept ? gone : kept);
  const other = { id, name: names.get(id) ?? 'another lead' };
  if (kind === 'unmerged') return { title: 'The merge was undone with', other };
  return { title: isKept ? 'Merged into this lead:' : 'Became part of', other };
}

type Changes = Record<string, { from?: unknown; to?: unknown }>;

const objectIn = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

// Written by `editLead` in this shape; an older or stranger one is shown as no change.
const changesOf = ({ changes }: Record<string, unknown>): Changes => objectIn(changes) as Changes;

const answersOf = ({ answers }: Record<string, unknown>): Record<string, unknown> => ({
  ...objectIn(answers),
});

function changeWords(details: Record<string, unknown>, say: (value: unknown) => string): EventWords {
  const lines = Object.entries(changesOf(details)).map(
    ([field, { from, to }]) => `${fieldNames[field] ?? field}: ${say(from)} → ${say(to)}`,
  );
  return { title: 'Edited', lines };
}

function touchWords(details: Record<string, unknown>, say: (value: unknown) => string): EventWords {
  const lines = Object.entries(answersOf(details))
    .filter(([, value]) => value !== null)
    .map(([field, value]) => `${fieldNames[field] ?? field}: ${say(value)}`);
  const who = details.claimed ? 'Somebody gave this phone again' : 'Wrote again';
  return { title: `${who} ${ways[String(details.door)] ?? `by ${details.door}`}`, lines };
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
