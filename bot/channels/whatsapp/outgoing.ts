import { createHash } from 'node:crypto';
import type { Words } from '../channel.ts';
import { numberedText } from '../numbered.ts';

/** WhatsApp cuts longer texts itself, in other places on other phones. */
const longestText = 65_536;

/** Buttons are not shown reliably to readers of an unofficial client: the answers are numbered. */
export function textOf(words: Pick<Words, 'text' | 'choices'>): string {
  const text = numberedText(words);
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/**
 * The same at every try, so that a phone that got the message already shows it once. `3EB0` and 18 hex digits in capitals
 * is how WhatsApp Web names its messages. The address is in it because another database begins its outbox at 1 too.
 */
export const messageIdOf = (outboxId: number, address: string): string =>
  `3EB0${createHash('sha256').update(`${outboxId} ${address}`).digest('hex').slice(0, 18).toUpperCase()}`;
