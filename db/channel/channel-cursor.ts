import type { Channel } from '../../domain/channel.ts';
import type { Inbound, Said } from '../../domain/message.ts';
import type { Database } from '../database.ts';

// Up to where a provider that keeps messages was asked for those that it could not bring. What it gives is compared with
// what the inbox has.

/** The provider's own id of the last message that was seen there; null before the first time. */
export async function readCursor(db: Database, channel: Channel, account: string): Promise<string | null> {
  const [row] = await db.sql<{ readUpTo: string | null }[]>`
    select read_up_to from channel_accounts where channel = ${channel} and account = ${account}`;
  return row?.readUpTo ?? null;
}

/** Call it only after the messages up to there are kept: nobody asks for them again. */
export async function moveCursor(
  db: Database,
  channel: Channel,
  account: string,
  upTo: string,
): Promise<void> {
  await db.sql`
    insert into channel_accounts (channel, account, read_up_to) values (${channel}, ${account}, ${upTo})
    on conflict (channel, account) do update set read_up_to = excluded.read_up_to`;
}

/** A message as the inbox has it. */
export interface KeptMessage extends Pick<Inbound, 'externalId' | 'address' | 'sentAt'> {
  said: Said;
  /** The provider was asked for it. */
  fetched: boolean;
}

/**
 * What the inbox has under the ids of these messages, and what their senders have said since about the same time (zones of
 * up to 15 hours aside): one of that may be the same message under another id.
 */
export async function findKeptMessages(
  db: Database,
  channel: Channel,
  account: string,
  messages: readonly Pick<Inbound, 'externalId' | 'address' | 'sentAt'>[],
): Promise<KeptMessage[]> {
  if (messages.length === 0) return [];
  const ids = messages.map(({ externalId }) => externalId);
  const addresses = [...new Set(messages.map(({ address }) => address))];
  const oldest = messages.flatMap(({ sentAt }) => sentAt ?? []).sort()[0] ?? null;
  return db.sql<KeptMessage[]>`
    select i.external_id, i.message->>'address' as address, i.message->>'sentAt' as sent_at, i.message->'said' as said,
      i.message->'fetched' is not null as fetched
    from inbox i
    where i.channel = ${channel} and i.account = ${account} and (i.external_id = any (${ids}::text[])
      or i.received_at > ${oldest}::timestamptz - interval '15 hours' and i.conversation_id in (
        select conversation_id from identities
        where channel = ${channel} and account = ${account} and address = any (${addresses}::text[])))
    order by i.id`;
}
