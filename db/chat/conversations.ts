import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Inbound } from '../../domain/message.ts';
import type { AgentKind, Language, Role } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Transaction } from '../database.ts';
import { type NewReply, queueReplies, shutChat } from './outbox.ts';
import { keepSaid } from './thread.ts';

/** The person of the ISP who proved that a chat is theirs. */
export interface LinkedPerson {
  id: Id<'user'>;
  name: string;
  role: Role;
  agentKind: AgentKind | null;
  language: Language;
}

/** A conversation with messages to be stepped, its row locked. */
export interface DueConversation {
  id: Id<'conversation'>;
  channel: Channel;
  /** As it was stored; whoever steps it parses it. Null before the first step. */
  state: unknown;
  language: Language | null;
  attestedPhone: Phone | null;
  /** The number that the network gave: a claim (law 11). */
  senderPhone: Phone | null;
  isGroup: boolean;
  displayName: string | null;
  person: LinkedPerson | null;
  /** The last that was written to them here came from a member of staff, within a day. */
  staffWroteLast: boolean;
  /** In the order in which they were received; at least one. */
  messages: { id: number; inbound: Inbound }[];
}

export interface SteppedConversation {
  id: Id<'conversation'>;
  state: unknown;
  replies: Omit<NewReply, 'conversationId'>[];
}

type DueRow = Omit<DueConversation, 'person' | 'messages'> & {
  personId: Id<'user'> | null;
  personName: string;
  personRole: Role;
  personAgentKind: AgentKind | null;
  personLanguage: Language;
};

/**
 * Locks the conversations that have waited longest and reads what is to be stepped in them. Conversations that another
 * process is stepping are passed over. `no key update` and not `update`: a note for the chat, whose foreign key takes a
 * share lock on this row, need not wait for the step.
 */
export async function pickDue(
  tx: Transaction,
  most: { conversations: number; messages: number },
): Promise<DueConversation[]> {
  const rows = await tx.sql<DueRow[]>`
    select c.id, c.channel, c.state, c.language, c.attested_phone, c.sender_phone, c.is_group, c.display_name, p.id as person_id,
      p.name as person_name, p.role as person_role, p.agent_kind as person_agent_kind, p.language as person_language,
      coalesce((select by_person_id is not null and at > now() - interval '24 hours' from messages
        where conversation_id = c.id and direction = 'out' order by id desc limit 1), false) as staff_wrote_last
    from (
      select conversation_id, min(id) as oldest from (
        select i.conversation_id, i.id from inbox i
        where i.done_at is null and i.parked_at is null and not exists (
          select from inbox r where r.conversation_id = i.conversation_id
            and r.done_at is null and r.parked_at is null and r.retry_at > now())
        order by i.id limit 400
      ) waiting group by conversation_id
    ) due
    join conversations c on c.id = due.conversation_id
    left join people p on p.id = c.person_id and p.active
    order by due.oldest limit ${most.conversations}
    for no key update of c skip locked`;
  return rows.length === 0 ? [] : withMessages(tx, rows, most.messages);
}

/** Read after the lock was taken, in a statement of its own: it sees what another process has stepped until then. */
async function withMessages(
  tx: Transaction,
  rows: readonly DueRow[],
  mostMessages: number,
): Promise<DueConversation[]> {
  const messages = await tx.sql<{ id: number; conversationId: string; message: Inbound }[]>`
    select id, conversation_id, message from inbox
    where conversation_id = any(${rows.map((row) => row.id)}) and done_at is null and parked_at is null
    order by id limit ${mostMessages}`;
  return rows
    .map(({ personId, personName, personRole, personAgentKind, personLanguage, ...row }) => ({
      ...row,
      person: personId && {
        id: personId,
        name: personName,
        role: personRole,
        agentKind: personAgentKind,
        language: personLanguage,
      },
      messages: messages
        .filter((message) => message.conversationId === row.id)
        .map(({ id, message }) => ({ id, inbound: message })),
    }))
    .filter((conversation) => conversation.messages.length > 0);
}

