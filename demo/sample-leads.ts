import type { PastLead } from '../db/lead/past-leads.ts';
import type { Id } from '../domain/id.ts';
import type { LeadSource, LeadStatus } from '../domain/lead.ts';
import { parsePhone } from '../domain/phone.ts';

export interface Cast {
  packages: readonly Id<'package'>[];
  staff: readonly Id<'user'>[];
  /** Who goes to look at the site. */
  technicians: readonly Id<'user'>[];
  agents: readonly { id: Id<'user'>; name: string; phone: string; source: LeadSource }[];
}

const firstNames = [
  'Jane',
  'Brian',
  'Wanjiru',
  'Otieno',
  'Akinyi',
  'Mwangi',
  'Faith',
  'Kevin',
  'Halima',
  'Kiprop',
];
const lastNames = [
  'Smith',
  'Njoroge',
  'Odhiambo',
  'Wambui',
  'Mutua',
  'Chebet',
  'Hassan',
  'Kariuki',
  'Atieno',
  'Koech',
];
const places = [
  'Kilimani',
  'Westlands',
  'Rongai',
  'Kasarani',
  'Ruaka',
  'Embakasi',
  'Kileleshwa',
  'Umoja',
  'Syokimau',
];
const isps = ['Zuku', 'Safaricom Home', 'Faiba', 'Poa', null, null];
const reasons = [
  'Drops every evening.',
  'Too slow for video calls.',
  'Nobody answers the phone.',
  'Moving in soon.',
  null,
];
const routerTypes = ['TP-Link Archer C6', 'Tenda AC6', 'Huawei HG8145'];

/** How leads come that nobody brings. */
const ways = [
  { source: 'Website', door: 'form' },
  // There is no chat with them: they wrote before Karibu was there.
  { source: 'WhatsApp/SMS', door: 'import' },
  { source: 'WhatsApp/SMS', door: 'import' },
  { source: 'Manual Entry', door: 'staff' },
] as const;

/** Where a lead's road may end, more often where more real ones end. */
const roads: readonly LeadStatus[][] = [
  [],
  [],
  ['Contacted'],
  ['Contacted', 'Interested'],
  ['Contacted', 'Interested', 'Site Survey Scheduled'],
  ['Contacted', 'Interested', 'Converted'],
  ['Contacted', 'Interested', 'Site Survey Scheduled', 'Converted'],
  ['Contacted', 'Not Interested'],
  ['Contacted', 'Future Prospect'],
];

/** Numbers that look random and are the same every time (mulberry32), so that two demos show the same year. */
function dice(seed: number) {
  let state = seed;
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(roll() * limit);
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[below(list.length)];
    if (picked === undefined) throw new Error('Nothing to pick from.');
    return picked;
  };
  return { below, pick };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** By then somebody has spoken with a lead. */
const freshMs = 10 * dayMs;

/** `count` leads of the year before `now`, more of them lately; their phones never belong to a real subscriber's range twice. */
export function sampleLeads(count: number, cast: Cast, now: Date): PastLead[] {
  const { below, pick } = dice(2026);
  const inDays = (days: number) => dateOf(new Date(now.getTime() + days * dayMs));

  /** Somebody answers within a day or so; then it takes its time. */
  function walk(road: readonly LeadStatus[], from: Date): PastLead['moves'] {
    let at = from.getTime() + below(30 * hourMs);
    return road
      .map((to) => {
        const move = { to, by: pick(cast.staff), at: new Date(at) };
        at += dayMs + below(3 * dayMs);
        return move;
      })
      .filter((move) => move.at < now);
  }

  function sampleLead(index: number): PastLead {
    const age = Math.floor(365 * (below(10_000) / 10_000) ** 1.4) * dayMs + below(dayMs);
    const createdAt = new Date(now.getTime() - age);
    const agent = below(10) < 4 ? pick(cast.agents) : null;
    const way = agent ? { source: agent.source, door: 'staff' } : pick(ways);
    const moves = walk(pick(age < freshMs ? roads : roads.filter((road) => road.length > 0)), createdAt);
    const last = moves.at(-1)?.to ?? 'New';
    const isOpen = last !== 'Converted' && last !== 'Not Interested';
    const customerHasRouter = below(3) === 0;
    return {
      phone: samplePhone(index),
      ...way,
      name: `${pick(firstNames)} ${pick(lastNames)}`,
      location: `${pick(places)}, Nairobi`,
      unitNumber: `${pick(['A', 'B', 'C', 'D'])}${1 + below(40)}`,
      packageId: pick(cast.packages),
      currentIsp: pick(isps),
      notes: pick(reasons),
      broughtInBy: agent?.name ?? null,
      broughtInByContact: agent?.phone ?? null,
      broughtInByPersonId: agent?.id ?? null,
      customerHasRouter,
      routerType: customerHasRouter ? pick(routerTypes) : null,
      assignedTo: below(4) > 0 ? pick(cast.staff) : null,
      followUpDate: isOpen && below(2) === 0 ? inDays(below(21) - 7) : null,
      ...(last === 'Site Survey Scheduled' && {
        survey: { on: inDays(below(8)), by: pick(cast.technicians) },
      }),
      createdAt,
      moves,
    };
  }

  return Array.from({ length: count }, (_, index) => sampleLead(index));
}

const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);

function samplePhone(index: number) {
  const phone = parsePhone(`+25479${String(7_000_000 + index * 13).padStart(7, '0')}`);
  if (!phone) throw new Error('Sample numbers are Kenyan mobiles.');
  return phone;
}
