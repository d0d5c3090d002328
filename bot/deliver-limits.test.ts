import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../domain/channel.ts';
import { createLog } from '../log.ts';
import { ableToAll, createFakeChannel, type FakeChannel, openChat, ringBells } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { outboxOf, textOf } from '../test/outbox.ts';
import type { Capabilities } from './channels/channel.ts';
import { deliver } from './deliver.ts';
import type { Rounds } from './rounds.ts';

let house: TestDatabase;
let running: Rounds[] = [];
const logged: string[] = [];
beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  logged.length = 0;
  await clear();
});
afterEach(async () => {
  await Promise.all(running.map((rounds) => rounds.stop()));
  running = [];
});

const { clear, reply, states } = outboxOf(() => house.db);

/** A process of the bot with these channels. */
async function start(...channels: FakeChannel[]): Promise<Rounds> {
  const rounds = await deliver({
    db: house.db,
    log: createLog('warn', { write: (line) => void logged.push(line) }),
    channels,
    word: (send) => ({ text: textOf(send), choices: [], contactLabel: null }),
  });
  running.push(rounds);
  return rounds;
}

const whatsappWith = (limits: Partial<Capabilities>) =>
  createFakeChannel({ name: 'whatsapp', capabilities: { ...ableToAll, ...limits } });
const replyTo = async (channel: Channel, ...names: string[]) => {
  for (const name of names) await reply(await openChat(house.db, name, channel), name);
};
const arrived = (channel: FakeChannel, count: number) =>
  eventually(() => expect(channel.sent).toHaveLength(count));
const triesOf = async (name: string) =>
  (await house.db.sql`select attempts from outbox where body->>'text' = ${name}`).map(
    ({ attempts }) => attempts,
  );

test('while its line is down nothing of a channel is claimed and nothing loses a try; then it leaves', async () => {
  const [whatsapp, telegram] = [whatsappWith({}), createFakeChannel()];
  let isUp = false;
  whatsapp.canSend = () => isUp;
  await replyTo('whatsapp', 'jane');
  await start(whatsapp, telegram);
  await replyTo('telegram', 'otieno');
  await arrived(telegram, 1);
  expect([whatsapp.sent, await triesOf('jane')]).toEqual([[], [0]]);
  isUp = true;
  await arrived(whatsapp, 1);
  await eventually(async () => expect(await triesOf('jane')).toEqual([1]));
});

test('of two processes the one that holds the account sends, until the other takes over', async () => {
  const [mine, yours] = [whatsappWith({}), whatsappWith({})];
  let holder = mine;
  for (const one of [mine, yours]) one.canSend = () => one === holder;
  await start(mine);
  await start(yours);
  await replyTo('whatsapp', 'jane', 'otieno', 'wanjiru');
  await arrived(mine, 3);
  holder = yours;
  await replyTo('whatsapp', 'kamau', 'jane');
  await arrived(yours, 2);
  expect(mine.sent).toHaveLength(3);
});

test('an account writes a burst to all its chats together and then keeps its pace; others go on', async () => {
  const whatsapp = whatsappWith({ accountPace: { everyMs: 60_000, burst: 3 } });
  const telegram = createFakeChannel();
  await replyTo('whatsapp', 'jane', 'otieno', 'wanjiru', 'kamau', 'achieng');
  await start(whatsapp, telegram);
  await arrived(whatsapp, 3);
  await replyTo('telegram', 'grace');
  await arrived(telegram, 1);
  expect(whatsapp.sent.map(({ address }) => address).sort()).toEqual(['jane', 'otieno', 'wanjiru']);
  expect([await triesOf('kamau'), await triesOf('achieng')]).toEqual([[0], [0]]);
});

test.each(['pace', 'accountPace'] as const)(
  'what waits for the %s leaves when the rest is over, and not at the next look a second later',
  async (kind) => {
    const whatsapp = whatsappWith({ [kind]: { everyMs: 60, burst: 1, jitterMs: 20 } });
    const jane = await openChat(house.db, 'jane', 'whatsapp');
    for (let n = 0; n < 12; n++) await reply(jane, `${n}`);
    const began = performance.now();
    await start(whatsapp);
    await arrived(whatsapp, 12);
    const took = performance.now() - began;
    expect(whatsapp.sent.map(({ text }) => text)).toEqual(Array.from({ length: 12 }, (_, n) => `${n}`));
    expect(took).toBeGreaterThanOrEqual(11 * 60);
    expect(took).toBeLessThan(11 * 1000);
  },
);

test('an account whose provider cannot be reached rests as a whole, and the log tells it once', async () => {
  const [whatsapp, telegram] = [whatsappWith({}), createFakeChannel()];
  let tries = 0;
  whatsapp.answer = () => {
    tries++;
    return { outcome: 'away', error: 'ENOTFOUND' };
  };
  const rounds = await start(whatsapp, telegram);
  await replyTo('whatsapp', 'jane', 'otieno');
  await eventually(async () => expect(await states()).toEqual(Array(2).fill(['queued', 'ENOTFOUND'])));
  const triesUntilRest = tries;
  await replyTo('whatsapp', 'wanjiru');
  await house.db.sql`update outbox set not_before = now()`;
  rounds.wake();
  await replyTo('telegram', 'grace');
  await arrived(telegram, 1);
  expect([tries, await triesOf('wanjiru')]).toEqual([triesUntilRest, [0]]);
  expect(logged.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
});
