import type { proto, WAMessageKey } from '@whiskeysockets/baileys';
import type { Ears } from '../channel.ts';
import { textOf } from './outgoing.ts';
import { bareAddress, type PhoneOfLid } from './sender.ts';

/** What we wrote, for a reader's phone that could not decrypt it and asks for it again ("Waiting for this message"). */
export interface SentLately {
  remember(messageId: string, sent: { address: string; text: string }): void;
  /**
   * Only for the chat that it was written to: Baileys sends what is found to whoever asks, under whatever id, and our ids can
   * be guessed (`messageIdOf`).
   */
  find(
    asked: Pick<WAMessageKey, 'id' | 'remoteJid'>,
    phoneOfLid: PhoneOfLid,
  ): Promise<proto.IMessage | undefined>;
}

/** Those on their way; what left before is read from the outbox. */
const mostRemembered = 500;

const messageOf = (text: string): proto.IMessage => ({ extendedTextMessage: { text } });

export function rememberSent(recall: Ears['recall']): SentLately {
  const lately = new Map<string, { address: string; text: string }>();
  return {
    remember(messageId, sent) {
      lately.delete(messageId);
      lately.set(messageId, sent);
      const oldest = lately.size > mostRemembered ? lately.keys().next().value : undefined;
      if (oldest !== undefined) lately.delete(oldest);
    },
    async find({ id, remoteJid }, phoneOfLid) {
      const chat = bareAddress(remoteJid ?? '');
      if (!id || chat === null) return undefined;
      // A phone and its LID are one reader, and either may ask.
      const readerAt = async (address: string) => (await phoneOfLid(address)) ?? address;
      const reader = await readerAt(chat);
      const sent = lately.get(id);
      if (sent) return (await readerAt(sent.address)) === reader ? messageOf(sent.text) : undefined;
      const words = await recall(id, [chat, reader]);
      return words ? messageOf(textOf(words)) : undefined;
    },
  };
}
