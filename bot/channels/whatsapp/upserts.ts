import { type proto, toNumber, type WAMessage } from '@whiskeysockets/baileys';
import { type Attrs, bareAddress } from './sender.ts';

const oldestMs = 7 * 24 * 60 * 60 * 1000;

/**
 * The messages of a `messages.upsert`, as the stanzas they came in: the second net, for what reached us without having been
 * decrypted here (what our phone passed on after it could not be read). What was kept before its receipt comes by again and
 * is passed over by its key. `append` (written while we were away) is heard as `notify` is. What nobody could decrypt has
 * no message: it is left out, for the same id comes again with one. So is what is older than a week: the inbox forgets keys
 * some weeks later, and would take it for new.
 */
export function heardIn(
  { messages }: { messages: readonly WAMessage[]; type: string },
  now = Date.now(),
): { attrs: Attrs; message: proto.IMessage }[] {
  return messages.flatMap(({ key, message: content, messageTimestamp, pushName }) => {
    const { remoteJid, remoteJidAlt, id, fromMe, isViewOnce } = key;
    const message = content ?? (isViewOnce ? seenOnPhoneOnly : null);
    if (!message || !remoteJid || !id || fromMe || bareAddress(remoteJid) === null) return [];
    const seconds = toNumber(messageTimestamp);
    if (seconds > 0 && seconds * 1000 < now - oldestMs) return [];
    const attrs = {
      id,
      from: remoteJid,
      t: String(seconds),
      ...alternative(remoteJidAlt),
      ...(pushName && { notify: pushName }),
    };
    return [{ attrs, message }];
  });
}

/** What can be seen once is shown on the phone alone; a linked device is told that something came, not what. */
const seenOnPhoneOnly: proto.IMessage = { viewOnceMessageV2: { message: { imageMessage: {} } } };

/** As the stanza had it. */
function alternative(jid: string | undefined): Attrs {
  const address = jid ? bareAddress(jid) : null;
  if (address === null) return {};
  return address.endsWith('@lid') ? { sender_lid: address } : { sender_pn: address };
}
