import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import { messageFrom, openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addLead } from '../../test/desk.ts';
import { addPerson } from '../person/people.ts';
import { receiveMessages, type StepAll, stepConversations } from './inbox.ts';
import { dismissParkedMessage, listParkedMessages, retryParkedMessage } from './parked-messages.ts';
import { readThread } from './thread.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db
    .sql`truncate inbox, identities, conversations, outbox, messages, notices, leads, people cascade`;
});
afterEach(() => {
  vi.useRealTimers();
});

const stepNothing: StepAll = async (_tx, due) => due.map(({ id }) => ({ id, state: {}, replies: [] }));
const fail: StepAll = async () => {
  throw new Error('The state cannot be read.');
};

async function hire(name: string, role: Role): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name, role });
  if ('refused' in added) throw new Error(added.refused);
  return added.person;
}

/** Fails to step whatever is due, until it is parked. */
async function failUntilParked(): Promise<void> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    await house.db.sql`update inbox set retry_at = null`;
    await stepConversations(house.db, fail);
  }
}

/** Somebody's first message, parked. */
async function park(address: string, channel: Channel = 'telegram') {
  const chat = await openChat(house.db, address, channel);
  await failUntilParked();
  const [parked] = await listParkedMessages(house.db);
  return { chat, id: parked?.id ?? expect.fail('Nothing was parked.') };
}

const states = async () =>
  (
    await house.db
      .sql`select parked_at is not null as parked, done_at is not null as done, attempts from inbox`
  ).map((row) => ({ ...row }));

describe('a parked message', () => {
  test('is listed with what was said, why it failed, and whose it is', async () => {
    const { chat } = await park('jane');
    const lead = await addLead(house.db, { phone: '0712345678', name: 'Jane Wanjiru' });
    await house.db.sql`update conversations set lead_id = ${lead} where id = ${chat}`;
    expect(await listParkedMessages(house.db)).toMatchObject([
      {
        channel: 'telegram',
        said: 'Habari',
        error: 'Error: The state cannot be read.',
        attempts: 5,
        lead,
        name: 'Jane Wanjiru',
      },
    ]);
  });

  test('is listed by the name that its channel gives, where there is no lead', async () => {
    const message = { ...messageFrom('otieno', 'Niaje'), displayName: 'Otieno' };
    await receiveMessages(house.db, 'whatsapp', 'main', [message]);
    await failUntilParked();
    expect(await listParkedMessages(house.db)).toMatchObject([{ name: 'Otieno', lead: null }]);
  });

  test('comes newest first', async () => {
    await park('jane');
    await park('otieno', 'sms');
    expect((await listParkedMessages(house.db)).map(({ channel }) => channel)).toEqual(['sms', 'telegram']);
  });
});

describe('trying a parked message again', () => {
  test('steps it as if it had just come', async () => {
    const { chat, id } = await park('jane');
    expect(await retryParkedMessage(house.db, id)).toBe(true);
    expect(await states()).toEqual([{ parked: false, done: false, attempts: 0 }]);
    expect(await stepConversations(house.db, stepNothing)).toBe(1);
    expect(await states()).toEqual([{ parked: false, done: true, attempts: 0 }]);
    expect(await readThread(house.db, chat)).toMatchObject([{ direction: 'in', text: 'Habari' }]);
  });

  test('rings for whoever steps messages', async () => {
    const { id } = await park('jane');
    const knock = vi.spyOn(house.db, 'knock');
    await retryParkedMessage(house.db, id);
    expect(knock).toHaveBeenCalledWith([{ bell: 'inbox' }]);
    knock.mockRestore();
  });

  test('twice, or when it is stepped already, does nothing', async () => {
    const { id } = await park('jane');
    await retryParkedMessage(house.db, id);
    expect(await retryParkedMessage(house.db, id)).toBe(false);
    await stepConversations(house.db, stepNothing);
    expect(await retryParkedMessage(house.db, id)).toBe(false);
    expect(await stepConversations(house.db, stepNothing)).toBe(0);
  });
});

describe('dismissing a parked message', () => {
  test('lets it be without a step, and keeps what was said in the thread', async () => {
    const faith = await hire('Faith Mwende', 'manager');
    const { chat, id } = await park('jane');
    expect(await dismissParkedMessage(house.db, id, faith)).toBe(true);
    expect(await listParkedMessages(house.db)).toEqual([]);
    expect(await stepConversations(house.db, stepNothing)).toBe(0);
    expect(await readThread(house.db, chat)).toMatchObject([{ direction: 'in', text: 'Habari' }]);
    const [row] = await house.db.sql`select dismissed_by from inbox`;
    expect(row?.dismissedBy).toBe(faith);
  });

  test('twice, or after it was tried again, does nothing', async () => {
    const faith = await hire('Faith Mwende', 'manager');
    const { chat, id } = await park('jane');
    await dismissParkedMessage(house.db, id, faith);
    expect(await dismissParkedMessage(house.db, id, faith)).toBe(false);
    expect(await retryParkedMessage(house.db, id)).toBe(false);
    expect(await readThread(house.db, chat)).toHaveLength(1);
  });
});

describe('when messages are parked', () => {
  const told = async () =>
    (await house.db.sql`select person_id, notice->>'channel' as channel from notices order by id`).map(
      (row) => ({
        ...row,
      }),
    );

  test('owners and managers are told once an hour for each channel', async () => {
    const [amina, faith] = [await hire('Amina Owino', 'owner'), await hire('Faith Mwende', 'manager')];
    await hire('Brian Kiprop', 'sales');
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T10:01:00Z') });
    await park('jane');
    await park('otieno');
    await park('akinyi', 'sms');
    const [a, b] = [{ personId: amina }, { personId: faith }];
    expect(new Set(await told())).toEqual(
      new Set([
        { ...a, channel: 'telegram' },
        { ...b, channel: 'telegram' },
        { ...a, channel: 'sms' },
        { ...b, channel: 'sms' },
      ]),
    );
    vi.setSystemTime(new Date('2026-11-22T11:00:00Z'));
    await park('zawadi');
    expect(await told()).toHaveLength(6);
  });

  test('nobody is told of one that is only tried again', async () => {
    await hire('Amina Owino', 'owner');
    await openChat(house.db, 'jane');
    await stepConversations(house.db, fail);
    expect(await told()).toEqual([]);
  });
});
