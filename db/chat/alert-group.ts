import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Role } from '../../domain/person.ts';
import type { Transaction } from '../database.ts';
import { say } from './outbox.ts';

// The alert group: at most one group in which staff are told, by `conversations.alerts_staff`. A manager chooses it from
// inside it; choosing another one, or sending us away, ends it.

/** What a step in a group must know. */
export interface Group {
  channel: Channel;
  /** What people write to in private: a Telegram username without the @; null until the provider has told. */
  publicName: string | null;
  /** Nobody was heard here before, or we were sent away since. */
  isNew: boolean;
  /** Of the active person whose private chat the writer's is. */
  writerRole: Role | null;
}

/** `writer` is the address of the private chat of whoever wrote in the group. */
export async function readGroup(
  tx: Transaction,
  conversation: Id<'conversation'>,
  writer: string | null,
): Promise<Group> {
  const [group] = await tx.sql<Group[]>`
    select g.channel, a.public_name, g.last_inbound_at is null or g.blocked_at is not null as is_new,
      p.role as writer_role
    from conversations g
    left join channel_accounts a on a.channel = g.channel and a.account = g.account
    left join identities i on i.channel = g.channel and i.account = g.account and i.address = ${writer}
    left join conversations c on c.id = i.conversation_id
    left join people p on p.id = c.person_id and p.active
    where g.id = ${conversation}`;
  if (!group) throw new Error(`${conversation} is not there, so nobody can write in it.`);
  return group;
}

/** Staff are told in this group from now on, and in no other. */
export async function alertIn(tx: Transaction, conversation: Id<'conversation'>): Promise<void> {
  // First the old one: the index knows only one group at any moment.
  await tx.sql`update conversations set alerts_staff = false where alerts_staff and id <> ${conversation}`;
  await tx.sql`update conversations set alerts_staff = true where id = ${conversation} and is_group`;
}

/** Staff are told in this group no longer. */
export async function alertNoMoreIn(tx: Transaction, conversation: Id<'conversation'>): Promise<void> {
  await tx.sql`update conversations set alerts_staff = false where id = ${conversation} and alerts_staff`;
}

/** Tells staff in their group, if there is one; at any hour, for they work here. `uniqueKey` makes a second call harmless. */
export async function sayToAlertGroup(tx: Transaction, notice: Notice, uniqueKey: string): Promise<void> {
  const [group] = await tx.sql<{ id: Id<'conversation'> }[]>`
    select id from conversations where alerts_staff and blocked_at is null`;
  if (group) await say(tx, { conversation: group.id }, notice, uniqueKey);
}
