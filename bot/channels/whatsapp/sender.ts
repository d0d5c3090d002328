import { isHostedLidUser, isHostedPnUser, isLidUser, isPnUser, jidDecode } from '@whiskeysockets/baileys';
import { type Phone, parsePhone } from '../../../domain/phone.ts';

// Who wrote, as a <message> stanza tells it. A person has a phone address, `254712345678@s.whatsapp.net`, and a LID, an
// address that hides the phone, `98765432101234@lid`; either may stand in `from`, and the other beside it, or not at all.

/** The attributes of a <message> stanza: `id`, `from`, `t` (Unix seconds), `notify` (the name they gave themselves) … */
export type Attrs = Readonly<Record<string, string>>;

/** The phone address behind a LID, as WhatsApp once told it; null when it never did. */
export type PhoneOfLid = (lid: string) => Promise<string | null>;

export interface Sender {
  /** As received, without the device. A reply goes there. */
  address: string;
  /** The same chat's other address, where it is known. */
  otherAddress: string | null;
  /** WhatsApp itself gave the phone (law 11). Null for a number that is no mobile, and where only the LID is known. */
  attestedPhone: Phone | null;
}

const isPhoneAddress = (jid: string) => Boolean(isPnUser(jid) || isHostedPnUser(jid));
const isLid = (jid: string) => Boolean(isLidUser(jid) || isHostedLidUser(jid));

/** Announcements of WhatsApp itself come from the number 0. */
const isWhatsAppItself = (jid: string) => jidDecode(jid)?.user === '0';

/**
 * The address of a chat whatever device wrote: `254712345678:3@s.whatsapp.net` is `254712345678@s.whatsapp.net`. As Baileys
 * cleans the key of a message before it hands it out, so that both ways of hearing a message give one address. Null for what
 * is no chat with one person.
 */
export function bareAddress(jid: string): string | null {
  const user = jidDecode(jid)?.user;
  if (!user || isWhatsAppItself(jid) || !(isPhoneAddress(jid) || isLid(jid))) return null;
  return `${user}@${isLid(jid) ? 'lid' : 's.whatsapp.net'}`;
}

const phoneIn = (address: string | null): Phone | null =>
  address === null ? null : parsePhone(`+${address.split('@')[0]}`);

/** Null when it is not a chat with one person. Rejects with what `phoneOfLid` rejects with. */
export async function readSender(attrs: Attrs, phoneOfLid: PhoneOfLid): Promise<Sender | null> {
  const address = bareAddress(attrs.from ?? '');
  if (address === null) return null;
  if (!isLid(address))
    return { address, otherAddress: given(attrs.sender_lid, isLid), attestedPhone: phoneIn(address) };
  const other = given(attrs.sender_pn, isPhoneAddress) ?? given(await phoneOfLid(address), isPhoneAddress);
  return { address, otherAddress: other, attestedPhone: phoneIn(other) };
}

const given = (jid: string | null | undefined, isOfKind: (jid: string) => boolean): string | null =>
  jid && isOfKind(jid) ? bareAddress(jid) : null;
