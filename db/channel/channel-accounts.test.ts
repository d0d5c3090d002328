import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Standing } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import { openChat } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { addPerson } from '../person/people.ts';
import { listTroubledAccounts, markRunning, noteStanding } from './channel-accounts.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db
    .sql`truncate inbox, identities, conversations, outbox, notices, people, channel_accounts cascade`;
});

const well: Standing = { state: 'well', words: null };
const unlinked: Standing = { state: 'unlinked', words: 'The phone has unlinked Karibu. Link it again.' };
const restricted: Standing = { state: 'restricted', words: 'WhatsApp lets us answer nobody new today.' };

async function hire(name: string, role: Role): Promise<Id<'user'>> {
  const added = await addPerson(house.db, { name, role });
  if ('refused' in added) throw new Error(added.refused);
  return added.person;
}
const note = (standing: Standing) => noteStanding(house.db, 'whatsapp', 'main', standing);
const read = async () => {
  const [row] = await house.db.sql`select state, words, since from channel_accounts`;
  return row;
};
const kept = async () =>
  (await house.db.sql`select person_id, notice from notices order by created_at, id`).map((row) => ({
    ...row,
  }));
const noticeOf = ({ words }: Standing) => ({ kind: 'channel_trouble', channel: 'whatsapp', words });

describe('how an account stands', () => {
  test('since when it stands so moves only when that changes', async () => {
    await note(well);
    const first = await read();
    await note({ state: 'well', words: 'Linked to +254 712 345 678.' });
    expect(await read()).toEqual({ ...first, words: 'Linked to +254 712 345 678.' });
    await note({ state: 'away', words: null });
    expect((await read())?.since.getTime()).toBeGreaterThan(first?.since.getTime());
  });

  test('what no person need mend is told to nobody', async () => {
    await hire('Amina Owino', 'owner');
    await note({ state: 'connecting', words: null });
    await note({ state: 'away', words: 'WhatsApp cannot be reached.' });
    await note(well);
    expect(await kept()).toEqual([]);
    expect(await listTroubledAccounts(house.db)).toEqual([]);
  });

  test('an account that needs a person is listed until it stands well again', async () => {
    await note(unlinked);
    await noteStanding(house.db, 'telegram', '4242', well);
    expect(await listTroubledAccounts(house.db)).toEqual([
      { channel: 'whatsapp', account: 'main', words: unlinked.words },
    ]);
    await note(well);
    expect(await listTroubledAccounts(house.db)).toEqual([]);
  });
});

test('an account that nobody runs any more is listed no longer, until somebody runs it again', async () => {
  await note(unlinked);
  await house.db.sql`update channel_accounts set seen_at = now() - interval '3 minutes'`;
  expect(await listTroubledAccounts(house.db)).toEqual([]);
  await markRunning(house.db, [{ name: 'whatsapp', account: 'main' }]);
  expect(await listTroubledAccounts(house.db)).toHaveLength(1);
});

describe('trouble that only a person can mend', () => {
  test('is told to every owner who is active, and to nobody else', async () => {
    const amina = await hire('Amina Owino', 'owner');
    const baraka = await hire('Baraka Odhiambo', 'owner');
    const gone = await hire('Njeri Kamau', 'owner');
    await hire('Faith Mwende', 'manager');
    await house.db.sql`update people set active = false where id = ${gone}`;
    await note(unlinked);
    const notice = noticeOf(unlinked);
    expect(new Set(await kept())).toEqual(
      new Set([
        { personId: amina, notice },
        { personId: baraka, notice },
      ]),
    );
  });

  test('is told by another channel than the one in trouble', async () => {
    const amina = await hire('Amina Owino', 'owner');
    const whatsapp = await openChat(house.db, '254712345678@s.whatsapp.net', 'whatsapp');
    const telegram = await openChat(house.db, 'amina', 'telegram');
    await house.db.sql`update conversations set person_id = ${amina} where id in (${whatsapp}, ${telegram})`;
    await note(unlinked);
    const rows = await house.db.sql`select conversation_id, body from outbox`;
    expect([...rows]).toEqual([{ conversationId: telegram, body: noticeOf(unlinked) }]);
    await house.db.sql`update conversations set blocked_at = now() where id = ${telegram}`;
    await note(restricted);
    expect(await kept()).toEqual([{ personId: amina, notice: noticeOf(restricted) }]);
  });

  test('is told once, and once more when it becomes another', async () => {
    await hire('Amina Owino', 'owner');
    for (const standing of [unlinked, unlinked, restricted, restricted, well]) await note(standing);
    expect((await kept()).map(({ notice }) => notice.words)).toEqual([unlinked.words, restricted.words]);
    const other = { state: 'restricted', words: 'WhatsApp lets us write to nobody.' } as const;
    await note(restricted);
    await note(other);
    expect((await kept()).map(({ notice }) => notice.words)).toEqual([
      unlinked.words,
      restricted.words,
      restricted.words,
      other.words,
    ]);
  });

  test('is not ended by trying to connect, so that a bot which starts anew tells nothing twice', async () => {
    await hire('Amina Owino', 'owner');
    await note(unlinked);
    const before = await read();
    await note({ state: 'connecting', words: null });
    expect(await read()).toEqual(before);
    await note(unlinked);
    expect(await kept()).toHaveLength(1);
    await note(well);
    await note(unlinked);
    expect(await kept()).toHaveLength(2);
  });

  test('is told once when two processes note it at once', async () => {
    await hire('Amina Owino', 'owner');
    await note(well);
    await Promise.all(Array.from({ length: 8 }, () => note(unlinked)));
    expect(await kept()).toHaveLength(1);
  });

  test('has words even where the channel gives none', async () => {
    await hire('Amina Owino', 'owner');
    await note({ state: 'unlinked', words: null });
    expect(await kept()).toMatchObject([{ notice: { words: 'It must be linked, or linked again.' } }]);
  });
});
