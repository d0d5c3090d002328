import type { Channel, Standing } from '../domain/channel.ts';
import type { Database } from './database.ts';

/** Remembers what an account of ours is called, so that the admin can make links to it without asking the channel. */
export async function rememberAccount(
  db: Database,
  channel: Channel,
  account: string,
  publicName: string,
): Promise<void> {
  await db.sql`
    insert into channel_accounts (channel, account, public_name) values (${channel}, ${account}, ${publicName})
    on conflict (channel, account) do update set public_name = excluded.public_name, seen_at = now()`;
}

/** What people write to on a channel (a Telegram username without the @): the account seen last; null when there is none. */
export async function findPublicName(db: Database, channel: Channel): Promise<string | null> {
  const [row] = await db.sql<{ publicName: string }[]>`
    select public_name from channel_accounts
    where channel = ${channel} and public_name is not null order by seen_at desc limit 1`;
  return row?.publicName ?? null;
}

/** How the account stands with its provider now; `since` moves only when that changes. */
export async function noteStanding(
  db: Database,
  channel: Channel,
  account: string,
  { state, words }: Standing,
): Promise<void> {
  await db.sql`
    insert into channel_accounts as a (channel, account, state, words) values (${channel}, ${account}, ${state}, ${words})
    on conflict (channel, account) do update set state = excluded.state, words = excluded.words, seen_at = now(),
      since = case when a.state = excluded.state then a.since else now() end`;
}
