import type { Channel } from '../domain/channel.ts';
import { type Id, newId } from '../domain/id.ts';
import type { Language } from '../domain/person.ts';
import type { Database } from './database.ts';
import type { Choice } from './thread.ts';

/** An outbox row that this process may send, and must settle before its lease of 30 s is over. */
export interface ClaimedSend {
  id: number;
  conversationId: Id<'conversation'>;
  channel: Channel;
  account: string;
  address: string;
  kind: 'reply' | 'notice';
  body: unknown;
  /** The chat is that of a person who works for the ISP: what they are told is tried for hours. */
  isToPerson: boolean;
  /** The language of the chat, else of its person, else of the ISP. */
  language: Language;
  /** The number of this try; whoever settles a row must name it, so that an overtaken sender changes nothing. */
  attempts: number;
}

/** An account that this process can send from just now. */
export interface SendingAccount {
  channel: Channel;
  account: string;
  /** What may have left is not sent again (law 3). */
  atMostOnce: boolean;
}

/** `send` it; or it was found `blocked`, `stopped` or `unknown` and is settled already; or it waits for the morning. */
type Verdict = 'send' | 'blocked' | 'stopped' | 'quiet' | 'unknown';

/**
 * Takes what may leave now: the head of each chat and nothing behind it. Whether the person may be written to (blocked,
 * STOP by chat or by phone, quiet hours 19:00–07:00 in the ISP's zone) is asked here and nowhere else, in the statement
 * that claims (law 10). Notices keep quiet hours, unless they are for people of the ISP; a notice that waits holds up no
 * reply. Whoever no longer works for the ISP is told nothing more, and what a person of the ISP cannot be told here is
 * kept for their sign-in. A claim whose lease ran out is sent again on chat, and becomes `unknown` on SMS (law 3).
 *
 * Returns the rows to send, and how many rows it looked at: 0 when nothing is due.
 */
export async function claimSends(
  db: Database,
  ask: {
    most: number;
    accounts: readonly SendingAccount[];
    /** Chats whose pace is used up, or which the channel asked to leave alone for a while. */
    resting: readonly Id<'conversation'>[];
  },
): Promise<{ sends: ClaimedSend[]; looked: number }> {
  const rows = await db.sql<(ClaimedSend & { verdict: Verdict })[]>`
    with isp as (
      select language, time_zone, now() at time zone time_zone as clock from settings
    ), hours as (
      select language, not (clock::time >= '07:00' and clock::time < '19:00') as quiet,
        (date_trunc('day', clock) + interval '7 hours'
          + case when clock::time >= '07:00' then interval '1 day' else interval '0' end
        ) at time zone time_zone as morning
      from isp
    ), due as (
      select o.id, u.channel, u.account, c.address, coalesce(c.language, p.language, hours.language) as language,
        hours.morning, p.id as person_id,
        case
          when o.state = 'sending' and u."atMostOnce" then 'unknown'
          when c.blocked_at is not null then 'blocked'
          when o.kind = 'notice' and c.person_id is not null and p.id is null then 'stopped'
          when not o.despite_stop and (c.stopped_at is not null or exists (
            select from stopped_phones s where s.phone in (c.attested_phone, c.sender_phone, l.phone))) then 'stopped'
          when o.kind = 'notice' and p.id is null and hours.quiet then 'quiet'
          else 'send'
        end as verdict
      from outbox o
      join conversations c on c.id = o.conversation_id
      join jsonb_to_recordset(${JSON.stringify(ask.accounts)}::text::jsonb)
        as u (channel text, account text, "atMostOnce" boolean) using (channel, account)
      left join leads l on l.id = c.lead_id
      left join people p on p.id = c.person_id and p.active
      cross join hours
      where o.state in ('queued', 'sending') and o.not_before <= now() and o.conversation_id <> all (${[...ask.resting]}::text[])
        and not exists (
          select from outbox e
          where e.conversation_id = o.conversation_id and e.id <> o.id and e.state in ('queued', 'sending')
            and (e.state = 'sending' and e.not_before > now()
              or e.id < o.id and not (e.kind = 'notice' and e.state = 'queued' and e.not_before > now())))
      order by o.not_before, o.id limit ${ask.most}
      for update of o skip locked
    ), kept as (
      insert into notices (id, person_id, notice, unique_key)
      select (${noticeIds(ask.most)}::text[])[row_number() over ()], due.person_id, o.body, 'elsewhere:' || o.id
      from due join outbox o on o.id = due.id
      where due.verdict in ('blocked', 'stopped') and o.kind = 'notice' and due.person_id is not null
      on conflict (unique_key) do nothing
    )
    update outbox o set
      state = case due.verdict when 'send' then 'sending' when 'quiet' then 'queued' when 'unknown' then 'unknown'
        else 'dead' end,
      not_before = case due.verdict when 'send' then now() + interval '30 seconds' when 'quiet' then due.morning
        else o.not_before end,
      attempts = o.attempts + case due.verdict when 'send' then 1 else 0 end,
      error = case when due.verdict in ('send', 'quiet') then o.error else due.verdict end
    from due where due.id = o.id
    returning o.id, o.conversation_id, due.channel, due.account, due.address, o.kind, o.body,
      due.person_id is not null as is_to_person, due.language, o.attempts, due.verdict`;
  const sends = rows.filter((row) => row.verdict === 'send').map(({ verdict: _, ...send }) => send);
  return { sends: sends.sort((a, b) => a.id - b.id), looked: rows.length };
}

