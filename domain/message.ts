import type { Phone } from './phone.ts';

/** What somebody did in a chat, whatever the channel. Parsed by the channel, stored in the inbox, stepped once. */
export type Said =
  | { kind: 'text'; text: string }
  /** `/start b_42` is the command `start` with the argument `b_42`. */
  | { kind: 'command'; name: string; argument: string }
  /** A button was pressed; `value` is what we gave the button. */
  | { kind: 'choice'; value: string }
  /** A contact card. `own` only if the channel itself says that the card is the sender's. */
  | { kind: 'contact'; phone: string; own: boolean; name: string | null }
  | { kind: 'location'; latitude: number; longitude: number }
  /** A photo, sticker, voice note …; `what` is the channel's word for it. */
  | { kind: 'media'; what: string; caption: string | null }
  /** The person blocked the bot, or opened the door again. */
  | { kind: 'blocked' }
  | { kind: 'unblocked' }
  /** The bot was brought into a group. */
  | { kind: 'group_joined' };

/** One message as the channel hands it over. */
export interface Inbound {
  /**
   * Unique within channel and account: the key that a message is stepped once by. Where a chat has several addresses it is
   * `address/id`, and the same id from another of them is the same message.
   */
  externalId: string;
  /** Where a reply goes: a Telegram chat id, a phone, a web session's public id. */
  address: string;
  /** How the channel names the person; never trusted as more than a greeting. */
  displayName: string | null;
  /** Only where the channel itself vouches for it (law 11). */
  attestedPhone: Phone | null;
  /** The number that the network gave with the message. A sender of SMS can be forged, so it is a claim (law 11). */
  senderPhone?: Phone | null;
  /** Other addresses of the same chat, learnt with this message: a WhatsApp LID beside its phone. */
  otherAddresses?: readonly string[];
  /** Where several people listen (a group): the address of the private chat of whoever wrote. Absent in a private chat. */
  writer?: string;
  /** When the person sent it, where the channel says so; ISO 8601. */
  sentAt: string | null;
  /** The provider was asked for it, and may still bring it by itself, perhaps under another id. */
  fetched?: true;
  said: Said;
}
