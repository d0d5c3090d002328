import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { outboxOf, textsOf } from '../../test/outbox.ts';
import { noteStanding } from '../channel/channel-accounts.ts';
import { commit } from '../database.ts';
import { readLeadThread, readUnsentReplies } from '../lead/lead-thread.ts';
import { createLead } from '../lead/leads.ts';
import { addPerson } from '../person/people.ts';
import { startWriting, stopWriting } from './consents.ts';
import { joinLead } from './conversations.ts';
import { shutChat } from './outbox.ts';
import { findReplyDoor, sendAnew, sendStaffMessage } from './staff-message.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const { clear, claim, settle, settleAsSent, setClock, states } = outboxOf(() => house.db);
const phone = parsePhone('0712345678') ?? expect.fail();
let jane: Id<'lead'>;
let grace: Id<'user'>;
beforeEach(async () => {
  await clear();
  const made = await createLead(house.db, { phone, source: 'Website' }, null, 'web');
  jane = 'created' in made ? made.created : expect.fail(made.refused);
  const added = await addPerson(house.db, { name: 'Grace Wambui', role: 'sales' });
  grace = 'person' in added ? added.person : expect.fail(added.refused);
});

async function chat(
  address: string,
  channel: Channel = 'telegram',
  hoursAgo = 1,
): Promise<Id<'conversation'>> {
  const id = await openChat(house.db, address, channel);
  await commit(house.db, (tx) => joinLead(tx, id, jane));
  await house.db.sql`
    update conversations set last_inbound_at = now() - interval '1 hour' * ${hoursAgo} where id = ${id}`;
  return id;
}

const door = () => findReplyDoor(house.db, jane);
const write = (shown: string, text = 'We come at ten.', key = 'form 1') =>
  sendStaffMessage(house.db, { lead: jane, text, by: grace, shown, key });
const unsent = () => readUnsentReplies(house.db, jane);

test('the door is the chat they used last', async () => {
  await chat('old', 'sms', 30);
  const web = await chat('new', 'web', 2);
  expect(await door()).toEqual({
    conversation: web,
    channel: 'web',
    isAnswer: true,
    waitsForMorning: false,
    isInTrouble: false,
  });
});

test('what is sent joins the thread of the lead under the name of its writer, and is the first reply', async () => {
  const id = await chat('jane');
  expect(await write(id)).toBe('queued');
  expect(await unsent()).toMatchObject([{ state: 'waiting', text: 'We come at ten.', by: 'Grace Wambui' }]);
  await settleAsSent(await claim());
  expect(await unsent()).toEqual([]);
  expect((await readLeadThread(house.db, jane)).lines).toMatchObject([
    { direction: 'out', text: 'We come at ten.', by: 'Grace Wambui' },
  ]);
  const [lead] = await house.db
    .sql`select first_reply_at is not null as replied from leads where id = ${jane}`;
  expect(lead?.replied).toBe(true);
});

test('it is the first reply also where only its end could be written, and is told anew', async () => {
  const id = await chat('jane');
  await write(id);
  const sends = await claim();
  await house.db.sql`alter table leads add constraint trouble check (first_reply_at is null)`;
  await expect(settleAsSent(sends)).rejects.toThrow('trouble');
  await house.db.sql`alter table leads drop constraint trouble`;
  await settleAsSent(sends);
  expect(await house.db.sql`select from leads where first_reply_at is not null`).toHaveLength(1);
  expect((await readLeadThread(house.db, jane)).lines).toHaveLength(1);
});

test('it joins the lead that it was written for, though the chat is about another one by the time it leaves', async () => {
  const id = await chat('jane');
  await write(id);
  const other = await createLead(
    house.db,
    { phone: parsePhone('0733111222') ?? expect.fail(), source: 'Website' },
    null,
    'web',
  );
  const mother = 'created' in other ? other.created : expect.fail();
  await commit(house.db, (tx) => joinLead(tx, id, mother));
  await settleAsSent(await claim());
  expect((await readLeadThread(house.db, jane)).lines).toHaveLength(1);
  expect((await readLeadThread(house.db, mother)).lines).toHaveLength(0);
});

test('a form that is sent twice sends once; the same words from another form are another message', async () => {
  const id = await chat('jane');
  await Promise.all([write(id), write(id), write(id)]);
  expect(await unsent()).toHaveLength(1);
  await write(id, 'We come at ten.', 'form 2');
  await write(id, 'At eleven.');
  expect((await unsent()).map(({ text }) => text)).toEqual([
    'We come at ten.',
    'We come at ten.',
    'At eleven.',
  ]);
});

