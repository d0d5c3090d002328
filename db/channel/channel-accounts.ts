import { type Channel, needsPerson, type Standing, standings } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { say } from '../chat/outbox.ts';
import { commit, type Database, type Transaction } from '../database.ts';

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

/** What the owner is told where a channel says no more than that. */
const troubleWords: Partial<Record<Standing['state'], string>> = {
  restricted: 'Its provider limits what may be sent.',
  refused: 'Its provider takes neither our key nor our money.',
  unlinked: 'It must be linked, or linked again.',
};

/** The states in which nothing mends an account but a person. */
const troubles = standings.filter((state) => needsPerson({ state }));

/**
 * How the account stands with its provider now. `since` moves when that changes, or when one trouble becomes another. In
 * the same transaction the owners are told, by another channel, of what nothing mends but a person: each once for a
 * `since`, so that a second process that notes the same tells nobody. Trying to connect ends no trouble: a bot that starts
 * anew, or a line that drops, would tell of the same one each time.
 */
export async function noteStanding(
  db: Database,
  channel: Channel,
  account: string,
  standing: Standing,
): Promise<void> {
  const { state, words } = standing;
  const isTrouble = needsPerson(standing);
  await commit(db, async (tx) => {
    const [row] = await tx.sql<{ since: Date }[]>`
      insert into channel_accounts as a (channel, account, state, words) values (${channel}, ${account}, ${state}, ${words})
      on conflict (channel, account) do update set state = excluded.state, words = excluded.words, seen_at = now(),
        since = case when a.state = excluded.state and (not ${isTrouble} or a.words is not distinct from excluded.words)
          then a.since else now() end
      where not (excluded.state = 'connecting' and a.state = any (${troubles}))
      returning since`;
    if (row && isTrouble)
      await tellOwners(tx, channel, account, row.since, words ?? troubleWords[state] ?? '');
  });
}

async function tellOwners(
  tx: Transaction,
  channel: Channel,
  account: string,
  since: Date,
  words: string,
): Promise<void> {
  const owners = await tx.sql<{ id: Id<'user'> }[]>`
    select id from people where active and role = 'owner' order by id`;
  const trouble = `channel_trouble:${channel}:${account}:${since.toISOString()}`;
  for (const { id } of owners)
    await say(
      tx,
      { person: id, notOn: channel },
      { kind: 'channel_trouble', channel, words },
      `${trouble}:${id}`,
    );
}

/** An account that no bot has marked for so long is not running: switched off, or its bot is down. */
export const runningFor = '2 minutes';

/** Marks accounts as run by a bot just now. */
export async function markRunning(
  db: Database,
  accounts: readonly { name: Channel; account: string }[],
): Promise<void> {
  await db.sql`
    update channel_accounts a set seen_at = now()
    from jsonb_to_recordset(${JSON.stringify(accounts)}::text::jsonb) as u (name text, account text)
    where a.channel = u.name and a.account = u.account`;
}

/** An account that nothing mends but a person. */
export interface TroubledAccount {
  channel: Channel;
  account: string;
  words: string | null;
}

/**
 * For the banner on every page: there are a handful of accounts, so this reads next to nothing. An account that nobody
 * runs any more (its token was replaced, its channel switched off) needs nobody.
 */
export async function listTroubledAccounts(db: Database): Promise<readonly TroubledAccount[]> {
  return db.sql<TroubledAccount[]>`
    select channel, account, words from channel_accounts
    where state = any (${troubles}) and seen_at > now() - ${runningFor}::interval order by channel, account`;
}