/** Writes what a step brought about. In the transaction of the step, so that a message is stepped exactly once. */
export async function finishStep(
  tx: Transaction,
  due: readonly DueConversation[],
  stepped: readonly SteppedConversation[],
): Promise<void> {
  const heard = new Map(due.map((conversation) => [conversation.id, whatWasHeard(conversation)]));
  // Sent together, they take one way to the server and not four; it works them off in this order.
  await Promise.all([
    keepSaid(
      tx,
      due.flatMap(({ id, messages }) =>
        messages.map(({ inbound }) => ({ conversationId: id, said: inbound.said })),
      ),
    ),
    markDone(
      tx,
      due.flatMap(({ messages }) => messages.map(({ id }) => id)),
    ),
    keepStates(
      tx,
      stepped.map(({ id, state }) => ({ id, state, ...heard.get(id) })),
    ),
    queueReplies(
      tx,
      stepped.flatMap(({ id, replies }) => replies.map((reply) => ({ conversationId: id, ...reply }))),
    ),
  ]);
  for (const [id, { blocked }] of heard) if (blocked) await shutChat(tx, id);
}

async function markDone(tx: Transaction, inbox: readonly number[]): Promise<void> {
  await tx.sql`update inbox set done_at = now(), error = null where id = any(${[...inbox]})`;
}

type KeptState = Pick<SteppedConversation, 'id' | 'state'> & Partial<ReturnType<typeof whatWasHeard>>;

async function keepStates(tx: Transaction, states: readonly KeptState[]): Promise<void> {
  await tx.sql`
    update conversations c set state = g.state, last_inbound_at = now(),
      display_name = coalesce(g."displayName", c.display_name),
      attested_phone = coalesce(g."attestedPhone", c.attested_phone),
      sender_phone = coalesce(g."senderPhone", c.sender_phone),
      address = coalesce(g.address, c.address),
      blocked_at = case when g.blocked then now() end
    from jsonb_to_recordset(${JSON.stringify(states)}::text::jsonb)
      as g (id text, state jsonb, "displayName" text, "attestedPhone" text, "senderPhone" text, address text,
        blocked boolean)
    where c.id = g.id`;
}

/** What the channel told with the messages, beside their words: the latest word counts. */
function whatWasHeard({ messages }: DueConversation) {
  const last = <T>(read: (inbound: Inbound) => T | null) =>
    messages.reduce<T | null>((latest, { inbound }) => read(inbound) ?? latest, null);
  return {
    displayName: last((inbound) => inbound.displayName),
    attestedPhone: last((inbound) => inbound.attestedPhone),
    senderPhone: last((inbound) => inbound.senderPhone ?? null),
    // Of several addresses of one chat, the answer goes where the last message came from.
    address: last((inbound) => inbound.address),
    blocked: messages.at(-1)?.inbound.said.kind === 'blocked',
  };
}

/** The active person who is linked to a chat; null when there is none. */
export async function findLinkedPerson(
  tx: Transaction,
  conversation: Id<'conversation'>,
): Promise<LinkedPerson | null> {
  const [person] = await tx.sql<LinkedPerson[]>`
    select p.id, p.name, p.role, p.agent_kind, p.language
    from conversations c join people p on p.id = c.person_id and p.active where c.id = ${conversation}`;
  return person ?? null;
}

/**
 * The chat is about this lead from now on, and so is what was said in it before there was any. Lines about an earlier lead
 * stay with that one.
 */
export async function joinLead(
  tx: Transaction,
  conversation: Id<'conversation'>,
  lead: Id<'lead'>,
): Promise<void> {
  await tx.sql`
    with joined as (update conversations set lead_id = ${lead} where id = ${conversation})
    update messages set lead_id = ${lead} where conversation_id = ${conversation} and lead_id is null`;
}

export async function chooseLanguage(
  tx: Transaction,
  conversation: Id<'conversation'>,
  language: Language,
): Promise<void> {
  await tx.sql`update conversations set language = ${language} where id = ${conversation}`;
}
