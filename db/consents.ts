import type { Id } from '../domain/id.ts';
import type { Phone } from '../domain/phone.ts';
import type { Transaction } from './database.ts';

// STOP and START. Each is kept word for word, append-only: the proof for the regulator. The chat is stopped by its
// address; a phone that the channel vouches for is stopped on every channel. On SMS the address is the phone.

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
      returning id, case channel when 'sms' then address else coalesce(${attestedPhone}, attested_phone) end as phone
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
      returning id, case channel when 'sms' then address else coalesce(${attestedPhone}, attested_phone) end as phone
    ), kept as (
      insert into consents (conversation_id, phone, kind, words) select id, phone, 'start', ${words} from started
    )
    delete from stopped_phones where phone in (select phone from started)`;
}
