import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Bot, type BotNeeds, startBot } from '../../bot/start.ts';
import { say } from '../../db/chat/outbox.ts';
import type { Id } from '../../domain/id.ts';
import { ringBells } from '../chats.ts';
import { createTestDatabase, type TestDatabase } from '../database.ts';

// What every channel keeps, over its real wire: the whole bot on a real PostgreSQL, and its provider's stand-in. A new
// channel adds a file beside this one that opens its stand-in.

/**
 * What goes wrong once; after it everything goes well again.
 *
 *   repeated  the provider gives Jane's last message once more
 *
 * What the next send meets:
 *
 *   wait     asked to wait a second (429, `retry_after`)
 *   broken   answered that the provider is broken (5xx): nothing was sent
 *   refused  this message will never be taken
 *   blocked  this person wants nothing from us
 *   unknown  the message is taken, and the line breaks before the answer
 */
type Fault = 'repeated' | 'wait' | 'broken' | 'refused' | 'blocked' | 'unknown';

/** A provider's stand-in, and one person, Jane, who writes and reads through it. */
export interface Stand {
  /** How the bot reaches it. */
  settings: Partial<BotNeeds>;
  /** What may have left is not sent again (law 3). */
  atMostOnce: boolean;
  /** Jane writes; returns once the provider has it. */
  write(text: string): Promise<void>;
  /** What reached Jane, oldest first. */
  arrived(): string[] | Promise<string[]>;
  /** Brings a fault about; those of `cannot` are missing. */
  faults: Partial<Record<Fault, () => void | Promise<void>>>;
  close(): Promise<void>;
}

/** `bot` is the one that runs now: a provider that calls us calls it. */
export type OpenStand = (bot: () => Bot) => Promise<Stand>;

let house: TestDatabase;
let stand: Stand;
let bot: Bot;

const start = async () => {
  const { db, url: databaseUrl } = house;
  const needs = {
    db,
    databaseUrl,
    secretKey: 'k',
    publicUrl: 'http://localhost',
    trustProxy: false,
    log: db.log,
  };
  bot = await startBot({ ...needs, ...stand.settings });
};

