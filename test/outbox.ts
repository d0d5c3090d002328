import { queueReplies } from '../db/chat/outbox.ts';
import { type SendEnd, settleSends } from '../db/chat/send-ends.ts';
import { type ClaimedSend, claimSends, type SendingAccount } from '../db/chat/sends.ts';
import { commit, type Database } from '../db/database.ts';
import { addPerson } from '../db/person/people.ts';
import type { Channel } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import { openChat } from './chats.ts';

export const note = (text: string) => ({ kind: 'staff_message', text }) as const;

/** All bodies of these tests hold a text. */
export const textOf = ({ body }: { body: unknown }) => (body as { text: string }).text;
export const textsOf = (sends: readonly { body: unknown }[]) => sends.map(textOf);

export const sentAs = (providerId: string | null, text = 'Karibu') =>
  ({ end: 'sent', providerId, text, choices: [], cost: null }) as const;

type Limits = Partial<SendingAccount> & { most?: number; resting?: Id<'conversation'>[] };

/** The outbox as its tests handle it; the database is opened later. */
export function outboxOf(database: () => Database) {
  const rowsOf = async (sql: ReturnType<Database['sql']>) => [...(await sql)].map((row) => ({ ...row }));
  const settle = (sends: readonly ClaimedSend[], end: SendEnd | ((send: ClaimedSend) => SendEnd)) =>
    settleSends(
      database(),
      sends.map((send) => ({
        id: send.id,
        attempts: send.attempts,
        leasedUntil: send.leasedUntil,
        ...(typeof end === 'function' ? end(send) : end),
      })),
    );
  return {
    /** Forgets all chats and what was said in them, and sets the clock to noon. */
    async clear() {
      await database().sql`truncate inbox, identities, conversations, outbox, messages, notices, consents,
        stopped_phones, delivery_reports, channel_accounts, leads, people cascade`;
      await setClock(database(), 'noon');
    },
    setClock: (time: 'noon' | 'evening') => setClock(database(), time),
    /** What the conversation answers, in the form of these tests. */
    reply: (conversationId: Id<'conversation'>, text: string, despiteStop = false): Promise<void> =>
      commit(database(), (tx) => queueReplies(tx, [{ conversationId, body: { text }, despiteStop }])),
    /** What may leave on one channel; SMS is the one that sends at most once. */
    async claim(
      channel: Channel = 'telegram',
      { most = 10, resting = [], ...limits }: Limits = {},
    ): Promise<ClaimedSend[]> {
      const own = { channel, account: 'ours', atMostOnce: channel === 'sms', room: null, newChatsADay: null };
      return (await claimSends(database(), { most, accounts: [{ ...own, ...limits }], resting })).sends;
    },
    settle,
    settleAsSent: (sends: readonly ClaimedSend[]) =>
      settle(sends, (send) => sentAs(`p${send.id}`, textOf(send))),
    /** State and error of each message, in the order in which they were queued. */
    states: async () =>
      (await database().sql`select state, error from outbox order by id`).map(({ state, error }) => [
        state,
        error,
      ]),
    /** What waits for the sign-in of a person; each has an id of its noun. */
    kept: () =>
      rowsOf(database().sql`select person_id as person, notice from notices where id ~ '^notice_.*-7'`),
    /** Half a minute goes by. */
    endLeases: () => database().sql`update outbox set not_before = now() where state = 'sending'`,
    /** Grace of sales, with a chat that she linked. */
    async hireGrace(address = 'grace', channel: Channel = 'telegram') {
      const added = await addPerson(database(), { name: 'Grace Wambui', role: 'sales' });
      if ('refused' in added) throw new Error(added.refused);
      const chat = await openChat(database(), address, channel);
      await database().sql`update conversations set person_id = ${added.person} where id = ${chat}`;
      return { person: added.person, chat };
    },
  };
}

/** Sets the ISP's zone so that it is now about noon there, or about nine in the evening. */
async function setClock({ sql }: Database, time: 'noon' | 'evening'): Promise<void> {
  const hoursAhead = (((time === 'noon' ? 12 : 21) - new Date().getUTCHours() + 36) % 24) - 12;
  const zone = `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}`;
  await sql`update settings set time_zone = ${zone}`;
}
