import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { receiveMessages, type StepAll, stepConversations } from './inbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate inbox, identities, conversations, outbox, messages cascade`;
});

/** Notes what it steps and answers nothing; `boom` makes it throw. */
function noteSteps() {
  const stepped: { id: number; text: string }[] = [];
  const stepAll: StepAll = async (_tx, due) => {
    const seen = due.flatMap(({ messages }) =>
      messages.map(({ id, inbound }) => ({ id, text: 'text' in inbound.said ? inbound.said.text : '' })),
    );
    if (seen.some(({ text }) => text === 'boom')) throw new Error('This one cannot be stepped.');
    stepped.push(...seen);
    return due.map(({ id }) => ({ id, state: { v: 1 }, replies: [] }));
  };
  return { stepped, stepAll, texts: () => stepped.map(({ text }) => text) };
}

const drain = async (stepAll: StepAll) => {
  while ((await stepConversations(house.db, stepAll)) > 0);
};
const receive = (...inbound: ReturnType<typeof messageFrom>[]) =>
  receiveMessages(house.db, 'telegram', 'ours', inbound);

test('a message that the channel gives twice is kept once and stepped once', async () => {
  const { stepAll, texts } = noteSteps();
  expect(await receive(messageFrom('jane', 'Habari', 'u1'))).toBe(1);
  expect(await receive(messageFrom('jane', 'Habari', 'u1'), messageFrom('jane', 'Niko Kilimani', 'u2'))).toBe(
    1,
  );
  await drain(stepAll);
  expect(await receive(messageFrom('jane', 'Habari', 'u1'))).toBe(0);
  await drain(stepAll);
  expect(texts()).toEqual(['Habari', 'Niko Kilimani']);
});

test('the order of a batch is kept, whatever its external ids', async () => {
  const { stepAll, texts } = noteSteps();
  const batch = Array.from({ length: 120 }, (_, n) => messageFrom(`chat ${n % 3}`, `${n}`, `u${120 - n}`));
  await receive(...batch);
  await drain(stepAll);
  for (const chat of [0, 1, 2]) {
    const inChat = texts().filter((text) => Number(text) % 3 === chat);
    expect(inChat).toEqual(Array.from({ length: 40 }, (_, n) => `${n * 3 + chat}`));
  }
});

test('two processes that receive from one chat write one after the other, so that no later message is stepped first', async () => {
  const { stepped, stepAll } = noteSteps();
  const receiver = async (name: string) => {
    for (let n = 0; n < 40; n++)
      await receive(messageFrom('jane', `${name}${n}`), messageFrom('otieno', `${name}${n}`));
  };
  let receiving = true;
  const stepper = async () => {
    while (receiving) {
      await stepConversations(house.db, stepAll);
      await sleep(1);
    }
  };
  const stepping = Promise.all([stepper(), stepper()]);
  await Promise.all([receiver('a'), receiver('b'), receiver('c')]);
  receiving = false;
  await stepping;
  await drain(stepAll);
  const owners = await house.db.sql<
    { id: number; chat: string }[]
  >`select id, conversation_id as chat from inbox`;
  const chatOf = new Map(owners.map(({ id, chat }) => [id, chat]));
  expect(stepped).toHaveLength(240);
  for (const chat of new Set(chatOf.values())) {
    const ids = stepped.map(({ id }) => id).filter((id) => chatOf.get(id) === chat);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  }
});

test('a new chat that two processes hear at once is one conversation', async () => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => receive(messageFrom('wanjiru', `${n}`))));
  const [row] = await house.db
    .sql`select count(distinct conversation_id) as chats, count(*) as kept from inbox`;
  const conversations = await house.db.sql`select address from conversations`;
  expect(row).toEqual({ chats: 1, kept: 8 });
  expect([...conversations]).toEqual([{ address: 'wanjiru' }]);
});

test('a NUL and half a surrogate pair do not keep a batch from being kept', async () => {
  const { stepAll, texts } = noteSteps();
  await receive(messageFrom('jane', 'a\0b'), messageFrom('jane', 'half \ud83d'), messageFrom('jane', '😀'));
  await drain(stepAll);
  expect(texts()).toEqual(['ab', 'half \ufffd', '😀']);
});

test('a message that cannot be stepped is parked after five tries and costs only its own chat a wait', async () => {
  const { stepAll, texts } = noteSteps();
  await receive(
    messageFrom('jane', 'first'),
    messageFrom('jane', 'boom'),
    messageFrom('jane', 'after'),
    messageFrom('otieno', 'hello'),
  );
  await drain(stepAll);
  expect(texts()).toEqual(['first', 'hello']);
  for (let attempt = 2; attempt <= 5; attempt++) {
    // A moment ago: moments are rounded to milliseconds, and now() may lie ahead of itself.
    await house.db.sql`update inbox set retry_at = now() - interval '1 second' where retry_at is not null`;
    await drain(stepAll);
  }
  expect(texts()).toEqual(['first', 'hello', 'after']);
  const parked = await house.db.sql`
    select message->'said'->>'text' as text, attempts, error from inbox where parked_at is not null`;
  expect([...parked]).toEqual([{ text: 'boom', attempts: 5, error: 'Error: This one cannot be stepped.' }]);
});

test('what people said is in the thread, a tapped button by its label and a one-time link not at all', async () => {
  const { stepAll } = noteSteps();
  await receive(messageFrom('jane', { kind: 'command', name: 'start', argument: 'l_secret' }));
  await drain(stepAll);
  await house.db.sql`
    insert into messages (conversation_id, direction, text, choices)
    select id, 'out', 'Which package?', '[{ "label": "20 Mbps Home", "value": "package:2" }]' from conversations`;
  await receive(
    messageFrom('jane', { kind: 'choice', value: 'package:2' }),
    messageFrom('jane', { kind: 'media', what: 'photo', caption: 'my gate' }),
    messageFrom('jane', { kind: 'media', what: 'video_note', caption: null }),
    messageFrom('jane', { kind: 'location', latitude: -1.2920659065246582, longitude: 36.78561019897461 }),
    messageFrom('jane', { kind: 'contact', phone: '+254733000222', own: false, name: 'Peter Otieno' }),
  );
  await drain(stepAll);
  const thread = await house.db.sql`select text from messages where direction = 'in' order by id`;
  expect(thread.map(({ text }) => text)).toEqual([
    '/start',
    '20 Mbps Home',
    '[photo] my gate',
    '[video note]',
    'Location pin -1.29207, 36.78561',
    'Peter Otieno, +254733000222',
  ]);
});

test('blocking the bot is remembered, and writing again opens the chat', async () => {
  const { stepAll } = noteSteps();
  const blockedAt = async () => (await house.db.sql`select blocked_at from conversations`)[0]?.blockedAt;
  await receive(messageFrom('jane', { kind: 'blocked' }));
  await drain(stepAll);
  expect(await blockedAt()).toBeInstanceOf(Date);
  await receive(messageFrom('jane', 'I am back'));
  await drain(stepAll);
  expect(await blockedAt()).toBeNull();
});

test('a chat in which several people write is opened as a group, and a private one is not', async () => {
  const inGroup = { ...messageFrom('-100', 'Habari zenu'), writer: 'jane' };
  await receive(inGroup, messageFrom('jane', 'Habari'));
  const chats = await house.db.sql`select address, is_group from conversations order by address`;
  expect([...chats]).toEqual([
    { address: '-100', isGroup: true },
    { address: 'jane', isGroup: false },
  ]);
});
