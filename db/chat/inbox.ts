import type { Channel } from '../../domain/channel.ts';
import { newId } from '../../domain/id.ts';
import type { Inbound } from '../../domain/message.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { joinAddresses } from './chat-merge.ts';
import type { DueConversation } from './conversations.ts';
import { finishStep, pickDue, type SteppedConversation } from './conversations.ts';
import { tellOfParked } from './parked-messages.ts';

// A message in the inbox:
//   due      kept, not stepped; its chat's earlier messages go first
//   resting  a step of it failed; until `retry_at` its whole chat waits, so that the order holds
//   done     stepped, in the transaction that also wrote the new state and the replies
//   parked   it failed five times; a human looks at it and the chat goes on without it

// PostgreSQL's text and jsonb know neither NUL nor half a surrogate pair; one such message must not block a whole batch.
const storable = (text: string) => Buffer.from(text).toString().replaceAll('\0', '');

/**
 * Keeps messages, in their order; those that are kept already are passed over. Only when this has returned may the channel
 * be told that they arrived (law 3). Returns how many were new.
 *
 * The upsert of the identities locks their rows, so that two processes that receive from one chat at once write one after
 * the other: within a chat, ids follow the order of the commits. That holds for a chat of several addresses as well, for a
 * message that names the others locks them too. It is one statement, unless a message names another address of its chat.
 */
export async function receiveMessages(
  db: Database,
  channel: Channel,
  account: string,
  inbound: readonly Inbound[],
): Promise<number> {
  if (inbound.length === 0) return 0;
  for (const message of inbound)
    if (message.otherAddresses) await joinAddresses(db, { channel, account }, message);
  const rows = inbound.map((message) => ({ conversation: newId('conversation'), message }));
  const json = JSON.stringify(rows, (_key, value) => (typeof value === 'string' ? storable(value) : value));
  const kept = await db.sql`
    with given as (
      select place, item->>'conversation' as conversation_id, item->'message' as message,
        item->'message'->>'address' as address
      from jsonb_array_elements(${json}::text::jsonb) with ordinality as items (item, place)
    ), addresses as (
      select address, conversation_id, place from given
      union all
      select jsonb_array_elements_text(message->'otherAddresses'), conversation_id, place from given
    ), chats as (
      select distinct on (address) address, conversation_id from addresses order by address, place
    ), known as (
      insert into identities (channel, account, address, conversation_id)
      select ${channel}, ${account}, address, conversation_id from chats order by address
      on conflict (channel, account, address) do update set last_inbound_at = now()
      returning address, conversation_id
    ), opened as (
      insert into conversations (id, channel, account, address, display_name, is_group)
      select conversation_id, ${channel}, ${account}, address, message->>'displayName', message->>'writer' is not null
      from given join known using (address, conversation_id)
    )
    insert into inbox (channel, account, external_id, conversation_id, message)
    select ${channel}, ${account}, message->>'externalId', known.conversation_id, message
    from given join known using (address)
    where not starts_with(message->>'externalId', address || '/') or (
      select count(*) from identities other join inbox again using (channel, account)
      where other.conversation_id = known.conversation_id and other.address <> known.address
        and channel = ${channel} and account = ${account}
        and again.external_id = other.address || substr(given.message->>'externalId', length(known.address) + 1)) = 0
    order by place
    on conflict (channel, account, external_id) do nothing`;
  if (kept.count > 0) void ringInbox(db);
  return kept.count;
}

async function ringInbox(db: Database): Promise<void> {
  try {
    await db.knock([{ bell: 'inbox' }]);
  } catch (error) {
    // The messages are kept; whoever steps them looks at the table each second anyway.
    db.log.warn({ err: error }, 'Could not ring for new messages; they are found a second later.');
  }
}

/** Steps the messages of these conversations, in order. Everything it does goes through `tx`. */
export type StepAll = (tx: Transaction, due: readonly DueConversation[]) => Promise<SteppedConversation[]>;

/** Enough for one commit to carry much, and few enough for it to be short. */
const batch = { conversations: 32, messages: 400 };
const single = { conversations: 1, messages: 1 };

/**
 * Steps the oldest messages: new state, effects, replies and thread lines in one transaction with `done_at`. If that fails,
 * the same messages are stepped one at a time, so that one bad message costs its own chat only. Returns how many messages
 * it dealt with; 0 when none are due.
 */
export async function stepConversations(db: Database, stepAll: StepAll): Promise<number> {
  try {
    return await commit(db, async (tx) => stepDue(tx, await pickDue(tx, batch), stepAll));
  } catch (error) {
    db.log.warn({ err: error }, 'A batch of messages could not be stepped; they are stepped one by one.');
  }
  let dealtWith = 0;
  while (dealtWith < batch.conversations && (await stepOldest(db, stepAll))) dealtWith++;
  return dealtWith;
}

async function stepDue(tx: Transaction, due: DueConversation[], stepAll: StepAll): Promise<number> {
  if (due.length === 0) return 0;
  await finishStep(tx, due, await stepAll(tx, due));
  return due.reduce((count, conversation) => count + conversation.messages.length, 0);
}

async function stepOldest(db: Database, stepAll: StepAll): Promise<boolean> {
  let message: DueConversation['messages'][number] | undefined;
  try {
    const stepped = await commit(db, async (tx) => {
      const due = await pickDue(tx, single);
      message = due[0]?.messages[0];
      return stepDue(tx, due, stepAll);
    });
    return stepped > 0;
  } catch (error) {
    if (!message) throw error;
    await restOrPark(db, message.id, error);
    return true;
  }
}

const mostAttempts = 5;

/** The message rests 1, 2, 4, 8 seconds, then it is parked, and staff are told. */
async function restOrPark(db: Database, id: number, error: unknown): Promise<void> {
  const row = await commit(db, async (tx) => {
    const [failed] = await tx.sql<{ parkedAt: Date | null; conversationId: string; channel: Channel }[]>`
      update inbox set attempts = attempts + 1, error = ${String(error)},
        retry_at = now() + interval '1 second' * power(2, attempts),
        parked_at = case when attempts + 1 >= ${mostAttempts} then now() end
      where id = ${id} and done_at is null returning parked_at, conversation_id, channel`;
    if (failed?.parkedAt) await tellOfParked(tx, failed.channel);
    return failed;
  });
  const facts = { err: error, inbox: id, conversation: row?.conversationId };
  if (!row?.parkedAt) return db.log.warn(facts, 'A message could not be stepped; it is tried again soon.');
  db.log.error(
    facts,
    'A message could not be stepped five times and was parked. The chat goes on without it: try it again or dismiss it on the page of the channels.',
  );
}
