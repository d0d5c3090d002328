import type { Id } from '../../domain/id.ts';
import { commit, type Database } from '../database.ts';
import { stampFirstReply } from '../lead/lead-hold.ts';
import { findKeptLead } from '../lead/leads.ts';
import { applyReports } from './delivery-reports.ts';
import { noticeIds } from './notice-ids.ts';
import type { ClaimedSend } from './sends.ts';
import type { Choice } from './thread.ts';

/** How a send ended. `again` tries later; a wait that the channel asked for does not count as a try. */
export type SendEnd =
  | {
      end: 'sent';
      providerId: string | null;
      text: string;
      choices: readonly Choice[];
      /** What the provider took: an ISO 4217 currency and a decimal number. */
      cost: { currency: string; amount: string } | null;
    }
  | { end: 'again'; afterMs: number; counts: boolean; error: string }
  | { end: 'dead'; error: string }
  | { end: 'unknown'; error: string };

export type SettledSend = Pick<ClaimedSend, 'id' | 'attempts' | 'leasedUntil'> & SendEnd;

const stateAfter = { sent: 'sent', again: 'queued', dead: 'dead', unknown: 'unknown' } as const;

/**
 * Writes how sends ended. In the same statement what was sent joins the thread of the lead that its chat is about, or that
 * staff wrote it for; a chat that was never written to before is marked so, and a note to a person of the ISP that will never
 * arrive is kept for their sign-in. A sender that comes back after its lease still tells the end of what has become `unknown`
 * meanwhile: nobody has sent it since.
 */
export async function settleSends(db: Database, sends: readonly SettledSend[]): Promise<void> {
  if (sends.length === 0) return;
  const replied = await db.sql<{ leadId: Id<'lead'> }[]>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(sends.map(rowOf))}::text::jsonb) as g (id bigint, attempt int,
        "leasedUntil" timestamptz, state text, "providerId" text, error text, "waitMs" float8, uncounted int, text text, choices jsonb,
        cost numeric, currency text)
    ), settled as (
      update outbox o set state = g.state, error = g.error, attempts = o.attempts - g.uncounted,
        -- A report that found no other message may have given its id to this one.
        provider_id = case when g.state = 'unknown' then o.provider_id else g."providerId" end,
        not_before = now() + interval '1 millisecond' * g."waitMs",
        sent_at = case when g.state = 'sent' then now() end,
        cost = g.cost, cost_currency = g.currency
      from given g
      -- The lease is told to the millisecond. Whoever writes an end anew, because the answer was lost, finds a later one.
      where o.id = g.id and o.attempts = g.attempt and date_trunc('milliseconds', o.not_before) <= g."leasedUntil"
        and (o.state = 'sending' or o.state = 'unknown' and g.state in ('sent', 'dead'))
      returning o.id, o.conversation_id, o.kind, o.body, o.state, g.text, g.choices,
        case when o.body->>'kind' = 'staff_message' then o.body end as staff
    ), begun as (
      update conversations c set first_sent_at = now() from settled s
      where c.id = s.conversation_id and s.state = 'sent' and c.first_sent_at is null
    ), kept as (
      insert into notices (id, person_id, notice, unique_key)
      select (${noticeIds(sends.length)}::text[])[row_number() over ()], p.id, s.body, 'elsewhere:' || s.id
      from settled s join conversations c on c.id = s.conversation_id join people p on p.id = c.person_id and p.active
      where s.state = 'dead' and s.kind = 'notice'
      on conflict (unique_key) do nothing
    ), said as (
      insert into messages (conversation_id, lead_id, direction, text, choices, by_person_id)
      select s.conversation_id, coalesce(s.staff->>'lead', c.lead_id), 'out', s.text, s.choices, s.staff->>'by'
      from settled s join conversations c on c.id = s.conversation_id where s.state = 'sent' order by s.id
    )
    -- Also of what is settled already: whoever writes an end anew may have failed at what follows.
    select o.body->>'lead' as lead_id from given g join outbox o using (id)
    where g.state = 'sent' and o.body->>'kind' = 'staff_message' and o.body->>'lead' is not null`;
  await noteFirstReply(
    db,
    replied.map(({ leadId }) => leadId),
  );
  await applyReports(
    db,
    sends.filter(mayBeReported).map(({ id }) => id),
  );
}

/**
 * Staff wrote to these leads. A statement of its own: the one that ends sends holds chats, and whoever holds a lead may be
 * waiting for one of them.
 */
async function noteFirstReply(db: Database, leads: readonly Id<'lead'>[]): Promise<void> {
  for (const lead of new Set(leads))
    await commit(db, async (tx) => stampFirstReply(tx, await findKeptLead(tx, lead)));
}

/** A report may have come before we knew how the send ended. */
const mayBeReported = (send: SettledSend) =>
  send.end === 'unknown' || (send.end === 'sent' && send.providerId !== null);

function rowOf(send: SettledSend) {
  const cost = send.end === 'sent' && send.cost && isStorable(send.cost.amount) ? send.cost : null;
  return {
    id: send.id,
    attempt: send.attempts,
    leasedUntil: send.leasedUntil,
    state: stateAfter[send.end],
    providerId: send.end === 'sent' ? send.providerId : null,
    error: send.end === 'sent' ? null : send.error,
    waitMs: send.end === 'again' ? send.afterMs : 0,
    uncounted: send.end === 'again' && !send.counts ? 1 : 0,
    text: send.end === 'sent' ? send.text : null,
    choices: send.end === 'sent' && send.choices.length > 0 ? send.choices : null,
    cost: cost?.amount,
    currency: cost?.currency,
  };
}

/** One price that PostgreSQL does not take would undo the ends of all sends that are written with it. */
const isStorable = (amount: string) => /^\d{1,8}(\.\d{1,20})?$/.test(amount);