/** It is noon where the ISP is: quiet hours are not what is asked here. */
async function makeItNoon(): Promise<void> {
  const ahead = ((12 - new Date().getUTCHours() + 36) % 24) - 12;
  const zone = `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  await house.db.sql`update settings set time_zone = ${zone}`;
}

const patience = { timeout: 30_000, interval: 50 };
const chat = async (): Promise<Id<'conversation'>> =>
  (await house.db.sql<{ id: Id<'conversation'> }[]>`select id from conversations`)[0]?.id ??
  expect.fail('no chat');
const tell = async (text: string) =>
  say(house.db, { conversation: await chat() }, { kind: 'staff_message', text });

/** A message that waits for its next try need not wait in a test. */
const endBackoff = () =>
  house.db.sql`update outbox set not_before = now() where state = 'queued' and attempts > 0`;
const stateOf = async (text: string) =>
  (await house.db.sql<{ state: string }[]>`select state from outbox where body->>'text' = ${text}`)[0]?.state;
const ends = (text: string, state: string) =>
  expect
    .poll(async () => {
      await endBackoff();
      return stateOf(text);
    }, patience)
    .toBe(state);
const heard = async () =>
  (await house.db.sql<{ text: string }[]>`select text from messages where direction = 'in' order by id`).map(
    ({ text }) => text,
  );
const countSaid = async () => (await house.db.sql`select from messages where direction = 'out'`).count;
const unfinished = async () =>
  (
    await house.db.sql`
      select from inbox where done_at is null union all select from outbox where state in ('queued', 'sending')`
  ).count;
const allSaid = () => expect.poll(unfinished, patience).toBe(0);
const withText = async (words: string) => (await stand.arrived()).filter((text) => text.includes(words));

/** Jane has written, and was answered. */
async function meetJane(): Promise<void> {
  await stand.write('Habari');
  await expect.poll(heard, patience).toEqual(['Habari']);
  await allSaid();
}

const meet = async (fault: Fault) => (stand.faults[fault] ?? expect.fail(`the stand-in knows no ${fault}`))();

/** `cannot` says why a provider has none of a kind of fault; every other kind is met. */
export function keepsTheContract(open: OpenStand, cannot: Partial<Record<Fault, string>> = {}): void {
  // Paces of seconds between messages, and retries, take their time.
  vi.setConfig({ testTimeout: 60_000 });
  beforeAll(async () => {
    house = await createTestDatabase();
    ringBells(house.db);
    await makeItNoon();
  });
  afterAll(() => house.drop());
  beforeEach(async () => {
    await house.db.sql`
      truncate inbox, identities, conversations, outbox, messages, leads, lead_events, consents, stopped_phones,
        channel_accounts, delivery_reports cascade`;
    stand = await open(() => bot);
    await start();
  });
  afterEach(async () => {
    await bot.stop();
    await stand.close();
  });
  const has = (fault: Fault) => !(fault in cannot);
  whatIsHeard(has);
  whatIsSaid();
  whatGoesWrong(has);
}

function whatIsHeard(has: (fault: Fault) => boolean): void {
  if (has('repeated'))
    test('a message that the provider gives twice is heard once and answered once', async () => {
      await meetJane();
      await meet('repeated');
      await stand.write('help');
      await expect.poll(heard, patience).toEqual(['Habari', 'help']);
      await allSaid();
      expect(await stand.arrived()).toHaveLength(await countSaid());
    });

  test('what one person writes is heard in its order', async () => {
    const words = ['Habari', 'help', 'cancel', 'help', 'STOP', 'START'];
    for (const word of words) await stand.write(word);
    await expect.poll(heard, patience).toEqual(words);
  });

  test('stopped in the middle and started again, the bot has lost nothing and says nothing twice', async () => {
    await stand.write('Habari');
    await stand.write('Jane Wanjiru');
    await bot.stop();
    await start();
    await expect.poll(heard, patience).toEqual(['Habari', 'Jane Wanjiru']);
    await allSaid();
    const arrived = await stand.arrived();
    expect(arrived).toHaveLength(await countSaid());
    expect(new Set(arrived).size).toBe(arrived.length);
  });
}

function whatIsSaid(): void {
  test('what is said arrives in its order', async () => {
    await meetJane();
    for (const number of [1, 2, 3, 4]) await tell(`Notice number ${number}`);
    await ends('Notice number 4', 'sent');
    const numbers = (await withText('Notice number')).map((text) => text.at(-1));
    expect(numbers).toEqual(['1', '2', '3', '4']);
  });

  test('what is longer than the provider takes arrives, shortened or whole', async () => {
    await meetJane();
    const long = `A long story. ${'Tomorrow we come to Kilimani. '.repeat(200)}`;
    await tell(long);
    await ends(long, 'sent');
    expect(await withText('A long story.')).toHaveLength(1);
  });

  test('after STOP one confirmation arrives and then nothing, until START', async () => {
    await meetJane();
    const before = (await stand.arrived()).length;
    await stand.write('STOP');
    await expect.poll(async () => (await stand.arrived()).length - before, patience).toBe(1);
    await stand.write('Are you there?');
    await tell('Too late');
    await ends('Too late', 'dead');
    await allSaid();
    expect((await stand.arrived()).length - before).toBe(1);
    await stand.write('START');
    await expect.poll(async () => (await stand.arrived()).length - before, patience).toBeGreaterThan(1);
  });
}

function whatGoesWrong(has: (fault: Fault) => boolean): void {
  if (has('wait'))
    test('asked to wait, the chat waits, loses no try and keeps its order', async () => {
      await meetJane();
      await meet('wait');
      await tell('First');
      await tell('Second');
      await ends('Second', 'sent');
      const [first] = await house.db.sql`select attempts from outbox where body->>'text' = 'First'`;
      expect(first).toEqual({ attempts: 1 });
      expect((await stand.arrived()).slice(-2).map((text) => text.match(/First|Second/)?.[0])).toEqual([
        'First',
        'Second',
      ]);
    });

  if (has('broken'))
    test('a provider that is broken for a while gets everything once it is well', async () => {
      await meetJane();
      await meet('broken');
      await tell('First');
      await tell('Second');
      await ends('First', 'sent');
      await ends('Second', 'sent');
      expect([await withText('First'), await withText('Second')].map((texts) => texts.length)).toEqual([
        1, 1,
      ]);
    });

  if (has('refused'))
    test('what is refused for good dies alone, and the next message leaves', async () => {
      await meetJane();
      await meet('refused');
      await tell('First');
      await tell('Second');
      await ends('First', 'dead');
      await ends('Second', 'sent');
    });

  if (has('blocked'))
    test('who wants nothing from us is sent nothing more', async () => {
      await meetJane();
      await meet('blocked');
      await tell('First');
      await ends('First', 'dead');
      await tell('Second');
      await ends('Second', 'dead');
      expect([...(await withText('First')), ...(await withText('Second'))]).toEqual([]);
    });

  if (has('unknown'))
    test('a send whose end nobody knows is repeated on chat, and never where a repeat costs money', async () => {
      await meetJane();
      await meet('unknown');
      await tell('First');
      await tell('Second');
      await ends('First', stand.atMostOnce ? 'unknown' : 'sent');
      await ends('Second', 'sent');
      const firsts = (await withText('First')).length;
      if (stand.atMostOnce) expect(firsts).toBe(1);
      else expect(firsts).toBeGreaterThanOrEqual(1);
    });
}
