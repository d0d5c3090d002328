import type { Channel } from '../domain/channel.ts';
import type { Database } from './database.ts';

/** What a gateway told last of a message that left. */
interface Report {
  providerId: string;
  /** Whom it was for; finds a send whose end is unknown, which has no id. */
  address: string | null;
  end: 'delivered' | 'failed';
  words: string | null;
}

/**
 * Keeps a gateway's last word on a message, and applies it to the outbox. A report may come before our own note that the
 * message left: then it waits here for that note.
 */
export async function keepDeliveryReport(
  db: Database,
  channel: Channel,
  account: string,
  { providerId, end, words }: Report,
): Promise<void> {
  await db.sql`
    with kept as (
      insert into delivery_reports (channel, account, provider_id, outcome, words)
      values (${channel}, ${account}, ${providerId}, ${end}, ${words})
      on conflict (channel, account, provider_id) do update set outcome = excluded.outcome, words = excluded.words, at = now()
    )
    update outbox o set
      delivered_at = case when ${end} = 'delivered' then now() end,
      state = case when ${end} = 'failed' then 'dead' else o.state end,
      error = case when ${end} = 'failed' then ${words} else o.error end
    from conversations c
    where c.id = o.conversation_id and c.channel = ${channel} and c.account = ${account} and o.provider_id = ${providerId}
      and o.state in ('sent', 'unknown')`;
}
