import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Inbound } from '../../domain/message.ts';
import { messageFrom } from '../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { stopAddress } from './consents.ts';
import { receiveMessages, type StepAll, stepConversations } from './inbox.ts';

// Three people, each with a phone and a LID, write in any order, with and without their other address, twice, and are
// stepped or say STOP in between.

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

const people = ['jane', 'otieno', 'wanjiru'] as const;
const forms = ['phone', 'lid'] as const;

const writing = fc.record({
  person: fc.constantFrom(...people),
  form: fc.constantFrom(...forms),
  namesBoth: fc.boolean(),
  /** The channel gives it again. */
  times: fc.integer({ min: 1, max: 2 }),
  next: fc.constantFrom('nothing', 'step', 'stop'),
});
type Writing = typeof writing extends fc.Arbitrary<infer It> ? It : never;

const inboundOf = ({ person, form, namesBoth }: Omit<Writing, 'times' | 'next'>, place: number): Inbound => ({
  ...messageFrom(`${person}@${form}`, `${place}`, `${person}@${form}/${place}`),
  ...(namesBoth && { otherAddresses: [`${person}@${form === 'phone' ? 'lid' : 'phone'}`] }),
});

const receive = (inbound: Inbound) => receiveMessages(house.db, 'whatsapp', 'ours', [inbound]);

/** The messages in the order in which they were stepped. In the end WhatsApp has told both addresses of everybody. */
async function live(writings: readonly Writing[]) {
  await house.db
    .sql`truncate inbox, identities, conversations, outbox, messages, consents, stopped_phones cascade`;
  const stepped: string[] = [];
  const stepAll: StepAll = async (_tx, due) => {
    for (const { messages } of due) stepped.push(...messages.map(({ inbound }) => inbound.externalId));
    return due.map(({ id }) => ({ id, state: { v: 1, stopped: false }, replies: [] }));
  };
  for (const [place, one] of writings.entries()) {
    const inbound = inboundOf(one, place);
    for (let time = 0; time < one.times; time++) await receive(inbound);
    if (one.next === 'step') await stepConversations(house.db, stepAll);
    if (one.next === 'stop') await stopAddress(house.db, 'whatsapp', 'ours', inbound.address, 'STOP');
  }
  for (const [at, person] of people.entries())
    await receive(inboundOf({ person, form: 'lid', namesBoth: true }, writings.length + at));
  while ((await stepConversations(house.db, stepAll)) > 0);
  return stepped;
}

const chats = () => house.db.sql<
  { person: string; conversations: number; stopped: boolean; lines: number }[]
>`
  select split_part(i.address, '@', 1) as person, count(distinct i.conversation_id)::int as conversations,
    bool_and(c.stopped_at is not null) as stopped, count(distinct m.id)::int as lines
  from identities i join conversations c on c.id = i.conversation_id left join messages m on m.conversation_id = c.id
  group by 1 order by 1`;

test('however two addresses are learnt to be one, every message is stepped once, in one thread, and a STOP holds', async () => {
  const property = fc.asyncProperty(fc.array(writing, { maxLength: 12 }), async (writings) => {
    const stepped = await live(writings);
    expect(new Set(stepped).size).toBe(writings.length + people.length);
    expect(stepped).toHaveLength(writings.length + people.length);
    expect([...(await chats())]).toEqual(
      people.map((person) => {
        const own = writings.filter((it) => it.person === person);
        return {
          person,
          conversations: 1,
          stopped: own.some(({ next }) => next === 'stop'),
          lines: own.length + 1,
        };
      }),
    );
    expect((await house.db.sql`select from conversations`).count).toBe(people.length);
  });
  await expect(fc.assert(property, { numRuns: 25 })).resolves.toBeUndefined();
}, 60_000);
