import {
  isJidBroadcast,
  isJidGroup,
  isJidMetaAI,
  isJidNewsletter,
  type proto,
} from '@whiskeysockets/baileys';
import type { Inbound } from '../../../domain/message.ts';
import { saidIn } from './said-in.ts';
import { type Attrs, type PhoneOfLid, readSender } from './sender.ts';

/** A message from which no key can be made by which it would be stepped once. Nothing can be kept of it. */
export class UnreadableMessage extends Error {
  override name = 'UnreadableMessage';
}

/**
 * Chats that nobody reads: groups, status, broadcast lists, newsletters, AIs. For `shouldIgnoreJid`, which is also asked
 * about what the server itself sends (`s.whatsapp.net`): that must be let through.
 */
export const isIgnored = (jid: string): boolean =>
  Boolean(isJidGroup(jid) || isJidBroadcast(jid) || isJidNewsletter(jid) || isJidMetaAI(jid));

/** WhatsApp's own have 32 characters at most; what no index takes would never be kept, and hold up all that follow. */
const longestId = 255;

/**
 * What a person did in their own chat with us; null for everything else: what our own phone wrote (it names a `recipient`),
 * ignored chats, and what says nothing (`saidIn`). The key that a message is stepped once by holds the chat, for another
 * chat's device may choose the same id. Throws `UnreadableMessage`, or what `phoneOfLid` throws.
 */
export async function toInbound(
  attrs: Attrs,
  message: proto.IMessage,
  phoneOfLid: PhoneOfLid,
): Promise<Inbound | null> {
  if (!attrs.from) throw new UnreadableMessage('A WhatsApp message names no sender and cannot be kept.');
  if (isIgnored(attrs.from) || attrs.recipient || attrs.category === 'peer' || message.deviceSentMessage)
    return null;
  if (!attrs.id || attrs.id.length > longestId)
    throw new UnreadableMessage('A WhatsApp message has no id, or a monstrous one, and cannot be kept.');
  const sender = await readSender(attrs, phoneOfLid);
  if (!sender) return null;
  const { address, otherAddress, attestedPhone } = sender;
  const said = saidIn(message, attestedPhone);
  if (!said) return null;
  return {
    externalId: `${address}/${attrs.id}`,
    address,
    ...(otherAddress !== null && { otherAddresses: [otherAddress] }),
    displayName: attrs.notify?.trim() || null,
    attestedPhone,
    sentAt: momentOf(attrs.t),
    said,
  };
}

/** `t` is in Unix seconds. Null where it is not told, or is no date before the year 10000. */
function momentOf(t: string | undefined): string | null {
  const seconds = Number(t ?? Number.NaN);
  return seconds > 0 && seconds < 253_402_300_800 ? new Date(seconds * 1000).toISOString() : null;
}
