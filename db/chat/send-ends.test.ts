import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, sentAs } from '../../test/outbox.ts';
import { say } from './outbox.ts';
import { readThread } from './thread.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const outbox = outboxOf(() => house.db);
const { clear, reply, claim, settle, settleAsSent, states, kept, endLeases, hireGrace } = outbox;

test('what was sent joins the thread with its buttons', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'Which package?');
  const choices = [{ label: '20 Mbps Home', value: 'package:2', way: false }];
  await settle(await claim(), { ...sentAs('77', 'Which package?'), choices });
  expect(await readThread(house.db, jane)).toMatchObject([
    { direction: 'out', text: 'Which package?', choices },
  ]);
});

test('a note to a person of the ISP that the channel never took is kept for their sign-in, a reply is not', async () => {
  const grace = await hireGrace();
  await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
  await reply(grace.chat, 'Habari Grace');
  for (const _ of ['the note', 'the reply']) await settle(await claim(), { end: 'dead', error: 'not found' });
  expect(await states()).toEqual([
    ['dead', 'not found'],
    ['dead', 'not found'],
  ]);
  expect(await kept()).toEqual([{ person: grace.person, notice: note('a lead arrived') }]);
});

test('a wait that the channel asked for is no try; a failure is', async () => {
  const jane = await openChat(house.db, 'jane');
  await reply(jane, 'again');
  const again = async (counts: boolean) => {
    await settle(await claim(), { end: 'again', afterMs: 0, counts, error: 'busy' });
    const [row] = await house.db.sql`select attempts from outbox`;
    return row?.attempts;
  };
  expect([await again(false), await again(true), await again(false), await again(true)]).toEqual([
    0, 1, 1, 2,
  ]);
});

const costs = async () =>
  (await house.db.sql`select cost, cost_currency from outbox order by id`).map(({ cost, costCurrency }) => [
    cost,
    costCurrency,
  ]);

test('what the provider took is kept, and a price that is none spoils nothing', async () => {
  for (const name of ['jane', 'otieno', 'wanjiru']) await reply(await openChat(house.db, name, 'sms'), name);
  const prices = [{ currency: 'KES', amount: '0.8000' }, { currency: 'KES', amount: 'a lot' }, null];
  await settle(await claim('sms'), (send) => ({ ...sentAs(`${send.id}`), cost: prices.shift() ?? null }));
  expect(await costs()).toEqual([
    ['0.8000', 'KES'],
    [null, null],
    [null, null],
  ]);
  expect(await states()).toEqual(Array(3).fill(['sent', null]));
});

test('a chat remembers when it was first written to: at the first message that left', async () => {
  const jane = await openChat(house.db, 'jane');
  const first = async () => (await house.db.sql`select first_sent_at from conversations`)[0]?.firstSentAt;
  await reply(jane, 'refused');
  await settle(await claim(), { end: 'dead', error: 'too long' });
  expect(await first()).toBe(null);
  await reply(jane, 'first');
  await settleAsSent(await claim());
  const then = await first();
  expect(then).toEqual(expect.any(Date));
  await house.db.sql`update conversations set first_sent_at = first_sent_at - interval '1 hour'`;
  await reply(jane, 'second');
  await settleAsSent(await claim());
  expect(await first()).toEqual(new Date(then.getTime() - 3_600_000));
});

test('a sender that comes back after its lease still tells what became of an SMS, and never sends it again', async () => {
  const [jane, otieno] = [await openChat(house.db, 'jane', 'sms'), await openChat(house.db, 'otieno', 'sms')];
  await reply(jane, 'arrived');
  await reply(otieno, 'busy');
  const [toJane, toOtieno] = await claim('sms');
  await endLeases();
  expect(await claim('sms')).toEqual([]);
  await settle(toJane ? [toJane] : [], sentAs('ATX_1'));
  await settle(toOtieno ? [toOtieno] : [], { end: 'again', afterMs: 0, counts: true, error: '500' });
  expect(await states()).toEqual([
    ['sent', null],
    ['unknown', 'unknown'],
  ]);
  expect(await claim('sms')).toEqual([]);
});

test('an end that is written twice, for its first answer was lost, takes no message from whoever claimed it anew', async () => {
  await reply(await openChat(house.db, 'jane', 'sms'), 'Habari Jane');
  const first = await claim('sms');
  const away = { end: 'again', afterMs: 0, counts: false, error: 'ECONNREFUSED' } as const;
  await settle(first, away);
  const second = await claim('sms');
  // The channel asked for a second at least.
  await house.db.sql`update outbox set not_before = not_before + interval '1 second'`;
  await settle(first, away);
  expect(second).toMatchObject([{ attempts: 1 }]);
  expect(await states()).toEqual([['sending', 'ECONNREFUSED']]);
  expect(await claim('sms')).toEqual([]);
});
