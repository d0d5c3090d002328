import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SendEnd } from '../db/chat/send-ends.ts';
import { openChat } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { eventually } from '../test/eventually.ts';
import { outboxOf, sentAs } from '../test/outbox.ts';
import { settleInBatches } from './settle.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const { reply, claim, states } = outboxOf(() => house.db);

test('an end that the database does not take keeps no other from being written', async () => {
  for (const name of ['jane', 'otieno', 'wanjiru']) await reply(await openChat(house.db, name), name);
  await house.db.sql`
    create function refuse_end() returns trigger language plpgsql as
      'begin if new.error = ''refused'' then raise exception ''It is not taken.''; end if; return new; end'`;
  await house.db
    .sql`create trigger refuse before update on outbox for each row execute function refuse_end()`;
  const settle = settleInBatches(house.db, house.db.log);
  const ends: SendEnd[] = [sentAs('77'), { end: 'dead', error: 'refused' }, sentAs('78')];
  const written = (await claim()).map(({ id, attempts, leasedUntil }, at) =>
    settle({ id, attempts, leasedUntil, ...(ends[at] ?? expect.fail()) }),
  );
  const statesOnly = async () => (await states()).map(([state]) => state);
  await eventually(async () => expect(await statesOnly()).toEqual(['sent', 'sending', 'sent']));
  await house.db.sql`drop trigger refuse on outbox`;
  await Promise.all(written);
  expect(await statesOnly()).toEqual(['sent', 'dead', 'sent']);
});