describe('in the evening', () => {
  beforeEach(() => setClock('evening'));

  test('an answer to somebody who wrote today leaves at once', async () => {
    const id = await chat('jane', 'telegram', 23);
    await write(id);
    expect(textsOf(await claim())).toEqual(['We come at ten.']);
  });

  test('what comes unasked waits for the morning, and says so before it is written', async () => {
    const id = await chat('jane', 'telegram', 25);
    expect(await door()).toMatchObject({ isAnswer: false, waitsForMorning: true });
    await write(id);
    expect(await claim()).toEqual([]);
    expect(await unsent()).toMatchObject([{ state: 'waiting', leavesAt: expect.any(Date) }]);
  });
});

describe('there is no door', () => {
  test('where they never wrote', async () => {
    expect(await door()).toEqual({ refused: 'no_chat' });
  });

  test('after STOP in the only chat, and there is one again after START', async () => {
    const id = await chat('jane');
    await commit(house.db, (tx) => stopWriting(tx, id, 'STOP'));
    expect(await door()).toEqual({ refused: 'stopped' });
    expect(await write(id)).toEqual({ refused: 'stopped' });
    await commit(house.db, (tx) => startWriting(tx, id, 'START'));
    expect(await door()).toMatchObject({ conversation: id });
  });

  test('after STOP by the phone of the lead on another channel', async () => {
    await chat('jane', 'web');
    await house.db.sql`insert into stopped_phones (phone) values (${phone})`;
    await house.db.sql`update stopped_phones set stopped_at = now() + interval '1 second'`;
    expect(await door()).toEqual({ refused: 'stopped' });
  });

  test('where they blocked the bot, and another chat of theirs is taken instead', async () => {
    const blocked = await chat('jane');
    await shutChat(house.db, blocked);
    expect(await door()).toEqual({ refused: 'blocked' });
    const open = await chat('page', 'web', 50);
    expect(await door()).toMatchObject({ conversation: open });
  });
});

test('an answer that was queued before STOP never leaves after it', async () => {
  const id = await chat('jane');
  await write(id);
  await commit(house.db, (tx) => stopWriting(tx, id, 'STOP'));
  expect(await claim()).toEqual([]);
  expect(await states()).toEqual([['dead', 'stopped']]);
  expect(await unsent()).toMatchObject([{ state: 'failed', error: 'stopped' }]);
});

test('it goes by no other channel than the one that was shown', async () => {
  const telegram = await chat('jane');
  await chat('+254712345678', 'sms', 0);
  expect(await write(telegram)).toEqual({ refused: 'another_chat' });
  expect(await unsent()).toEqual([]);
});

test('an SMS is no letter', async () => {
  const id = await chat('+254712345678', 'sms');
  expect(await write(id, 'x'.repeat(460))).toEqual({ refused: 'too_long', most: 459 });
});

test('an account that needs a person is told of, and what is written waits for it', async () => {
  const id = await chat('jane');
  await noteStanding(house.db, 'telegram', 'ours', { state: 'refused', words: null });
  expect(await door()).toMatchObject({ isInTrouble: true });
  expect(await write(id)).toBe('queued');
});

describe('what never left', () => {
  test('is sent anew once, however often one asks, and the old one is shown no longer', async () => {
    const id = await chat('jane');
    await write(id);
    await settle(await claim(), { end: 'dead', error: 'chat not found' });
    const [failed] = await unsent();
    expect(failed).toMatchObject({ state: 'failed', error: 'chat not found' });
    const again = () => sendAnew(house.db, { lead: jane, unsent: failed?.id ?? 0, by: grace });
    expect(await Promise.all([again(), again()])).toEqual(['queued', 'queued']);
    expect(await unsent()).toMatchObject([{ state: 'waiting', text: 'We come at ten.' }]);
    await settleAsSent(await claim());
    expect(await unsent()).toEqual([]);
  });

  test('of another lead is not sent to this one', async () => {
    const id = await chat('jane');
    await write(id);
    await settle(await claim(), { end: 'dead', error: 'chat not found' });
    const [failed] = await unsent();
    const lead = 'lead_01990000-0000-7000-8000-000000000000';
    expect(await sendAnew(house.db, { lead, unsent: failed?.id ?? 0, by: grace })).toBe('gone');
  });
});
