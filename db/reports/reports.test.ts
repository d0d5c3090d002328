import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Id, newId } from '../../domain/id.ts';
import type { LeadSource, LeadStatus } from '../../domain/lead.ts';
import type { Period } from '../../domain/period.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addPerson } from '../person/people.ts';
import { readAgents } from './agents.ts';
import { readReplies } from './replies.ts';
import { readReport } from './report.ts';
import { readSources } from './sources.ts';
import { readStatuses } from './statuses.ts';

let house: TestDatabase;
let atieno: Id<'user'>;
beforeAll(async () => {
  house = await createTestDatabase();
  const added = await addPerson(house.db, { name: 'Atieno Achieng', role: 'agent', agentKind: 'caretaker' });
  if ('refused' in added) throw new Error('Atieno is known already.');
  atieno = added.person;
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate leads, lead_months, lead_month_deltas cascade`;
});

interface Arrival {
  at?: string;
  source?: LeadSource;
  convertedAt?: string;
  repliedAt?: string;
  broughtInBy?: string;
  person?: Id<'user'>;
  archived?: boolean;
  /** The statuses it has been in. */
  way?: LeadStatus[];
}

let phones = 0;
async function arrive({ at = '2026-03-10T09:00:00Z', ...lead }: Arrival): Promise<void> {
  const { sql } = house.db;
  const id = newId('lead');
  const row = {
    id,
    phone: `+2547120${String(++phones).padStart(5, '0')}`,
    source: lead.source ?? 'Website',
    status: lead.way?.at(-1) ?? (lead.convertedAt ? 'Converted' : 'New'),
    createdAt: at,
    convertedAt: lead.convertedAt ?? null,
    firstReplyAt: lead.repliedAt ?? null,
    broughtInBy: lead.broughtInBy ?? null,
    broughtInByPersonId: lead.person ?? null,
    archivedAt: lead.archived ? at : null,
  };
  await sql`insert into leads ${sql(row)}`;
  for (const to of lead.way ?? []) {
    await sql`insert into lead_events (lead_id, kind, details) values (${id}, 'status', ${sql.json({ to })})`;
  }
}

const always: Period = { firstDay: null, lastDay: null };
const march: Period = { firstDay: '2026-03-01', lastDay: '2026-03-31' };

async function read<Found extends object>(
  period: Period,
  report: Parameters<typeof readReport<Found>>[2],
): Promise<Found> {
  const found = await readReport(house.db, period, report);
  if ('refused' in found) throw new Error(`The report was refused: ${found.refused}.`);
  return found;
}

test('a day ends at midnight in Nairobi: half past eleven at night in London is the next month', async () => {
  await arrive({ at: '2026-02-28T20:59:59.999Z' });
  await arrive({ at: '2026-02-28T21:00:00Z' });
  await arrive({ at: '2026-03-31T20:59:59.999Z' });
  await arrive({ at: '2026-03-31T23:30:00Z' });
  const { outcomes } = await read(march, readSources);
  expect(outcomes.find(({ source, month }) => !source && !month)?.leads).toBe(2);
  const all = await read(always, readSources);
  expect(all.outcomes.filter((it) => it.month && !it.source).map((it) => [it.month, it.leads])).toEqual([
    ['2026-04-01', 1],
    ['2026-03-01', 2],
    ['2026-02-01', 1],
  ]);
});

test('a report that takes too long is stopped, and a fault stays a fault', async () => {
  const slow = readReport(house.db, always, ({ sql }) => sql`select pg_sleep(10)`, 50);
  await expect(slow).resolves.toEqual({ refused: 'too_slow' });
  const wrong = readReport(house.db, always, ({ sql }) => sql`select 1 / 0`);
  await expect(wrong).rejects.toThrow('division by zero');
});

test('a report can change nothing', async () => {
  const writing = readReport(house.db, always, ({ sql }) => sql`update settings set isp_name = 'Other'`);
  await expect(writing).rejects.toThrow('read-only transaction');
});

describe('sources', () => {
  test('a lead counts in the month it came, whenever it was converted', async () => {
    await arrive({ at: '2026-01-05T09:00:00Z', convertedAt: '2026-06-05T09:00:00Z' });
    await arrive({ at: '2026-01-05T09:00:00Z' });
    const { outcomes } = await read({ firstDay: '2026-01-01', lastDay: '2026-01-31' }, readSources);
    expect(outcomes.find(({ source, month }) => source === 'Website' && month)).toEqual({
      source: 'Website',
      month: '2026-01-01',
      leads: 2,
      converted: 1,
      medianDays: 151,
    });
  });

  test('the median is of those converted, and none where nobody was', async () => {
    for (const day of ['11', '12', '20'])
      await arrive({ source: 'Caretaker', convertedAt: `2026-03-${day}T09:00:00Z` });
    await arrive({ source: 'Caretaker' });
    await arrive({ source: 'Referral' });
    const { outcomes } = await read(march, readSources);
    const of = (source: LeadSource | null) => outcomes.find((it) => it.source === source && !it.month);
    expect(of('Caretaker')).toMatchObject({ leads: 4, converted: 3, medianDays: 2 });
    expect(of('Referral')).toMatchObject({ leads: 1, converted: 0, medianDays: null });
    expect(of(null)).toMatchObject({ leads: 5, converted: 3 });
  });

  test('archived leads do not count', async () => {
    await arrive({ archived: true, convertedAt: '2026-03-11T09:00:00Z' });
    expect((await read(always, readSources)).outcomes).toEqual([
      { source: null, month: null, leads: 0, converted: 0, medianDays: null },
    ]);
  });
});

describe('agents', () => {
  test('an agent who brought none stands there with none', async () => {
    expect((await read(always, readAgents)).people).toMatchObject([
      { name: 'Atieno Achieng', agentKind: 'caretaker', brought: 0, converted: 0 },
    ]);
  });

  test('our own people, typed names and leads that came by themselves are told apart', async () => {
    await arrive({ broughtInBy: 'Atieno Achieng', person: atieno, convertedAt: '2026-03-12T09:00:00Z' });
    await arrive({ broughtInBy: 'Atieno Achieng', person: atieno });
    await arrive({ broughtInBy: 'mama Otieno ' });
    await arrive({ broughtInBy: 'Mama Otieno', convertedAt: '2026-03-12T09:00:00Z' });
    await arrive({ broughtInBy: ' ' });
    await arrive({});
    const found = await read(march, readAgents);
    expect(found.people).toMatchObject([{ person: atieno, brought: 2, converted: 1 }]);
    expect(found.names).toMatchObject([{ brought: 2, converted: 1 }]);
    expect(found.names[0]?.name.toLowerCase()).toBe('mama otieno');
    expect(found.moreNames).toBe(0);
    expect(found.byNobody).toEqual({ brought: 2, converted: 0 });
  });
});

describe('statuses', () => {
  test('who skipped a step got past it, and it is said how many did', async () => {
    await arrive({ way: ['New', 'Contacted', 'Interested', 'Site Survey Scheduled', 'Converted'] });
    await arrive({ way: ['New', 'Converted'], convertedAt: '2026-03-12T09:00:00Z' });
    await arrive({ way: ['New', 'Interested', 'Not Interested'] });
    await arrive({ way: ['New'] });
    const { came, reached, now } = await read(march, readStatuses);
    expect(came).toBe(4);
    expect(reached).toEqual([
      { step: 'Contacted', gotHere: 3, skipped: 2 },
      { step: 'Interested', gotHere: 3, skipped: 1 },
      { step: 'Site Survey Scheduled', gotHere: 2, skipped: 1 },
      { step: 'Converted', gotHere: 2, skipped: 0 },
    ]);
    expect(Object.fromEntries(now.map(({ status, leads }) => [status, leads]))).toEqual({
      New: 1,
      'Not Interested': 1,
      Converted: 2,
    });
  });

  test('going back and forth counts once', async () => {
    await arrive({
      way: ['New', 'Contacted', 'Future Prospect', 'Contacted', 'Future Prospect', 'Contacted'],
    });
    const { reached } = await read(march, readStatuses);
    expect(reached[0]).toEqual({ step: 'Contacted', gotHere: 1, skipped: 0 });
  });
});

describe('replies', () => {
  test('half, nine in ten, within the hour and the day, and never', async () => {
    const replied = ['09:30:00', '10:00:00', '15:00:00'];
    for (const time of replied) await arrive({ repliedAt: `2026-03-10T${time}Z` });
    await arrive({ repliedAt: '2026-03-12T09:00:00Z', source: 'Caretaker' });
    await arrive({ source: 'Caretaker' });
    const { replies } = await read(march, readReplies);
    expect(replies[0]).toMatchObject({ source: null, leads: 5, answered: 4, withinHour: 2, withinDay: 3 });
    expect(replies[0]?.median).toBe(3.5 * 3600);
    expect(replies[0]?.ninetieth).toBeCloseTo((6 + 0.7 * 42) * 3600, 3);
    expect(replies.find(({ source }) => source === 'Caretaker')).toMatchObject({ leads: 2, answered: 1 });
  });

  test('what staff entered themselves waited for no answer', async () => {
    await arrive({ source: 'Manual Entry', repliedAt: '2026-03-10T09:00:01Z' });
    const { replies } = await read(march, readReplies);
    expect(replies).toMatchObject([{ source: null, leads: 0, median: null, ninetieth: null }]);
  });
});

describe('of many reports at once', () => {
  const slow = (seconds: number) =>
    readReport(house.db, always, async ({ sql }) => ({
      slept: (await sql`select pg_sleep(${seconds})`).count,
    }));

  test('three run, the others wait, and pages have connections left', async () => {
    const asked = Array.from({ length: 14 }, () => slow(0.2));
    await expect
      .poll(
        () =>
          house.db.sql`select from pg_stat_activity where query like '%pg_sleep($1)%' and state = 'active'`,
      )
      .toHaveLength(3);
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 14 }, () => ({ slept: 1 })));
  });

  test('whoever waits too long is told so, and nobody after them waits for nothing', async () => {
    const before = [slow(0.5), slow(0.5), slow(0.5)];
    const never = async () => expect.fail('Its turn never came.');
    expect(await readReport(house.db, always, never, 50)).toEqual({ refused: 'too_slow' });
    await Promise.all(before);
    const failing = async () => {
      throw new Error('It cannot be read.');
    };
    for (let time = 1; time <= 4; time++)
      await expect(readReport(house.db, always, failing)).rejects.toThrow('It cannot be read.');
    expect(await slow(0)).toEqual({ slept: 1 });
  });
});
