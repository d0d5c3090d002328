import type { Channel } from '../../domain/channel.ts';
import { type Id, newId } from '../../domain/id.ts';
import type { Inbound } from '../../domain/message.ts';
import { commit, type Database, type Transaction } from '../database.ts';

// One person may write from several addresses of one chat: a WhatsApp phone and its LID. Whoever writes sees one chat, so
// they are one conversation, however late we learn of it.

type ConversationId = Id<'conversation'>;

interface Account {
  channel: Channel;
  account: string;
}

/**
 * Lets all addresses of a message lead to one conversation: opens it, adds the new addresses to the one that is known, or
 * merges those that are known apart. Harmless when repeated, and one read when there is nothing to do.
 *
 * Locks are taken in one order: the addresses, as `receiveMessages` takes them, then the conversations. While they are held
 * nothing more is received from these addresses, and a step that is under way in either conversation has ended.
 */
export async function joinAddresses(db: Database, at: Account, message: Inbound): Promise<void> {
  const addresses = [...new Set([message.address, ...(message.otherAddresses ?? [])])];
  if (addresses.length < 2 || (await leadToOne(db, at, addresses))) return;
  await commit(db, async (tx) => {
    const fresh = newId('conversation');
    const named = await nameAddresses(tx, at, addresses, fresh);
    const [oldest, ...younger] = await tx.sql<{ id: ConversationId }[]>`
      select id from conversations where id = any(${named}) order by created_at, id for update`;
    const kept = oldest?.id ?? fresh;
    if (!oldest)
      await tx.sql`
        insert into conversations (id, channel, account, address, is_group)
        values (${fresh}, ${at.channel}, ${at.account}, ${message.address}, ${message.writer !== undefined})`;
    const gone = named.filter((id) => id !== kept);
    // First of all: it waits for what is being received from further addresses of theirs, which must be moved as well.
    if (gone.length > 0)
      await tx.sql`
        update identities set conversation_id = ${kept}
        where channel = ${at.channel} and account = ${at.account} and conversation_id = any(${gone})`;
    for (const { id } of younger) await mergeInto(tx, kept, id);
  });
}

async function leadToOne(db: Database, at: Account, addresses: string[]): Promise<boolean> {
  const [row] = await db.sql<{ leadToOne: boolean }[]>`
    select count(*) = ${addresses.length} and count(distinct conversation_id) = 1 as lead_to_one from identities
    where channel = ${at.channel} and account = ${at.account} and address = any(${addresses})`;
  return row?.leadToOne ?? false;
}

/**
 * Locks the addresses, in their order; new ones lead where a known one does, else to `fresh`. Returns where they lead. Two
 * are named where they were known apart, or became known while we waited.
 */
async function nameAddresses(
  tx: Transaction,
  { channel, account }: Account,
  addresses: string[],
  fresh: ConversationId,
): Promise<ConversationId[]> {
  const doors = await tx.sql<{ conversationId: ConversationId }[]>`
    with known as (
      select conversation_id from identities
      where channel = ${channel} and account = ${account} and address = any(${addresses})
      order by first_seen_at, address limit 1
    )
    insert into identities (channel, account, address, conversation_id)
    select ${channel}, ${account}, address, coalesce((select conversation_id from known), ${fresh})
    from unnest(${addresses}::text[]) as given (address) order by address
    on conflict (channel, account, address) do update set last_inbound_at = identities.last_inbound_at
    returning conversation_id`;
  return [...new Set(doors.map(({ conversationId }) => conversationId))];
}

/** Everything of `gone` is of `kept` from now on, and `gone` is no more. Both rows are locked. */
async function mergeInto(tx: Transaction, kept: ConversationId, gone: ConversationId): Promise<void> {
  // What was received, said and left in either stays in the order of its ids: messages are stepped and sent by it.
  await tx.sql`
    with received as (update inbox set conversation_id = ${kept} where conversation_id = ${gone}),
      queued as (update outbox set conversation_id = ${kept} where conversation_id = ${gone}),
      thread as (update messages set conversation_id = ${kept} where conversation_id = ${gone}),
      proofs as (update consents set conversation_id = ${kept} where conversation_id = ${gone})
    update conversions set asked_in = ${kept} where asked_in = ${gone}`;
  await mergeTalks(tx, kept, gone);
  await mergeGroups(tx, kept, gone);
  // What was said in the one that was about nobody yet; lines keep the lead they are about.
  await tx.sql`
    update messages m set lead_id = c.lead_id from conversations c
    where c.id = ${kept} and m.conversation_id = ${kept} and m.lead_id is null and c.lead_id is not null`;
  await tx.sql`delete from conversations where id = ${gone}`;
}

/**
 * The talk that is further on goes on, and lends what it knows before the other does: that of a person of the ISP, that of
 * a lead whose phone is attested, that of a lead, the one with more answers, the one that was heard last. What was answered
 * in the other one alone stays in the thread. A STOP of either holds, in the talk too, and so does a block.
 */
async function mergeTalks(tx: Transaction, kept: ConversationId, gone: ConversationId): Promise<void> {
  await tx.sql`
    with ranked as (
      select c.*, row_number() over (order by person_id is null, lead_id is null or attested_phone is null,
        lead_id is null, (select count(*) from jsonb_path_query(state, '$.answers.keyvalue()')) desc,
        last_inbound_at desc nulls last) as place
      from conversations c where id in (${kept}, ${gone})
    ), merged as (
      select coalesce(f.state, o.state) as state, coalesce(f.stopped_at, o.stopped_at) as stopped_at,
        coalesce(f.blocked_at, o.blocked_at) as blocked_at, coalesce(f.language, o.language) as language,
        coalesce(f.lead_id, o.lead_id) as lead_id, coalesce(f.person_id, o.person_id) as person_id,
        coalesce(f.attested_phone, o.attested_phone) as attested_phone,
        coalesce(f.sender_phone, o.sender_phone) as sender_phone,
        coalesce(f.display_name, o.display_name) as display_name,
        least(f.first_sent_at, o.first_sent_at) as first_sent_at,
        greatest(f.last_inbound_at, o.last_inbound_at) as last_inbound_at,
        case when o.last_inbound_at > coalesce(f.last_inbound_at, '-infinity') then o.address else f.address end as address
      from ranked f join ranked o on f.place = 1 and o.place = 2
    )
    update conversations c set
      state = case when m.stopped_at is null then m.state else coalesce(m.state, '{}') || '{"stopped": true}' end,
      stopped_at = m.stopped_at, blocked_at = m.blocked_at, language = m.language, lead_id = m.lead_id,
      person_id = m.person_id, attested_phone = m.attested_phone, sender_phone = m.sender_phone,
      display_name = m.display_name, first_sent_at = m.first_sent_at, last_inbound_at = m.last_inbound_at,
      address = m.address
    from merged m where c.id = ${kept}`;
}

/** A group that became a supergroup is still the one in which staff are told. Only one row may say so at a time. */
async function mergeGroups(tx: Transaction, kept: ConversationId, gone: ConversationId): Promise<void> {
  const alerted = await tx.sql`
    update conversations set alerts_staff = false where id in (${kept}, ${gone}) and alerts_staff`;
  await tx.sql`
    update conversations c set alerts_staff = ${alerted.count > 0}, is_group = c.is_group or g.is_group
    from conversations g where c.id = ${kept} and g.id = ${gone}`;
}
