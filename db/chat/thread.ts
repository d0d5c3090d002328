import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Said } from '../../domain/message.ts';
import type { Language } from '../../domain/person.ts';
import type { Database, Transaction } from '../database.ts';

/** A button as the person saw it. */
export interface Choice {
  label: string;
  value: string;
  /** A way out of the question (skip, back, cancel), not an answer to it. */
  way: boolean;
}

/** A line of the thread that staff read on the lead page and the person on the chat page. */
export interface Line {
  id: number;
  direction: 'in' | 'out';
  text: string;
  choices: Choice[] | null;
  at: Date;
}

/** What somebody did, as one line of text. */
export function lineOf(said: Said): string {
  switch (said.kind) {
    case 'text':
      // With a space before it a command comes as text, and is followed all the same.
      return said.text.replace(/^\s*(\/start)(?:@\w+)?\s.*$/isu, '$1');
    case 'command':
      // What follows /start may be a one-time link: it is not for other eyes.
      return said.name === 'start' ? '/start' : `/${said.name} ${said.argument}`.trim();
    case 'choice':
      return said.value;
    case 'contact':
      return [said.name, said.phone].filter(Boolean).join(', ');
    case 'location':
      return `Location pin ${roundDegrees(said.latitude)}, ${roundDegrees(said.longitude)}`;
    case 'media':
      return [happening(said.what), said.caption].filter(Boolean).join(' ');
    case 'blocked':
    case 'unblocked':
    case 'group_joined':
      return happening(said.kind);
  }
}

/** `[video note]`: what was not said in words. */
const happening = (what: string) => `[${what.replaceAll('_', ' ')}]`;

/** To about a metre. A phone tells a dozen decimals. */
const roundDegrees = (degrees: number) => Number(degrees.toFixed(5));

/**
 * Writes what people said into their threads, in order, each line for the lead that its chat is about now. A tapped button
 * reads as the label that stood on it.
 */
export async function keepSaid(
  tx: Transaction,
  said: readonly { conversationId: Id<'conversation'>; said: Said }[],
): Promise<void> {
  const lines = said.map((line) => ({
    conversation: line.conversationId,
    text: lineOf(line.said),
    choice: line.said.kind === 'choice' ? line.said.value : null,
  }));
  await tx.sql`
    insert into messages (conversation_id, lead_id, direction, text)
    select line->>'conversation', (select lead_id from conversations where id = line->>'conversation'), 'in', coalesce(
      (select choice->>'label' from messages m, jsonb_array_elements(m.choices) choice
       where m.conversation_id = line->>'conversation' and choice->>'value' = line->>'choice'
       order by m.id desc limit 1),
      line->>'text')
    from jsonb_array_elements(${JSON.stringify(lines)}::text::jsonb) with ordinality as lines (line, place)
    order by place`;
}

/** The newest 200 lines of one chat, oldest first. */
export async function readThread(
  at: Database | Transaction,
  conversation: Id<'conversation'>,
): Promise<Line[]> {
  const lines = await at.sql<Line[]>`
    select id, direction, text, choices, at from messages
    where conversation_id = ${conversation} order by id desc limit 200`;
  return [...lines].reverse();
}

export interface Chat {
  id: Id<'conversation'>;
  /** What the person last chose; null before. */
  language: Language | null;
}

/** The conversation behind a chat address; null when nobody has ever written from there. */
export async function findChat(
  at: Database | Transaction,
  where: { channel: Channel; account: string; address: string },
): Promise<Chat | null> {
  const [chat] = await at.sql<Chat[]>`
    select c.id, c.language from identities i join conversations c on c.id = i.conversation_id
    where i.channel = ${where.channel} and i.account = ${where.account} and i.address = ${where.address}`;
  return chat ?? null;
}

/** Everything that was said in this chat is stepped, and every answer that may leave now has left. */
export async function isAnswered(
  at: Database | Transaction,
  conversation: Id<'conversation'>,
): Promise<boolean> {
  const [row] = await at.sql<{ answered: boolean }[]>`
    select not exists (select from inbox
        where conversation_id = ${conversation} and done_at is null and parked_at is null)
      and not exists (select from outbox
        where conversation_id = ${conversation} and state in ('queued', 'sending') and kind = 'reply') as answered`;
  return row?.answered ?? true;
}
