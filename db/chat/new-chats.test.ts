import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, textsOf } from '../../test/outbox.ts';
import { say } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const outbox = outboxOf(() => house.db);
const { clear, reply, claim, settle, settleAsSent, states, endLeases } = outbox;

const claimAtMost = (newChatsADay: number) => claim('whatsapp', { newChatsADay, most: 32 });
const openChats = (...names: string[]): Promise<Id<'conversation'>[]> =>
  Promise.all(names.map((name) => openChat(house.db, name, 'whatsapp')));
const replyTo = async (...names: string[]) => {
  for (const name of names) for (const chat of await openChats(name)) await reply(chat, name);
};

/** A day goes by, and the morning comes. */
const nextDay = async () => {
  await house.db.sql`update conversations set first_sent_at = first_sent_at - interval '1 day'`;
  await house.db.sql`update outbox set not_before = now() where state = 'queued'`;
};

test('once an account has begun as many chats as it may today, others wait for tomorrow and lose no try', async () => {
  await replyTo('jane', 'otieno', 'wanjiru');
  const first = await claimAtMost(2);
  expect(textsOf(first)).toEqual(['jane', 'otieno']);
  await settleAsSent(first);
  const waiting = await house.db.sql`
    select state, attempts, error, not_before at time zone time_zone
        = date_trunc('day', now() at time zone time_zone) + interval '1 day 7 hours' as tomorrow
    from outbox cross join settings where state = 'queued'`;
  expect([...waiting]).toEqual([{ state: 'queued', attempts: 0, error: null, tomorrow: true }]);
  await house.db.sql`update outbox set not_before = now() where state = 'queued'`;
  expect(await claimAtMost(2)).toEqual([]);
  await nextDay();
  expect(textsOf(await claimAtMost(2))).toEqual(['wanjiru']);
});

test('a chat that was written to before is answered however many chats began today', async () => {
  await replyTo('jane');
  await settleAsSent(await claimAtMost(1));
  await replyTo('jane', 'otieno');
  expect(textsOf(await claimAtMost(1))).toEqual(['jane']);
});

test('a note counts as an answer does, and waits as it does', async () => {
  const [jane, otieno] = await openChats('jane', 'otieno');
  for (const conversation of [jane, otieno])
    if (conversation) await say(house.db, { conversation }, note('an offer'));
  expect(await claimAtMost(1)).toMatchObject([{ conversationId: jane }]);
  expect(await states()).toEqual([
    ['sending', null],
    ['queued', null],
  ]);
});

test('chats that are just being begun count, and one whose message was never taken does not', async () => {
  await replyTo('jane');
  const inFlight = await claimAtMost(1);
  await replyTo('otieno');
  expect(await claimAtMost(1)).toEqual([]);
  await settle(inFlight, { end: 'dead', error: 'not on WhatsApp' });
  await house.db.sql`update outbox set not_before = now() where state = 'queued'`;
  expect(textsOf(await claimAtMost(1))).toEqual(['otieno']);
});

test('a sender that was killed has begun no chat: its message is tried again and counted once', async () => {
  await replyTo('jane', 'otieno');
  expect(textsOf(await claimAtMost(1))).toEqual(['jane']);
  await endLeases();
  const again = await claimAtMost(1);
  expect(again).toMatchObject([{ body: { text: 'jane' }, attempts: 2 }]);
  await settleAsSent(again);
  await replyTo('wanjiru');
  expect(await claimAtMost(2)).toMatchObject([{ body: { text: 'wanjiru' } }]);
});

test('each account has a day of its own, and one without a limit begins any number', async () => {
  await replyTo('jane', 'otieno');
  await openChat(house.db, 'grace').then((chat) => reply(chat, 'grace'));
  expect(await claimAtMost(1)).toHaveLength(1);
  expect(textsOf(await claim('telegram', { newChatsADay: 1 }))).toEqual(['grace']);
  await replyTo('wanjiru', 'kamau');
  expect(textsOf(await claim('whatsapp'))).toEqual(['wanjiru', 'kamau']);
});

test('a limit of none begins no chat at all', async () => {
  await replyTo('jane');
  expect(await claimAtMost(0)).toEqual([]);
  expect(await states()).toEqual([['queued', null]]);
});

test('claims that run at once begin no more chats together than the account may', async () => {
  await replyTo(...Array.from({ length: 20 }, (_, n) => `chat ${n}`));
  const claims = await Promise.all(Array.from({ length: 6 }, () => claimAtMost(5)));
  expect(claims.flat()).toHaveLength(5);
});

test("the day's new chats are counted in their index, however many chats there are", async () => {
  await house.db.sql`
    insert into conversations (id, channel, account, address, first_sent_at)
    select 'conversation_' || n, 'whatsapp', 'ours', n::text, now() - interval '1 minute' * n
    from generate_series(1, 20000) n`;
  await house.db.sql`analyze conversations`;
  const plan = await house.db.sql`
    explain select count(*) from conversations
    where channel = 'whatsapp' and account = 'ours' and first_sent_at >= now() - interval '1 hour'`;
  expect(plan.map((line) => line['query plan'] ?? Object.values(line).join()).join('\n')).toContain(
    'conversations_first_sent',
  );
});
