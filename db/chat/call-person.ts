import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Transaction } from '../database.ts';
import { sayToAlertGroup } from './alert-group.ts';
import { say } from './outbox.ts';

interface Caller {
  lead: Id<'lead'> | null;
  name: string | null;
  phone: Phone | null;
  channel: Channel;
}

interface Call {
  conversation: Id<'conversation'>;
  lead: Id<'lead'> | null;
  name: string | null;
  /** The number that the network gave with the message under way; its conversation is told only when the step ends. */
  phone?: Phone | null;
}

/**
 * Somebody in a chat asked for a human: whoever the lead is assigned to is told, else everybody who sells, and the alert
 * group besides. At most once an hour for a chat, however often they ask; and of strangers on the chat page, who can open
 * chats without end, at most once in five minutes for all of them.
 */
export async function callPerson(tx: Transaction, call: Call): Promise<void> {
  const caller = await findCaller(tx, call);
  const staff = await tx.sql<{ id: Id<'user'> }[]>`
    with assigned as (
      select p.id from leads l join people p on p.id = l.assigned_to and p.active where l.id = ${caller.lead}
    )
    select id from assigned union all
    select id from people
    where active and role in ('owner', 'manager', 'sales') and not exists (select from assigned)`;
  const once = onceOf(call.conversation, caller);
  const notice = { kind: 'person_wanted', ...caller } as const;
  for (const { id } of staff) await say(tx, { person: id }, notice, `person_wanted:${once}:${id}`);
  await sayToAlertGroup(tx, notice, `person_wanted:${once}:group`);
}

/** What is known of them: by the lead that the talk made, else by the one that the chat belongs to. */
async function findCaller(
  tx: Transaction,
  { conversation, lead, name, phone = null }: Call,
): Promise<Caller> {
  const [caller] = await tx.sql<Caller[]>`
    select l.id as lead, coalesce(l.name, ${name}, c.display_name) as name,
      coalesce(l.phone, c.attested_phone, c.sender_phone, ${phone}) as phone, c.channel
    from conversations c left join leads l
      on l.id = coalesce((select coalesce(merged_into, id) from leads where id = ${lead}), c.lead_id)
    where c.id = ${conversation}`;
  if (!caller) throw new Error(`${conversation} is not there, so nobody in it can ask for a person.`);
  return caller;
}

/**
 * They answered what staff wrote to them in this chat: whoever wrote is told, and whoever the lead is assigned to, once for
 * each thing that was written to them. Where both have left, it is as if they had asked for a person.
 */
export async function tellWhoWrote(tx: Transaction, conversation: Id<'conversation'>): Promise<void> {
  const [answered] = await tx.sql<Answered[]>`
    select line.id as line, l.id as lead, coalesce(l.name, c.display_name) as name, c.channel,
      array(select p.id from people p where p.active and p.id in (line.by_person_id, l.assigned_to)) as staff
    from conversations c left join leads l on l.id = c.lead_id
      join lateral (
        select id, by_person_id from messages
        where conversation_id = c.id and by_person_id is not null order by id desc limit 1) line on true
    where c.id = ${conversation}`;
  if (!answered) throw new Error(`Nobody of the ISP has written in ${conversation}, so nobody was answered.`);
  const { line, staff, lead, name, channel } = answered;
  if (staff.length === 0) return callPerson(tx, { conversation, lead, name });
  const notice = { kind: 'person_answered', lead, name, channel } as const;
  for (const id of staff) await say(tx, { person: id }, notice, `person_answered:${line}:${id}`);
}

interface Answered extends Pick<Caller, 'lead' | 'name' | 'channel'> {
  /** What they answered: the last line that somebody of the ISP wrote. */
  line: number;
  staff: Id<'user'>[];
}

function onceOf(conversation: Id<'conversation'>, { lead, channel }: Caller): string {
  const now = new Date().toISOString();
  if (channel !== 'web' || lead) return `${conversation}:${now.slice(0, 'yyyy-mm-ddThh'.length)}`;
  return `web:${Math.floor(Date.parse(now) / strangersEveryMs)}`;
}

const strangersEveryMs = 5 * 60_000;
