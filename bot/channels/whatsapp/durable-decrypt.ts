import {
  DEFAULT_CONNECTION_CONFIG,
  proto,
  type SocketConfig,
  unpadRandomMax16,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { Attrs } from './sender.ts';

type MakeSignalRepository = SocketConfig['makeSignalRepository'];

/**
 * Baileys decrypts a message, throws away the key that opened it, tells WhatsApp that it arrived, and only then hands it
 * out: a crash in between loses it for ever. Here it is kept inside the transaction that spends the key. When `keep`
 * rejects, the key is not spent and WhatsApp is not told; Baileys then asks the sender's phone to send the message again,
 * which it does only a few times: `keep` had better wait for a database that is away for a moment. When the process dies
 * between `keep` and the spending of the key, the message comes again and `keep` must pass over it.
 *
 *   keep → the spent key is written → receipt → `messages.upsert`
 */
export function durableSignal(keep: (attrs: Attrs, message: proto.IMessage) => Promise<void>): {
  /** For `makeWASocket`. */
  makeSignalRepository: MakeSignalRepository;
  /** Must be called for each socket that was made with it, in the same turn. */
  attend(socket: WASocket): void;
} {
  // A ciphertext is handed on as it is, so that it tells which stanza it came in; it goes when Baileys lets go of it.
  const stanzaOf = new WeakMap<Uint8Array, Attrs>();
  return {
    makeSignalRepository(auth, logger, phonesToLids) {
      const { keys } = auth;
      if (!('transaction' in keys))
        throw new Error(
          'Baileys gave a key store without transactions: a message could not be kept before its receipt.',
        );
      const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, logger, phonesToLids);
      const decrypt = repository.decryptMessage.bind(repository);
      repository.decryptMessage = (envelope) =>
        // Baileys opens a transaction under the same name within, which joins this one.
        keys.transaction(async () => {
          const padded = await decrypt(envelope);
          const attrs = stanzaOf.get(envelope.ciphertext);
          const message = attrs && decode(padded);
          if (message) await keep(attrs, message);
          return padded;
        }, envelope.jid);
      return repository;
    },
    attend(socket) {
      socket.ws.prependListener('CB:message', (stanza: Stanza) => {
        if (!Array.isArray(stanza.content)) return;
        for (const { tag, content } of stanza.content)
          if (tag === 'enc' && content instanceof Uint8Array) stanzaOf.set(content, stanza.attrs);
      });
    },
  };
}

/** A node of the binary XML in which WhatsApp speaks. */
interface Stanza {
  attrs: Attrs;
  content?: { tag: string; content?: unknown }[] | string | Uint8Array;
}

/** Null for what is no message: Baileys decodes it as well, says so in its log, and asks the sender for it again. */
function decode(padded: Uint8Array): proto.IMessage | null {
  try {
    return proto.Message.decode(unpadRandomMax16(padded));
  } catch {
    return null;
  }
}
