import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { note, outboxOf, sentAs } from '../../test/outbox.ts';
import { applyForgottenReports, keepDeliveryReport } from './delivery-reports.ts';
import { say } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => clear());

const outbox = outboxOf(() => house.db);
const { clear, reply, claim, settle, endLeases, kept, hireGrace } = outbox;

const jane = '+254712345678';
const report = (providerId: string, end: 'delivered' | 'failed', address: string | null = jane) =>
  keepDeliveryReport(house.db, 'sms', 'ours', {
    providerId,
    address,
    end,
    words: end === 'failed' ? 'AbsentSubscriber' : null,
  });

/** Each message as `state, provider id, delivered or not, error`. */
const ends = async () =>
  (
    await house.db.sql`
      select state, provider_id, delivered_at is not null as delivered, error from outbox order by id`
  ).map(({ state, providerId, delivered, error }) => [state, providerId, delivered, error]);

const sendSms = async (...texts: string[]) => {
  const chat = await openChat(house.db, jane, 'sms');
  for (const text of texts) await reply(chat, text);
  return claim('sms');
};
const unknown = { end: 'unknown', error: 'timeout' } as const;

const delivered = ['sent', 'ATX_1', true, null];
const failed = ['dead', 'ATX_1', false, 'AbsentSubscriber'];

test.each([
  [['delivered'], delivered],
  [['failed'], failed],
  [['delivered', 'delivered'], delivered],
  [['failed', 'failed'], failed],
  [['failed', 'delivered'], delivered],
  [['delivered', 'failed'], delivered],
] as const)('reported as %j, a message that left ends so', async (reports, end) => {
  await settle(await sendSms('Karibu'), sentAs('ATX_1'));
  for (const one of reports) await report('ATX_1', one);
  expect(await ends()).toEqual([end]);
});

test.each([
  ['delivered', delivered],
  ['failed', failed],
] as const)(
  'a report of %s that comes before we know that the message left waits for it',
  async (end, row) => {
    const inFlight = await sendSms('Karibu');
    await report('ATX_1', end, null);
    expect(await ends()).toEqual([['sending', null, false, null]]);
    await settle(inFlight, sentAs('ATX_1'));
    expect(await ends()).toEqual([row]);
  },
);

test('what was delivered stays so, also when both reports come before we know that the message left', async () => {
  const inFlight = await sendSms('Karibu');
  for (const end of ['failed', 'delivered', 'failed'] as const) await report('ATX_1', end, null);
  await settle(inFlight, sentAs('ATX_1'));
  expect(await ends()).toEqual([delivered]);
});

test('reports and the notes of senders that come at the same moment all find each other', async () => {
  const chats = await Promise.all(
    Array.from({ length: 20 }, (_, n) => openChat(house.db, `+2547000000${n + 10}`, 'sms')),
  );
  for (const chat of chats) await reply(chat, 'Karibu');
  const sends = await claim('sms', { most: 20 });
  await Promise.all(
    sends.flatMap((send) => [
      settle([send], sentAs(`ATX_${send.id}`)),
      report(`ATX_${send.id}`, 'delivered'),
    ]),
  );
  expect(await ends()).toEqual(sends.map(({ id }) => ['sent', `ATX_${id}`, true, null]));
});

test.each([
  ['delivered', delivered],
  ['failed', failed],
] as const)('the one message of unknown end to that phone was meant by a report of %s', async (end, row) => {
  await settle(await sendSms('Karibu'), unknown);
  await report('ATX_1', end);
  expect(await ends()).toEqual([row]);
  expect(await claim('sms')).toEqual([]);
});

test('of two messages of unknown end nobody can tell which was meant', async () => {
  await settle(await sendSms('one', 'two'), unknown);
  await settle(await claim('sms'), unknown);
  await report('ATX_1', 'delivered');
  expect(await ends()).toEqual(Array(2).fill(['unknown', null, false, 'timeout']));
});

test('a message of unknown end is not meant by the report of another, of another phone, or of another week', async () => {
  await settle(await sendSms('one', 'two'), unknown);
  await settle(await claim('sms'), sentAs('ATX_2'));
  await report('ATX_2', 'delivered');
  await report('ATX_3', 'delivered', '+254733000222');
  await report('ATX_3', 'delivered', null);
  await house.db.sql`update outbox set created_at = now() - interval '49 hours'`;
  await report('ATX_4', 'delivered');
  expect(await ends()).toEqual([
    ['unknown', null, false, 'timeout'],
    ['sent', 'ATX_2', true, null],
  ]);
});

test('two reports at the same moment do not both take the message of unknown end', async () => {
  await settle(await sendSms('Karibu'), unknown);
  await Promise.all([report('ATX_1', 'delivered'), report('ATX_2', 'failed')]);
  const [[state, id] = []] = await ends();
  expect([
    ['sent', 'ATX_1'],
    ['dead', 'ATX_2'],
  ]).toContainEqual([state, id]);
});

test.each([
  ['delivered', delivered],
  ['failed', failed],
] as const)(
  '%s is reported of a message whose sender was killed: it ends so once its lease is over',
  async (end, row) => {
    await sendSms('Karibu');
    await report('ATX_1', end);
    expect(await ends()).toEqual([['sending', 'ATX_1', false, null]]);
    await endLeases();
    expect(await claim('sms')).toEqual([]);
    expect(await ends()).toEqual([row]);
  },
);

test('a report that found no other message does not outlive the id that its sender learns', async () => {
  const inFlight = await sendSms('Karibu');
  await report('a message that somebody else sent', 'delivered');
  await settle(inFlight, sentAs('ATX_1'));
  expect(await ends()).toEqual([['sent', 'ATX_1', false, null]]);
});

test('what a process that was killed did not apply is applied at the next start', async () => {
  await settle(await sendSms('Karibu'), sentAs('ATX_1'));
  await house.db.sql`
    insert into delivery_reports (channel, account, provider_id, outcome) values ('sms', 'ours', 'ATX_1', 'delivered')`;
  await applyForgottenReports(house.db);
  expect(await ends()).toEqual([delivered]);
});

test('a note to a person of the ISP that is reported as failed is kept for their sign-in, once', async () => {
  const grace = await hireGrace(jane, 'sms');
  await say(house.db, { conversation: grace.chat }, note('a lead arrived'));
  await settle(await claim('sms'), sentAs('ATX_1'));
  await reply(grace.chat, 'Habari Grace');
  await settle(await claim('sms'), sentAs('ATX_2'));
  for (const id of ['ATX_1', 'ATX_1', 'ATX_2']) await report(id, 'failed');
  expect(await kept()).toEqual([{ person: grace.person, notice: note('a lead arrived') }]);
});

test('a report of another account, or of no message of ours, changes nothing', async () => {
  await settle(await sendSms('Karibu'), sentAs('ATX_1'));
  const one = { providerId: 'ATX_1', address: jane, end: 'failed', words: null } as const;
  await keepDeliveryReport(house.db, 'sms', 'another', one);
  await keepDeliveryReport(house.db, 'whatsapp', 'ours', one);
  await report('ATX_9', 'failed');
  expect(await ends()).toEqual([['sent', 'ATX_1', false, null]]);
});
