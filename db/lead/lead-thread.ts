import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Choice } from '../chat/thread.ts';
import type { Database, Transaction } from '../database.ts';

/** A line that was said about a lead, in any chat. */
export interface LeadLine {
  id: number;
  channel: Channel;
  direction: 'in' | 'out';
  text: string;
  choices: Choice[] | null;
  /** The member of staff who wrote it; null for the bot and for the person. */
  by: string | null;
  at: Date;
}

export interface LeadThread {
  /** Oldest first. */
  lines: LeadLine[];
  /** More was said before the first of these; not told of a part that begins at a line. */
  hasEarlier: boolean;
}

const linesAPage = 100;
/** A page that stands open all day grows; beyond this it lets go of what it showed first. */
const mostLines = 400;

/**
 * The newest lines about a lead, and about those that became part of it, as one thread. `before` gives the hundred before a
 * line; `from` everything from a line on, so that a page that is shown already grows and does not slide.
 */
export async function readLeadThread(
  db: Database,
  lead: Id<'lead'>,
  part: { before?: number; from?: number } = {},
): Promise<LeadThread> {
  const { before = Number.MAX_SAFE_INTEGER, from = 0 } = part;
  const limit = from > 0 ? mostLines : linesAPage;
  // By lead and newest first in each: the index gives them so, and nothing is sorted but what is shown.
  const lines = await db.sql<LeadLine[]>`
    select m.id, c.channel, m.direction, m.text, m.choices, p.name as by, m.at
    from leads l cross join lateral (
      select * from messages where lead_id = l.id and id < ${before} and id >= ${from} order by id desc limit ${limit + 1}
    ) m join conversations c on c.id = m.conversation_id left join people p on p.id = m.by_person_id
    where l.id = ${lead} or l.merged_into = ${lead}
    order by m.id desc limit ${limit + 1}`;
  const shown = lines.slice(0, limit).reverse();
  return { lines: shown, hasEarlier: lines.length > limit };
}

/**
 * What a member of staff wrote and the channel has not taken:
 *
 *   waiting  it is on its way, or leaves at `leavesAt`
 *   failed   it will never leave; `error` is the outbox's word for why
 *   unknown  an SMS that may have arrived or not
 */
export interface UnsentReply {
  id: number;
  channel: Channel;
  text: string;
  by: string | null;
  state: 'waiting' | 'failed' | 'unknown';
  error: string | null;
  /** When it is tried next, where that is more than a minute away. */
  leavesAt: Date | null;
  at: Date;
}

/** After so many days a message that never left is no news any more. */
const daysOfFailure = 30;

/** In the order in which they were written; without those that somebody has sent anew. */
export async function readUnsentReplies(
  at: Database | Transaction,
  lead: Id<'lead'>,
): Promise<UnsentReply[]> {
  return at.sql<UnsentReply[]>`
    with family as (
      select id from leads where id = ${lead} or merged_into = ${lead}
    ), chats as (
      select id, channel from conversations where lead_id in (select id from family)
      union
      select id, channel from conversations where id in (
        select conversation_id from messages where lead_id in (select id from family))
    ), unsent as (
      select * from outbox where state in ('queued', 'sending') and conversation_id in (select id from chats)
      union all
      select * from outbox where state in ('dead', 'unknown') and created_at > now() - interval '1 day' * ${daysOfFailure}
        and conversation_id in (select id from chats)
    )
    select o.id, chats.channel, o.body->>'text' as text, p.name as by, o.error, o.created_at as at,
      case o.state when 'dead' then 'failed' when 'unknown' then 'unknown' else 'waiting' end as state,
      case when o.state = 'queued' and o.not_before > now() + interval '1 minute' then o.not_before end as leaves_at
    from unsent o join chats on chats.id = o.conversation_id left join people p on p.id = o.body->>'by'
    where o.body->>'kind' = 'staff_message' and o.body->>'lead' in (select id from family)
      and not exists (select from outbox again where again.unique_key = 'staff_message:again:' || o.id)
    order by o.id`;
}
