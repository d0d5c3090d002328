import { createHash } from 'node:crypto';
import { type Channel, needsPerson, standings } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import { longestMessage } from '../../domain/staff-message.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { findKeptLead } from '../lead/leads.ts';
import { say } from './outbox.ts';

/** The chat through which a lead is answered: the one they used last, of those in which they may be written to. */
export interface ReplyDoor {
  conversation: Id<'conversation'>;
  channel: Channel;
  /** They wrote within a day, so that it is an answer and leaves at any hour. */
  isAnswer: boolean;
  /** It is no answer, and these are quiet hours: it leaves in the morning. */
  waitsForMorning: boolean;
  /** The account needs a person before anything leaves through it; what is written waits. */
  isInTrouble: boolean;
}

/** They never wrote; they said STOP; they blocked us. */
export interface NoDoor {
  refused: 'no_chat' | 'stopped' | 'blocked';
}

const troubles = standings.filter((state) => needsPerson({ state }));

/**
 * Looks for the door to a lead. It judges STOP as `claimSends` does, so that staff are told before they write; what counts
 * is asked there, when the message leaves (law 10).
 */
export async function findReplyDoor(
  at: Database | Transaction,
  lead: Id<'lead'>,
): Promise<ReplyDoor | NoDoor> {
  const [chat] = await at.sql<(ReplyDoor & { isStopped: boolean; isBlocked: boolean })[]>`
    with isp as (
      select (now() at time zone time_zone)::time as clock from settings
    ), chats as (
      select c.*, l.phone as lead_phone, c.last_inbound_at > now() - interval '24 hours' is true as is_answer
      from conversations c join leads l on l.id = c.lead_id where c.lead_id = ${lead} and not c.is_group
    ), judged as (
      select c.*, c.stopped_at is not null
        or exists (select from stopped_phones s where s.phone in (c.attested_phone, c.sender_phone, c.address))
        or exists (select from stopped_phones s
          where s.phone in (select c.lead_phone union all select m.phone from leads m where m.merged_into = c.lead_id)
            and (not c.is_answer or s.stopped_at > c.created_at)
            and not exists (select from consents k
              where k.conversation_id = c.id and k.kind = 'start' and k.at > s.stopped_at)) as is_stopped
      from chats c
    )
    select j.id as conversation, j.channel, j.is_answer, j.is_stopped, j.blocked_at is not null as is_blocked,
      not j.is_answer and j.person_id is null and not (clock >= '07:00' and clock < '19:00') as waits_for_morning,
      exists (select from channel_accounts a
        where a.channel = j.channel and a.account = j.account and a.state = any (${troubles})) as is_in_trouble
    from judged j cross join isp
    order by j.is_stopped or j.blocked_at is not null, j.last_inbound_at desc nulls last, j.id desc limit 1`;
  if (!chat) return { refused: 'no_chat' };
  const { isStopped, isBlocked, ...door } = chat;
  if (isStopped) return { refused: 'stopped' };
  return isBlocked ? { refused: 'blocked' } : door;
}

export interface StaffMessage {
  lead: Id<'lead'>;
  text: string;
  by: Id<'user'>;
  /** The chat that the writer was shown: they are not to find out later that it went by another channel. */
  shown: string;
  /** Of the form: sent twice, it leaves once. */
  key: string;
}

export type SendRefused = NoDoor | { refused: 'another_chat' } | { refused: 'too_long'; most: number };

/** Sends what a member of staff wrote to the person of a lead; the bot speaks it (law 10). Returns once it is queued. */
export async function sendStaffMessage(db: Database, message: StaffMessage): Promise<'queued' | SendRefused> {
  const { lead, text, by, shown, key } = message;
  return commit(db, async (tx) => {
    const door = await findReplyDoor(tx, lead);
    if ('refused' in door) return door;
    if (door.conversation !== shown) return { refused: 'another_chat' };
    // The text belongs to the key: a form that the browser brought back, and that says something else now, is another one.
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    return queue(tx, door, { lead, text, by }, `staff_message:${lead}:${key}:${hash}`);
  });
}

async function queue(
  tx: Transaction,
  door: ReplyDoor,
  { lead, text, by }: Pick<StaffMessage, 'lead' | 'text' | 'by'>,
  uniqueKey: string,
): Promise<'queued' | SendRefused> {
  const most = longestMessage[door.channel];
  if (text.length > most) return { refused: 'too_long', most };
  const reader = { conversation: door.conversation, isAnswer: door.isAnswer };
  await say(tx, reader, { kind: 'staff_message', text, lead, by }, uniqueKey);
  return 'queued';
}

/**
 * Sends anew what never left, or may not have arrived, through the door as it is now. Asking twice sends once. It may have
 * been written to a lead that became part of this one.
 */
export async function sendAnew(
  db: Database,
  { lead, unsent, by }: { lead: Id<'lead'>; unsent: number; by: Id<'user'> },
): Promise<'queued' | 'gone' | SendRefused> {
  return commit(db, async (tx) => {
    const [old] = await tx.sql<{ text: string; lead: Id<'lead'> }[]>`
      select body->>'text' as text, body->>'lead' as lead from outbox
      where id = ${unsent} and state in ('dead', 'unknown') and body->>'kind' = 'staff_message' for update`;
    if (!old || (await findKeptLead(tx, old.lead)) !== lead) return 'gone';
    const door = await findReplyDoor(tx, lead);
    if ('refused' in door) return door;
    return queue(tx, door, { lead, text: old.text, by }, `staff_message:again:${unsent}`);
  });
}
