import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction } from '../database.ts';

// STOP and START. Each is kept word for word, append-only: the proof for the regulator. The chat is stopped by its
// address; a phone that the channel vouches for, or that the network gave, is stopped on every channel.

/** What proves whose phone this is: a number that the step under way has learnt, the chat's own, or its address (SMS). */
const phoneOf = (tx: Transaction, attestedPhone: Phone | null) =>
  tx.sql`coalesce(${attestedPhone}, c.attested_phone, c.sender_phone, substring(c.address from '^\\+[1-9][0-9]{6,14}$'))`;

/** STOP in one chat of a phone and START in another come one after the other, and the later one sees all of the earlier. */
const takeTurn = (tx: Transaction, conversation: Id<'conversation'>, attestedPhone: Phone | null) =>
  tx.sql`
    select pg_advisory_xact_lock(hashtextextended('karibu stop ' || coalesce(${phoneOf(tx, attestedPhone)}, c.id), 0))
    from conversations c where c.id = ${conversation}`;

/**
 * Nothing leaves for this chat, and nothing for its phone on any channel, until START. `attestedPhone`: vouched for by a
 * message of the step under way; its conversation is told only when the step ends.
 */
export async function stopWriting(
  tx: Transaction,
  conversation: Id<'conversation'>,
  words: string,
  attestedPhone: Phone | null = null,
): Promise<void> {
  await takeTurn(tx, conversation, attestedPhone);
  await tx.sql`
    with stopped as (
      update conversations c set stopped_at = coalesce(stopped_at, now()) where id = ${conversation}
      returning id, ${phoneOf(tx, attestedPhone)} as phone
    ), kept as (
      insert into consents (conversation_id, phone, kind, words) select id, phone, 'stop', ${words} from stopped
    )
    insert into stopped_phones (phone) select phone from stopped where phone is not null
    on conflict (phone) do update set stopped_at = excluded.stopped_at`;
}

/**
 * They asked to be written to again: here, and in every other chat that was stopped as this phone's. `attestedPhone` as
 * for STOP. The talk of such a chat has a switch of its own, which must not outlive the STOP it stands for.
 */
export async function startWriting(
  tx: Transaction,
  conversation: Id<'conversation'>,
  words: string,
  attestedPhone: Phone | null = null,
): Promise<void> {
  await takeTurn(tx, conversation, attestedPhone);
  await tx.sql`
    with here as (
      select c.id, ${phoneOf(tx, attestedPhone)} as phone from conversations c where c.id = ${conversation}
    ), started as (
      update conversations set stopped_at = null, state = state || '{"stopped": false}'
      where stopped_at is not null and id in (
        select id from here
        union select k.conversation_id from consents k join here using (phone) where k.kind = 'stop')
    ), kept as (
      insert into consents (conversation_id, phone, kind, words) select id, phone, 'start', ${words} from here
    )
    delete from stopped_phones where phone in (select phone from here)`;
}

/**
 * The provider's own black-list says that nobody may write to this address: it counts as STOP, also for a phone that never
 * wrote to us. Harmless when repeated.
 */
export async function stopAddress(
  at: Database | Transaction,
  channel: Channel,
  account: string,
  address: string,
  words: string,
): Promise<void> {
  // Only SMS has such addresses; a chat id may look like a local number.
  const phone = address.startsWith('+') ? parsePhone(address) : null;
  await commit(at, async (tx) => {
    const [chat] = await tx.sql<{ id: Id<'conversation'>; isStopped: boolean }[]>`
      select c.id, c.stopped_at is not null as is_stopped from identities i join conversations c on c.id = i.conversation_id
      where i.channel = ${channel} and i.account = ${account} and i.address = ${address}`;
    if (chat && !chat.isStopped) await stopWriting(tx, chat.id, words, phone);
    else if (phone) await stopPhone(tx, phone, words, chat?.id ?? null);
  });
}

async function stopPhone(
  tx: Transaction,
  phone: Phone,
  words: string,
  conversation: Id<'conversation'> | null,
): Promise<void> {
  await tx.sql`
    with stopped as (
      insert into stopped_phones (phone) values (${phone}) on conflict (phone) do nothing returning phone
    )
    insert into consents (conversation_id, phone, kind, words) select ${conversation}, phone, 'stop', ${words} from stopped`;
}
