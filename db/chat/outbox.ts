import { type Channel, channelFacts, channels } from '../../domain/channel.ts';
import { type Id, newId } from '../../domain/id.ts';
import type { Notice } from '../../domain/notice.ts';
import { commit, type Database, type Transaction } from '../database.ts';

/** Whom a note is for: whoever is in that chat, or a person of the ISP wherever they can be reached. */
export type Reader =
  /** `isAnswer`: it answers what they wrote a while ago, so that it leaves at any hour. */
  | { conversation: Id<'conversation'>; isAnswer?: boolean }
  /** `notOn` is passed over: a channel that is in trouble does not carry the news of it. */
  | { person: Id<'user'>; notOn?: Channel };

/**
 * Leaves a note of what happened (law 10); the bot gives it words when it sends. A person is written to in the chat they
 * linked; without one that is open, the note waits for their sign-in. `uniqueKey` makes a second call harmless.
 */
export async function say(
  at: Database | Transaction,
  to: Reader,
  notice: Notice,
  uniqueKey: string | null = null,
): Promise<void> {
  await commit(at, async (tx) => {
    if (uniqueKey && (await isSaid(tx, uniqueKey))) return;
    const door =
      'person' in to ? { person: to.person, conversation: null } : await doorOf(tx, to.conversation);
    const notOn = 'person' in to ? to.notOn : undefined;
    const kind = 'conversation' in to && to.isAnswer ? 'reply' : 'notice';
    const conversation = door.conversation ?? (await findOpenChat(tx, door.person, notOn));
    if (conversation) await queueNotice(tx, conversation, kind, notice, uniqueKey);
    else if (door.person) await keepForSignIn(tx, door.person, notice, uniqueKey);
  });
}

async function isSaid(tx: Transaction, uniqueKey: string): Promise<boolean> {
  const said = await tx.sql`
    select from outbox where unique_key = ${uniqueKey}
    union all select from notices where unique_key = ${uniqueKey}`;
  return said.count > 0;
}

interface Door {
  conversation: Id<'conversation'> | null;
  person: Id<'user'> | null;
}

/** A person of the ISP who blocked or stopped this chat is reached elsewhere; anybody else is not reached at all. */
async function doorOf(tx: Transaction, conversation: Id<'conversation'>): Promise<Door> {
  const [row] = await tx.sql<{ personId: Id<'user'> | null; isOpen: boolean }[]>`
    select person_id, blocked_at is null and stopped_at is null as is_open
    from conversations where id = ${conversation}`;
  if (!row) throw new Error(`${conversation} is not there to be written to.`);
  return { conversation: row.isOpen || !row.personId ? conversation : null, person: row.personId };
}

const freeChannels = channels.filter((name) => channelFacts[name].free);

/** What costs nothing first; then the chat they used last. */
async function findOpenChat(
  tx: Transaction,
  person: Id<'user'> | null,
  notOn: Channel | null = null,
): Promise<Id<'conversation'> | null> {
  const [chat] = await tx.sql<{ id: Id<'conversation'> }[]>`
    select c.id from conversations c join people p on p.id = c.person_id and p.active
    where c.person_id = ${person} and c.channel is distinct from ${notOn}
      and c.blocked_at is null and c.stopped_at is null
      and not exists (select from stopped_phones s where s.phone in (c.attested_phone, c.sender_phone, c.address))
    order by c.channel = any(${freeChannels}) desc, c.last_inbound_at desc nulls last, c.id desc limit 1`;
  return chat?.id ?? null;
}

async function queueNotice(
  tx: Transaction,
  conversation: Id<'conversation'>,
  kind: 'reply' | 'notice',
  notice: Notice,
  uniqueKey: string | null,
): Promise<void> {
  await tx.sql`
    insert into outbox (conversation_id, kind, body, unique_key)
    values (${conversation}, ${kind}, ${JSON.stringify(notice)}::text::jsonb, ${uniqueKey})
    on conflict (unique_key) do nothing`;
  tx.wake({ bell: 'outbox' });
}

async function keepForSignIn(
  tx: Transaction,
  person: Id<'user'>,
  notice: Notice,
  uniqueKey: string | null,
): Promise<void> {
  await tx.sql`
    insert into notices (id, person_id, notice, unique_key)
    values (${newId('notice')}, ${person}, ${JSON.stringify(notice)}::text::jsonb, ${uniqueKey})
    on conflict (unique_key) do nothing`;
}

/** What the conversation answers. `body` is its own form of a reply; only the bot reads it. */
export interface NewReply {
  conversationId: Id<'conversation'>;
  body: object;
  /** The one confirmation of STOP may leave after STOP. */
  despiteStop: boolean;
}

/** Queues replies in their order. They leave at any hour: the person has just written. */
export async function queueReplies(tx: Transaction, replies: readonly NewReply[]): Promise<void> {
  if (replies.length === 0) return;
  await tx.sql`
    insert into outbox (conversation_id, kind, body, despite_stop)
    select reply->>'conversationId', 'reply', reply->'body', (reply->>'despiteStop')::boolean
    from jsonb_array_elements(${JSON.stringify(replies)}::text::jsonb) with ordinality as replies (reply, place)
    order by place`;
  tx.wake({ bell: 'outbox' });
}

/**
 * The person blocked the bot: nothing that is queued for the chat leaves. What a person of the ISP was to be told, they
 * are told in another chat of theirs or when they sign in.
 */
export async function shutChat(at: Database | Transaction, conversation: Id<'conversation'>): Promise<void> {
  await commit(at, async (tx) => {
    const [chat] = await tx.sql<{ personId: Id<'user'> | null }[]>`
      update conversations set blocked_at = now() where id = ${conversation} returning person_id`;
    const dead = await tx.sql<{ id: number; kind: string; body: Notice }[]>`
      update outbox set state = 'dead', error = 'blocked'
      where conversation_id = ${conversation} and state in ('queued', 'sending') returning id, kind, body`;
    if (!chat?.personId) return;
    for (const { id, kind, body } of dead)
      if (kind === 'notice') await say(tx, { person: chat.personId }, body, `elsewhere:${id}`);
  });
}