/** Enough ids for the notes of a statement that finds only while it runs which of them must be kept. */
const noticeIds = (most: number) => Array.from({ length: most }, () => newId('notice'));

/** How a send ended. `again` tries later; a wait that the channel asked for does not count as a try. */
export type SendEnd =
  | { end: 'sent'; providerId: string | null; text: string; choices: readonly Choice[] }
  | { end: 'again'; afterMs: number; counts: boolean; error: string }
  | { end: 'dead'; error: string }
  | { end: 'unknown'; error: string };

export type SettledSend = Pick<ClaimedSend, 'id' | 'attempts'> & SendEnd;

const stateAfter = { sent: 'sent', again: 'queued', dead: 'dead', unknown: 'unknown' } as const;

/**
 * Writes how sends ended. In the same statement what was sent joins the thread, and a note to a person of the ISP that
 * will never arrive is kept for their sign-in.
 */
export async function settleSends(db: Database, sends: readonly SettledSend[]): Promise<void> {
  if (sends.length === 0) return;
  const rows = sends.map((send) => ({
    id: send.id,
    attempt: send.attempts,
    state: stateAfter[send.end],
    providerId: send.end === 'sent' ? send.providerId : null,
    error: send.end === 'sent' ? null : send.error,
    waitMs: send.end === 'again' ? send.afterMs : 0,
    uncounted: send.end === 'again' && !send.counts ? 1 : 0,
    text: send.end === 'sent' ? send.text : null,
    choices: send.end === 'sent' && send.choices.length > 0 ? send.choices : null,
  }));
  await db.sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g (id bigint, attempt int, state text,
        "providerId" text, error text, "waitMs" float8, uncounted int, text text, choices jsonb)
    ), settled as (
      update outbox o set state = g.state, provider_id = g."providerId", error = g.error,
        attempts = o.attempts - g.uncounted,
        not_before = now() + interval '1 millisecond' * g."waitMs",
        sent_at = case when g.state = 'sent' then now() end
      from given g
      where o.id = g.id and o.state = 'sending' and o.attempts = g.attempt
      returning o.id, o.conversation_id, o.kind, o.body, o.state, g.text, g.choices
    ), kept as (
      insert into notices (id, person_id, notice, unique_key)
      select (${noticeIds(sends.length)}::text[])[row_number() over ()], p.id, s.body, 'elsewhere:' || s.id
      from settled s join conversations c on c.id = s.conversation_id join people p on p.id = c.person_id and p.active
      where s.state = 'dead' and s.kind = 'notice'
      on conflict (unique_key) do nothing
    )
    insert into messages (conversation_id, direction, text, choices)
    select conversation_id, 'out', text, choices from settled where state = 'sent' order by id`;
}

/** What left under a provider's id, for a reader's phone that asks for it again; null when it is not ours. */
export async function findSend(
  db: Database,
  channel: Channel,
  account: string,
  providerId: string,
): Promise<Pick<ClaimedSend, 'kind' | 'body' | 'language'> | null> {
  const [send] = await db.sql<Pick<ClaimedSend, 'kind' | 'body' | 'language'>[]>`
    select o.kind, o.body, coalesce(c.language, p.language, s.language) as language
    from outbox o join conversations c on c.id = o.conversation_id left join people p on p.id = c.person_id
      cross join settings s
    where o.provider_id = ${providerId} and c.channel = ${channel} and c.account = ${account}`;
  return send ?? null;
}
