import type { proto } from '@whiskeysockets/baileys';
import type { Ears } from '../channel.ts';
import { textOf } from './outgoing.ts';

/** What we wrote, for a reader's phone that could not decrypt it and asks for it again ("Waiting for this message"). */
export interface SentLately {
  remember(messageId: string, text: string): void;
  find(messageId: string | null | undefined): Promise<proto.IMessage | undefined>;
}

/** Those on their way; what left before is read from the outbox. */
const mostRemembered = 500;

export function rememberSent(recall: Ears['recall']): SentLately {
  const texts = new Map<string, string>();
  return {
    remember(messageId, text) {
      texts.delete(messageId);
      texts.set(messageId, text);
      const oldest = texts.size > mostRemembered ? texts.keys().next().value : undefined;
      if (oldest !== undefined) texts.delete(oldest);
    },
    async find(messageId) {
      if (!messageId) return undefined;
      const words = texts.has(messageId) ? null : await recall(messageId);
      const text = texts.get(messageId) ?? (words && textOf(words));
      return text === null ? undefined : { extendedTextMessage: { text } };
    },
  };
}
