import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Language } from '../../domain/person.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { applyReports } from './delivery-reports.ts';
import { noticeIds } from './notice-ids.ts';

/** An outbox row that this process may send, and must settle before its lease of 30 s is over. */
export interface ClaimedSend {
  id: number;
  conversationId: Id<'conversation'>;
  channel: Channel;
  account: string;
  address: string;
  kind: 'reply' | 'notice';
  body: unknown;
  /** The chat is that of people who work for the ISP, or their alert group: what they are told is tried for hours. */
  isToPerson: boolean;
  /** The language of the chat, else of its person, else of the ISP. */
  language: Language;
  /** The number of this try. With the lease it names the claim: an overtaken sender changes nothing. */
  attempts: number;
  /** When the lease ends. A wait is no try, so that the next claim may have the same number as this one. */
  leasedUntil: Date;
}

/** An account that this process can send from just now. */
export interface SendingAccount {
  channel: Channel;
  account: string;
  /** What may have left is not sent again (law 3). */
  atMostOnce: boolean;
  /** How many messages its pace allows at this moment, at least one. Null: any number. */
  room: number | null;
  /** To how many chats a day, in the ISP's zone, it may write for the first time. Null: to any number. */
  newChatsADay: number | null;
}

export interface Claim {
  most: number;
  accounts: readonly SendingAccount[];
  /** Chats whose pace is used up, or which the channel asked to leave alone for a while. */
  resting: readonly Id<'conversation'>[];
}

/**
 * `send` it; or it was found `blocked`, `stopped` or `unknown` and is settled already; or it waits for the morning
 * (`quiet`), or for tomorrow (`full`: the account has begun as many chats today as it may).
 */
type Verdict = 'send' | 'blocked' | 'stopped' | 'unknown' | 'quiet' | 'full';

type Judged = ClaimedSend & { verdict: Verdict; looked: number };

/**
 * Takes what may leave now: the head of each chat and nothing behind it. Whether the person may be written to (blocked,
 * STOP by chat or by phone, quiet hours 19:00–07:00 in the ISP's zone, a day's new chats) is asked here and nowhere else,
 * in the statement that claims (law 10). Notices keep quiet hours, unless they are for people of the ISP; a notice that
 * waits holds up the notices behind it, and no reply. Whoever no longer works for the ISP is told nothing more, nor is a
 * group in which staff are told no longer; what a person of the ISP cannot be told here is kept for their sign-in. A claim
 * whose lease ran out is sent again on chat, and becomes `unknown` on SMS (law 3).
 *
 * Moments are kept in whole milliseconds, rounded: what is due now may stand as due in half of one, and must not miss the
 * ring that it was queued with.
 *
 * Returns the rows to send, and how many rows it looked at: 0 when nothing is due.
 */
export async function claimSends(
  db: Database,
  claim: Claim,
): Promise<{ sends: ClaimedSend[]; looked: number }> {
  const rows = claim.accounts.some(({ newChatsADay }) => newChatsADay !== null)
    ? await judgeAlone(db, claim)
    : await judgeDue(db.sql, claim);
  // A report may have come while its sender was already dead.
  await applyReports(
    db,
    rows.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id),
  );
  const sends = rows
    .filter(({ verdict }) => verdict === 'send')
    .map(({ verdict: _verdict, looked: _looked, ...send }) => send);
  return { sends: sends.sort((a, b) => a.id - b.id), looked: rows[0]?.looked ?? 0 };
}

/** Where a day's new chats are counted, one claim follows the other: two at once would both take the last one. */
const judgeAlone = (db: Database, claim: Claim): Promise<Judged[]> =>
  commit(db, async ({ sql }) => {
    await sql`select pg_advisory_xact_lock(hashtext('karibu new chats'))`;
    return judgeDue(sql, claim);
  });

/**
 * The phone of a lead that said STOP, or of one that became part of it, silences the lead's chats too. But a chat that began after that STOP is somebody who
 * typed the number: it is answered, and told nothing unasked. And whoever says START in a chat means that chat.
 *
 * The new chats of today are few rows of `conversations_first_sent`, no more than the account may begin; those in flight
 * stand in `outbox_oldest` within half a minute, the lease, by the clock of a claim that may have begun after this one.
 * `offset 0` keeps the planner from turning a lookup
 * around: it walks `outbox_oldest` and stops at `most`, however much waits (with 6000 due: 3 ms in place of 54).
 */
