import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Id } from '../../domain/id.ts';
import { parsePhone } from '../../domain/phone.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { outboxOf } from '../../test/outbox.ts';
import { joinLead } from '../chat/conversations.ts';
import { keepSaid } from '../chat/thread.ts';
import { commit } from '../database.ts';
import { readLeadThread } from './lead-thread.ts';
import { createLead } from './leads.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(() => outbox.clear());

const outbox = outboxOf(() => house.db);

async function newLead(phone: string): Promise<Id<'lead'>> {
  const made = await createLead(
    house.db,
    { phone: parsePhone(phone) ?? expect.fail(), source: 'Website' },
    null,
    'web',
  );
  return 'created' in made ? made.created : expect.fail(made.refused);
}

const hears = (conversationId: Id<'conversation'>, text: string) =>
  commit(house.db, (tx) => keepSaid(tx, [{ conversationId, said: { kind: 'text', text } }]));
const joins = (chat: Id<'conversation'>, lead: Id<'lead'>) =>
  commit(house.db, (tx) => joinLead(tx, chat, lead));
async function says(chat: Id<'conversation'>, text: string) {
  await outbox.reply(chat, text);
  await outbox.settleAsSent(await outbox.claim());
}
const textsOf = async (lead: Id<'lead'>, part = {}) =>
  (await readLeadThread(house.db, lead, part)).lines.map(({ text }) => text);

test('what was said before the phone was known is in the thread of the lead, and so is what comes after', async () => {
  const chat = await openChat(house.db, 'jane');
  await hears(chat, 'Habari');
  await says(chat, 'What is your name?');
  const jane = await newLead('0712345678');
  await joins(chat, jane);
  await hears(chat, 'Jane 0712345678');
  await says(chat, 'Where shall we connect you?');
  expect(await textsOf(jane)).toEqual([
    'Habari',
    'What is your name?',
    'Jane 0712345678',
    'Where shall we connect you?',
  ]);
});

test('a second lead that is begun in a chat leaves the first its thread', async () => {
  const chat = await openChat(house.db, 'jane');
  const [jane, mother] = [await newLead('0712345678'), await newLead('0733111222')];
  await hears(chat, 'For me');
  await joins(chat, jane);
  await says(chat, 'Asante Jane');
  await joins(chat, mother);
  await hears(chat, 'For my mother');
  await says(chat, 'Asante');
  expect(await textsOf(jane)).toEqual(['For me', 'Asante Jane']);
  expect(await textsOf(mother)).toEqual(['For my mother', 'Asante']);
});

test('the chats of a lead are one thread, in the order in which things were said', async () => {
  const [phone, tablet] = [await openChat(house.db, 'phone'), await openChat(house.db, 'tablet')];
  const jane = await newLead('0712345678');
  for (const chat of [phone, tablet]) await joins(chat, jane);
  for (const [chat, text] of [
    [phone, '1'],
    [tablet, '2'],
    [phone, '3'],
  ] as const)
    await hears(chat, text);
  expect(await textsOf(jane)).toEqual(['1', '2', '3']);
});

describe('a long thread', () => {
  let jane: Id<'lead'>;
  let chat: Id<'conversation'>;
  beforeEach(async () => {
    chat = await openChat(house.db, 'jane');
    jane = await newLead('0712345678');
    await house.db.sql`
      insert into messages (conversation_id, lead_id, direction, text)
      select ${chat}, ${jane}, 'in', n::text from generate_series(1, 230) n`;
  });

  test('is read a hundred lines at a time, backwards', async () => {
    const newest = await readLeadThread(house.db, jane);
    expect([newest.lines[0]?.text, newest.lines.at(-1)?.text, newest.hasEarlier]).toEqual([
      '131',
      '230',
      true,
    ]);
    const older = await readLeadThread(house.db, jane, { before: newest.lines[0]?.id ?? 0 });
    expect([older.lines[0]?.text, older.lines.at(-1)?.text, older.hasEarlier]).toEqual(['31', '130', true]);
    const oldest = await readLeadThread(house.db, jane, { before: older.lines[0]?.id ?? 0 });
    expect([oldest.lines[0]?.text, oldest.lines.length, oldest.hasEarlier]).toEqual(['1', 30, false]);
  });

  test('grows at its end where somebody has it open, and loses nothing at its beginning', async () => {
    const { lines } = await readLeadThread(house.db, jane);
    await joins(chat, jane);
    await hears(chat, 'new');
    const grown = await readLeadThread(house.db, jane, { from: lines[0]?.id ?? 0 });
    expect([grown.lines[0]?.text, grown.lines.at(-1)?.text, grown.lines.length]).toEqual(['131', 'new', 101]);
  });
});
