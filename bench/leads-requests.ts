import type { Database } from '../db/database.ts';
import { leadSources, leadStatuses } from '../domain/lead.ts';
import { firstNames, lastNames, packageId } from './leads-stock.ts';

// What is asked: another lead, name or place each time.

export interface Asked {
  path: string;
  method?: 'POST';
  body?: string;
}

export interface Kind {
  what: string;
  next(): Asked;
  /** How many requests are one of what is counted. */
  each: number;
  /** How many rows are looked at grows with the table, so that it is not held against the growth. */
  broad: boolean;
  /** Makes leads, which are to be cleared away. */
  writes: boolean;
}

const many = 600;

/** The same sequence in every run (mulberry32). */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** Of a range that the stock of leads leaves free, so that they can be told apart and cleared away. */
export const newPhones = '+25411';

// The processes make leads of their own, and a phone is taken once: each begins somewhere else.
let made = (process.pid * 7919) % 10_000_000;

export function newLead(): Record<string, string | number> {
  made = (made + 1) % 10_000_000;
  const name = `${firstNames[made % firstNames.length]} ${lastNames[made % lastNames.length]}`;
  return {
    name,
    // Scattered, as phones are: neighbours would share the pages of the index.
    phoneNumber: newPhones + String((made * 6_180_339) % 10_000_000).padStart(7, '0'),
    leadSource: 'Field Sales',
    unitNumber: 'A5',
    location: 'Westlands, Nairobi',
    desiredPackage: packageId,
    currentIsp: 'Zuku',
    notes: 'Complains about frequent downtime in the evenings.',
    agreedInstallationFee: 2500,
    agreedMonthlySubscription: 2999,
  };
}

const list = (query: Record<string, string>): Asked => ({ path: `/api/leads?${new URLSearchParams(query)}` });

const kind = (what: string, next: () => Asked, more: Partial<Kind> = {}): Kind => ({
  what,
  next,
  each: 1,
  broad: false,
  writes: false,
  ...more,
});

/** Every kind of request, with ids and places that are in this database. */
export async function readKinds(db: Database): Promise<Kind[]> {
  const dice = createDice(2026);
  const one = <T>(of: readonly T[]): T => {
    const found = of[dice(of.length)];
    if (found === undefined) throw new Error('There is nothing to choose from.');
    return found;
  };
  const ids = await db.sql<{ id: string }[]>`select id from leads order by md5(id) limit ${many}`;
  const places = await readDeepPlaces(db);
  const pages = ['/api/stats', '/api/stats/leads-over-time'];
  let turn = 0;
  return [
    kind('list by status and source', () =>
      list({ status: one(leadStatuses), leadSource: one(leadSources) }),
    ),
    kind('next page deep in it', () => list(one(places))),
    kind('search by two names', () => list({ q: `${one(firstNames)} ${one(lastNames).slice(0, 4)}` })),
    kind('search by one name', () => list({ q: one(firstNames) }), { broad: true }),
    kind('search by part of a phone', () => list({ q: String(100_000 + dice(900_000)) })),
    kind('get one', () => ({ path: `/api/leads/${one(ids).id}` })),
    kind('dashboard', () => ({ path: pages[turn++ % pages.length] ?? '' }), { each: pages.length }),
    kind('create', () => ({ path: '/api/leads', method: 'POST', body: JSON.stringify(newLead()) }), {
      writes: true,
    }),
  ];
}

/** Cursors in the older half of lists by status and source, as the page before would have given them. */
async function readDeepPlaces(db: Database): Promise<Record<string, string>[]> {
  const places = await db.sql<{ id: string; at: Date; status: string; source: string }[]>`
    select id, created_at as at, status, source from leads
    where created_at < current_date - interval '18 months'
    order by md5(id) limit ${many}`;
  return places.map(({ id, at, status, source }) => ({
    status,
    leadSource: source,
    cursor: Buffer.from(JSON.stringify(['-createdAt', at.toISOString(), id])).toString('base64url'),
  }));
}
