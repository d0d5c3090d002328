import type { Channel } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import type { Phone } from '../domain/phone.ts';
import { commit, type Database, type Transaction } from './database.ts';

// STOP and START. Each is kept word for word, append-only: the proof for the regulator. The chat is stopped by its
// address; a phone that the channel vouches for, or that the network gave, is stopped on every channel.

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
  await tx.sql`
    with stopped as (
      update conversations set stopped_at = coalesce(stopped_at, now()) where id = ${conversation}
      returning id, coalesce(${attestedPhone}, attested_phone, sender_phone) as phone
    ), kept as (
      insert into consents (conversation_id, phone, kind, words) select id, phone, 'stop', ${words} from stopped
    )
    insert into stopped_phones (phone) select phone from stopped where phone is not null
    on conflict (phone) do nothing`;
}

/** They asked to be written to again. `attestedPhone` as for STOP. */
export async function startWriting(
  tx: Transaction,
  conversation: Id<'conversation'>,
  words: string,
  attestedPhone: Phone | null = null,
): Promise<void> {
  await tx.sql`
    with started as (
      update conversations set stopped_at = null where id = ${conversation}
      returning id, coalesce(${attestedPhone}, attested_phone, sender_phone) as phone
    ), kept as (
      insert into consents (conversation_id, phone, kind, words) select id, phone, 'start', ${words} from started
    )
    delete from stopped_phones where phone in (select phone from started)`;
}

/** The provider's own black-list says that nobody may write to this address: it counts as STOP. Harmless when repeated. */
export async function stopAddress(
  at: Database | Transaction,
  channel: Channel,
  account: string,
  address: string,
  words: string,
): Promise<void> {
  await commit(at, async (tx) => {
    const [chat] = await tx.sql<{ id: Id<'conversation'> }[]>`
      select c.id from identities i join conversations c on c.id = i.conversation_id
      where i.channel = ${channel} and i.account = ${account} and i.address = ${address} and c.stopped_at is null`;
    if (chat) await stopWriting(tx, chat.id, words);
  });
}
