import type { Channel } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import type { Database } from './database.ts';
import type { Choice } from './thread.ts';

/** A line that was said in any chat of a lead. */
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

/** The newest lines of all chats of a lead as one thread, oldest first. */
export async function readLeadThread(db: Database, lead: Id<'lead'>, limit = 100): Promise<LeadLine[]> {
  const lines = await db.sql<LeadLine[]>`
    select m.id, c.channel, m.direction, m.text, m.choices, p.name as by, m.at
    from conversations c join messages m on m.conversation_id = c.id left join people p on p.id = m.by_person_id
    where c.lead_id = ${lead} order by m.id desc limit ${limit}`;
  return [...lines].reverse();
}
