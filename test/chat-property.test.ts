import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ringBells } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type BurstEnd, beginDay, give, type Played, playBurst } from './fixtures/chat-day.ts';
import { type Day, days } from './fixtures/chat-events.ts';
import { type ChatOf, chats } from './fixtures/chat-people.ts';
import { expectedLeads, readChats } from './fixtures/expected-leads.ts';
import { placeOf, switchOf } from './fixtures/silence.ts';

// Whatever happens, in whatever order, on whatever channel: with repeats, restarts, delays, and providers that wait, fail,
// refuse or do not answer.

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  ringBells(database.db);
});
afterAll(() => database.drop());

test('no lead is lost or doubled, nobody is written to after STOP, each message is stepped once, no talk is stuck', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(days, async (day) => {
      await live(day);
      expect(true).toBe(true);
    }),
    { numRuns: 25, interruptAfterTimeLimit: 60_000 },
  );
});

async function live(day: Day): Promise<void> {
  const played = await beginDay(database.db, day);
  try {
    const mustBeLeads = new Set<string>();
    for (const burst of day.bursts) {
      const before = await readChats(played.db);
      const end = await playBurst(played, burst);
      await checkSilence(played, end);
      for (const phone of expectedLeads(played, before, end)) mustBeLeads.add(phone);
    }
    await checkLeads(played, mustBeLeads);
    await checkThreads(played);
    await checkAddresses(played);
    if (day.isNight) await checkNight(played);
    await checkNobodyIsStuck(played);
  } finally {
    await played.house.stop();
  }
}

/** Who was silent and still is, and who has just said STOP, is told nothing but the one confirmation. */
async function checkSilence(
  { db, silence }: Played,
  { given, tries, silentBefore }: BurstEnd,
): Promise<void> {
  const stops = given.filter(({ inbound }) => switchOf(inbound) === 'stop');
  const stopping = new Set(stops.map(({ chat, inbound }) => placeOf(chat, inbound.address)));
  const after = silence.silent();
  const toSilent = tries.filter(
    ({ place }) => after.has(place) && (silentBefore.has(place) || stopping.has(place)),
  );
  const confirmations = await db.sql<{ id: number }[]>`
    select id from outbox where despite_stop and id = any(${toSilent.map(({ outbox }) => outbox)})`;
  const confirmed = new Set(confirmations.map(({ id }) => id));
  expect(toSilent.filter(({ outbox }) => !confirmed.has(outbox))).toEqual([]);
  const arrived = toSilent.filter(({ outcome }) => outcome === 'sent');
  expect(arrived.length).toBeLessThanOrEqual(stops.length);
}

async function checkLeads({ db }: Played, mustBeLeads: ReadonlySet<string>): Promise<void> {
  const leads = await db.sql<{ phone: string; told: string }[]>`
    select l.phone, to_jsonb(l) || jsonb_build_object('events', (
      select jsonb_agg(e.details) from lead_events e where e.lead_id = l.id)) #>> '{}' as told
    from leads l where l.archived_at is null`;
  const told = new Map(leads.map((lead) => [lead.phone, lead.told]));
  expect(told.size).toBe(leads.length);
  for (const phone of mustBeLeads) expect([...told.keys()]).toContain(phone);
  for (const { state } of (await readChats(db)).values()) {
    if (!state?.capture || !state.phone) continue;
    for (const answer of Object.values(state.answers))
      if (typeof answer === 'string') expect(told.get(state.phone)).toContain(answer);
  }
}

/** Each chat's thread holds each of its messages once, in the order in which they were given. */
async function checkThreads({ db, given }: Played): Promise<void> {
  for (const chat of chats) {
    const lines = await db.sql<{ text: string }[]>`
      select m.text from messages m
      where m.direction = 'in' and m.conversation_id in (
        select conversation_id from identities where channel = ${chat.channel} and address = any(${[...chat.addresses]}))
      order by m.id`;
    const said = given.filter((it) => it.chat === chat).map(({ inbound }) => inbound.said);
    expect(lines.length, chat.who).toBe(said.length);
    const texts = said.map((it) => (it.kind === 'text' ? it.text : null));
    if (chat.addresses.length === 1)
      expect(lines.map(({ text }, at) => (texts[at] === null ? null : text))).toEqual(texts);
  }
}

/** Addresses that are known to be one person's lead to one conversation. */
async function checkAddresses({ db, silence }: Played): Promise<void> {
  const talks = await readChats(db);
  for (const chat of chats) {
    const places = silence.sameAs(chat, chat.addresses[0]);
    const heard = places.flatMap((place) => talks.get(place)?.conversation ?? []);
    expect(new Set(heard).size, `${chat.who} on ${chat.channel}`).toBeLessThanOrEqual(1);
    if (places.length > 1) expect(heard).toHaveLength(places.length);
  }
}

async function checkNight({ db }: Played): Promise<void> {
  const unasked = await db.sql`
    select o.id from outbox o join conversations c on c.id = o.conversation_id
    where o.kind = 'notice' and o.sent_at is not null and c.person_id is null`;
  expect([...unasked]).toEqual([]);
}

/** Whoever writes now is answered, unless they are silent: then they are not. */
async function checkNobodyIsStuck(played: Played): Promise<void> {
  const { db, house, silence } = played;
  house.expect([]);
  for (const chat of chats) {
    const road = 'phone';
    const [address] = chat.addresses;
    const from = house.tries.length;
    await give(played, chat, { kind: 'text', text: 'help' }, road);
    const isSilent = silence.silent().has(placeOf(chat, address));
    if (!isSilent && (await isHushedByLead(played, chat))) continue;
    await house.settle();
    const answered = house.tries.slice(from).some(({ place }) => place === placeOf(chat, address));
    expect(answered, `${placeOf(chat, address)} is ${isSilent ? 'silent' : 'answered'}`).toBe(!isSilent);
  }
  const [row] = await db.sql`select count(*) as n from inbox where parked_at is not null`;
  expect(row).toEqual({ n: 0 });
}

/** The phone of the lead that this chat typed is stopped: that is known to the house only. */
async function isHushedByLead({ db }: Played, { channel, addresses }: ChatOf): Promise<boolean> {
  const hushed = await db.sql`
    select from identities i join conversations c on c.id = i.conversation_id join leads l on l.id = c.lead_id
      join stopped_phones s on s.phone = l.phone
    where i.channel = ${channel} and i.address = ${addresses[0]}`;
  return hushed.length > 0;
}
