import type { Channel } from '../../domain/channel.ts';
import type { Database } from '../database.ts';
import { noticeIds } from './notice-ids.ts';

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
 * message left: then it waits here for that note. Reports may be repeated and overtake each other: what was delivered
 * stays so, whatever is told later.
 *
 * Here the report is committed before the outbox is read; whoever settles commits the outbox before it reads the reports.
 * So whichever comes second sees the other, without a lock.
 */
export async function keepDeliveryReport(
  db: Database,
  channel: Channel,
  account: string,
  { providerId, address, end, words }: Report,
): Promise<void> {
  await db.sql`
    insert into delivery_reports as r (channel, account, provider_id, outcome, words)
    values (${channel}, ${account}, ${providerId}, ${end}, ${words})
    on conflict (channel, account, provider_id) do update
      set outcome = excluded.outcome, words = excluded.words, at = now() where r.outcome <> 'delivered'`;
  if (address) await nameNameless(db, channel, account, address, providerId);
  await applyWhere(
    db,
    db.sql`c.channel = ${channel} and c.account = ${account} and o.provider_id = ${providerId}`,
    1,
  );
}

/**
 * Gives the id to the one message to that address which may have left without our learning its id: it is under way, or its
 * end has been unknown for at most two days. Where there are several nobody can tell which is meant; a person looks.
 */
async function nameNameless(
  db: Database,
  channel: Channel,
  account: string,
  address: string,
  providerId: string,
): Promise<void> {
  await db.sql`
    with chat as (
      select conversation_id as id from identities
      where channel = ${channel} and account = ${account} and address = ${address}
    ), nameless as (
      select o.id from outbox o join chat on chat.id = o.conversation_id
      where o.state = 'sending' and o.provider_id is null
      union all
      select o.id from outbox o join chat on chat.id = o.conversation_id
      where o.state = 'unknown' and o.provider_id is null and o.created_at > now() - interval '48 hours'
    )
    update outbox o set provider_id = ${providerId}
    where o.id = (select max(id) from nameless having count(*) = 1)
      and o.provider_id is null and o.state in ('sending', 'unknown')
      and not exists (
        select from outbox n join conversations c on c.id = n.conversation_id
        where n.provider_id = ${providerId} and c.channel = ${channel} and c.account = ${account})`;
}

/** Applies what was reported of these messages before we knew of them that they left. */
export async function applyReports(db: Database, sends: readonly number[]): Promise<void> {
  if (sends.length > 0) await applyWhere(db, db.sql`o.id = any(${[...sends]}::bigint[])`, sends.length);
}

/** Applies what a process that died between settling and looking for reports has left behind. */
export async function applyForgottenReports(db: Database): Promise<void> {
  await applyWhere(db, db.sql`r.at > now() - interval '48 hours'`, mostForgotten);
}

const mostForgotten = 1000;

/** A note to a person of the ISP that was reported as failed is kept for their sign-in, as every note that dies. */
async function applyWhere(db: Database, which: ReturnType<Database['sql']>, most: number): Promise<void> {
  await db.sql`
    with reported as (
      select o.id, r.outcome, r.words, r.at
      from outbox o
      join conversations c on c.id = o.conversation_id
      join delivery_reports r on r.channel = c.channel and r.account = c.account and r.provider_id = o.provider_id
      where ${which} and (
        r.outcome = 'delivered' and o.state in ('sent', 'unknown', 'dead') and o.delivered_at is null
        or r.outcome = 'failed' and o.state in ('sent', 'unknown') and o.delivered_at is null)
      order by o.id limit ${most}
      for update of o
    ), applied as (
      update outbox o set
        state = case r.outcome when 'delivered' then 'sent' else 'dead' end,
        error = case r.outcome when 'failed' then coalesce(r.words, 'The provider could not deliver it.') end,
        sent_at = coalesce(o.sent_at, r.at),
        delivered_at = case r.outcome when 'delivered' then r.at end
      from reported r where o.id = r.id
      returning o.id, o.conversation_id, o.kind, o.body, o.state
    )
    insert into notices (id, person_id, notice, unique_key)
    select (${noticeIds(most)}::text[])[row_number() over ()], p.id, a.body, 'elsewhere:' || a.id
    from applied a join conversations c on c.id = a.conversation_id join people p on p.id = c.person_id and p.active
    where a.state = 'dead' and a.kind = 'notice'
    on conflict (unique_key) do nothing`;
}