async function judgeDue(sql: Database['sql'] | Transaction['sql'], claim: Claim): Promise<Judged[]> {
  return sql<Judged[]>`
    with isp as (
      select language, time_zone, now() at time zone time_zone as clock from settings
    ), hours as (
      select language, not (clock::time >= '07:00' and clock::time < '19:00') as quiet,
        (date_trunc('day', clock) + interval '7 hours'
          + case when clock::time >= '07:00' then interval '1 day' else interval '0' end
        ) at time zone time_zone as morning,
        date_trunc('day', clock) at time zone time_zone as midnight,
        (date_trunc('day', clock) + interval '1 day 7 hours') at time zone time_zone as tomorrow
      from isp
    ), accounts as materialized (
      select a.channel, a.account, a."atMostOnce", a.room, case when a."newChatsADay" is not null then a."newChatsADay"
        - (select count(*) from conversations n
            where n.channel = a.channel and n.account = a.account and n.first_sent_at >= hours.midnight)
        - (select count(*) from (
            select conversation_id as id from outbox
            where state = 'sending' and not_before > now() and not_before <= now() + interval '1 minute' offset 0
          ) in_flight join conversations n using (id)
          where n.channel = a.channel and n.account = a.account and n.first_sent_at is null)
        end as new_chats
      from jsonb_to_recordset(${JSON.stringify(claim.accounts)}::text::jsonb)
        as a (channel text, account text, "atMostOnce" boolean, room int, "newChatsADay" int) cross join hours
    ), due as (
      select o.id, o.not_before, c.channel, c.account, c.room, c.new_chats, c.address,
        coalesce(c.language, p.language, hours.language) as language, hours.morning, hours.tomorrow, p.id as person_id,
        p.id is not null or c.alerts_staff as is_to_person, c.first_sent_at is null as is_new,
        case
          when o.state = 'sending' and c."atMostOnce" then 'unknown'
          when c.blocked_at is not null then 'blocked'
          when o.kind = 'notice' and (c.person_id is not null and p.id is null or c.is_group and not c.alerts_staff)
            then 'stopped'
          when not o.despite_stop and (c.stopped_at is not null
            or exists (select from stopped_phones s where s.phone in (c.attested_phone, c.sender_phone, c.address))
            or exists (select from stopped_phones s
              where s.phone in (select l.phone union all select m.phone from leads m where m.merged_into = l.id)
                and (o.kind = 'notice' or s.stopped_at > c.created_at)
                and not exists (select from consents k
                  where k.conversation_id = c.id and k.kind = 'start' and k.at > s.stopped_at))) then 'stopped'
          when o.kind = 'notice' and p.id is null and not c.alerts_staff and hours.quiet then 'quiet'
          else 'send'
        end as verdict
      from outbox o
      cross join lateral (
        select c.*, a."atMostOnce", a.room, a.new_chats
        from conversations c join accounts a on a.channel = c.channel and a.account = c.account
        where c.id = o.conversation_id offset 0
      ) c
      left join leads l on l.id = c.lead_id
      left join people p on p.id = c.person_id and p.active
      cross join hours
      where o.state in ('queued', 'sending') and o.not_before <= now() + interval '1 millisecond'
        and o.conversation_id <> all (${[...claim.resting]}::text[])
        and not exists (
          select from outbox e
          where e.conversation_id = o.conversation_id and e.id <> o.id and e.state in ('queued', 'sending')
            and (e.state = 'sending' and e.not_before > now()
              or e.id < o.id and not (o.kind = 'reply' and e.kind = 'notice' and e.state = 'queued' and exists (
                select from outbox w
                where w.conversation_id = e.conversation_id and w.id <= e.id and w.kind = 'notice' and w.state = 'queued'
                  and w.not_before > now()))))
      order by o.not_before, o.id limit ${claim.most}
      for update of o skip locked
    ), begun as (
      select id, case when verdict = 'send' and is_new and new_chats < row_number() over (
          partition by channel, account, verdict, is_new order by not_before, id) then 'full' else verdict end as verdict
      from due
    ), judged as (
      select due.*, begun.verdict as final, row_number() over (
          partition by channel, account, begun.verdict order by not_before, due.id) as place
      from due join begun using (id)
    ), kept as (
      insert into notices (id, person_id, notice, unique_key)
      select (${noticeIds(claim.most)}::text[])[row_number() over ()], j.person_id, o.body, 'elsewhere:' || o.id
      from judged j join outbox o using (id)
      where j.final in ('blocked', 'stopped') and o.kind = 'notice' and j.person_id is not null
      on conflict (unique_key) do nothing
    )
    update outbox o set
      state = case j.final when 'send' then 'sending' when 'quiet' then 'queued' when 'full' then 'queued'
        when 'unknown' then 'unknown' else 'dead' end,
      not_before = case j.final when 'send' then now() + interval '30 seconds' when 'quiet' then j.morning
        when 'full' then j.tomorrow else o.not_before end,
      attempts = o.attempts + case j.final when 'send' then 1 else 0 end,
      error = case when j.final in ('send', 'quiet', 'full') then o.error else j.final end
    from judged j where j.id = o.id and (j.final <> 'send' or j.room is null or j.place <= j.room)
    returning o.id, o.conversation_id, j.channel, j.account, j.address, o.kind, o.body, j.is_to_person, j.language,
      o.attempts, o.not_before as leased_until, j.final as verdict, (select count(*) from due) as looked`;
}

/**
 * What left under a provider's id, for a reader's phone that asks for it again; null when it is not ours, or left for none
 * of these addresses: whoever guesses an id is not told what somebody else was written.
 */
export async function findSend(
  db: Database,
  channel: Channel,
  account: string,
  { providerId, addresses }: { providerId: string; addresses: readonly string[] },
): Promise<Pick<ClaimedSend, 'kind' | 'body' | 'language'> | null> {
  const [send] = await db.sql<Pick<ClaimedSend, 'kind' | 'body' | 'language'>[]>`
    select o.kind, o.body, coalesce(c.language, p.language, s.language) as language
    from outbox o join conversations c on c.id = o.conversation_id left join people p on p.id = c.person_id
      cross join settings s
    where o.provider_id = ${providerId} and c.channel = ${channel} and c.account = ${account}
      and exists (select from identities i where i.conversation_id = c.id and i.address = any(${[...addresses]}::text[]))`;
  return send ?? null;
}
