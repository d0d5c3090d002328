import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Inbound } from '../../domain/message.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { say } from './outbox.ts';
import { keepSaid, lineOf } from './thread.ts';

/** A message that failed too often to be stepped and waits for a human. */
export interface ParkedMessage {
  id: number;
  channel: Channel;
  /** What the person wrote or did, as one line. */
  said: string;
  /** The error of the last try, as the program said it. */
  error: string | null;
  attempts: number;
  receivedAt: Date;
  parkedAt: Date;
  /** The lead that the chat belongs to, and how they are called; either may be unknown. */
  lead: Id<'lead'> | null;
  name: string | null;
}

/** More than these are not shown at once; dealing with them brings up the ones before. */
const most = 50;

/** The newest first. */
export async function listParkedMessages(db: Database): Promise<ParkedMessage[]> {
  const rows = await db.sql<(Omit<ParkedMessage, 'said'> & { message: Inbound })[]>`
    select i.id, i.channel, i.message, i.error, i.attempts, i.received_at, i.parked_at, l.id as lead,
      coalesce(l.name, c.display_name, i.message->>'displayName') as name
    from inbox i
    left join conversations c on c.id = i.conversation_id
    left join leads l on l.id = c.lead_id
    where i.done_at is null and i.parked_at is not null
    order by i.parked_at desc, i.id desc limit ${most}`;
  return rows.map(({ message, ...parked }) => ({ ...parked, said: lineOf(message.said) }));
}

/** Steps the message again as if it had just come. False when it is parked no longer. */
export async function retryParkedMessage(db: Database, id: number): Promise<boolean> {
  return commit(db, async (tx) => {
    const { count } = await tx.sql`
      update inbox set parked_at = null, retry_at = null, attempts = 0
      where id = ${id} and parked_at is not null and done_at is null`;
    if (count > 0) tx.wake({ bell: 'inbox' });
    return count > 0;
  });
}

/**
 * Lets the message be: it is done without having been stepped, and what was said joins the thread, so that nothing of it is
 * lost. False when it is parked no longer.
 */
export async function dismissParkedMessage(db: Database, id: number, by: Id<'user'>): Promise<boolean> {
  return commit(db, async (tx) => {
    const [dismissed] = await tx.sql<{ conversationId: Id<'conversation'>; message: Inbound }[]>`
      update inbox set done_at = now(), dismissed_by = ${by}
      where id = ${id} and parked_at is not null and done_at is null returning conversation_id, message`;
    if (!dismissed) return false;
    await keepSaid(tx, [{ conversationId: dismissed.conversationId, said: dismissed.message.said }]);
    return true;
  });
}

/** Tells those who may deal with it that a message is parked: once an hour for a channel, however many there are. */
export async function tellOfParked(tx: Transaction, channel: Channel): Promise<void> {
  const hour = new Date().toISOString().slice(0, 'yyyy-mm-ddThh'.length);
  const staff = await tx.sql<{ id: Id<'user'> }[]>`
    select id from people where active and role in ('owner', 'manager') order by id`;
  for (const { id } of staff)
    await say(
      tx,
      { person: id },
      { kind: 'messages_parked', channel },
      `messages_parked:${channel}:${hour}:${id}`,
    );
}
