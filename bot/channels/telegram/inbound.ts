import type { CallbackQuery, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import type { Inbound, Said } from '../../../domain/message.ts';
import { type Phone, parsePhone } from '../../../domain/phone.ts';
import { saidAs } from '../said-as.ts';
import { fromGroup, fromGroupMember, isGroup } from './group.ts';

/** The kinds of update that are asked for; Telegram keeps the others to itself. */
export const wantedUpdates = ['message', 'callback_query', 'my_chat_member'] as const;

/**
 * What a person did in their private chat with the bot, or in a group as far as it is meant for the bot. Null for
 * everything else: the talk of a group, channels, other bots, service messages. The update's id is the key that a message
 * is stepped once by: Telegram gives an unconfirmed one again. `botName` is the bot's username, null until it is learnt.
 */
export function toInbound(update: Update, botName: string | null): Inbound | null {
  const { message, callback_query: tap, my_chat_member: member } = update;
  const heard = message
    ? fromMessage(message, botName)
    : tap
      ? fromTap(tap)
      : member
        ? fromMember(member)
        : null;
  return heard && { externalId: `u${update.update_id}`, ...heard };
}

/** What an update holds, but for its own number. */
export type Heard = Omit<Inbound, 'externalId'>;

function fromMessage(message: Message, botName: string | null): Heard | null {
  const { chat, from } = message;
  if (isGroup(chat)) return fromGroup(message, botName);
  if (chat.type !== 'private' || !from || from.is_bot) return null;
  const said = saidIn(message, from);
  if (!said) return null;
  return {
    address: String(chat.id),
    displayName: nameOf(from),
    attestedPhone: said.kind === 'contact' && said.own ? parsePhone(said.phone) : null,
    sentAt: new Date(message.date * 1000).toISOString(),
    said,
  };
}

function fromTap(tap: CallbackQuery): Heard | null {
  if (tap.data === undefined || (tap.message && tap.message.chat.type !== 'private')) return null;
  return {
    // In a private chat the chat's id is the person's; the message is absent when it is too old for Telegram.
    address: String(tap.message?.chat.id ?? tap.from.id),
    displayName: nameOf(tap.from),
    attestedPhone: null,
    sentAt: null,
    said: { kind: 'choice', value: tap.data },
  };
}

function fromMember(member: ChatMemberUpdated): Heard | null {
  if (isGroup(member.chat)) return fromGroupMember(member);
  if (member.chat.type !== 'private') return null;
  return {
    address: String(member.chat.id),
    displayName: nameOf(member.from),
    attestedPhone: null,
    sentAt: new Date(member.date * 1000).toISOString(),
    said: { kind: member.new_chat_member.status === 'kicked' ? 'blocked' : 'unblocked' },
  };
}

const nameOf = ({ first_name, last_name }: User) => [first_name, last_name].filter(Boolean).join(' ') || null;

// Telegram gives the digits of an international number, with or without the plus.
const phoneOf = (digits: string): Phone | null =>
  parsePhone(`+${digits.replace(/^\+/, '')}`) ?? parsePhone(digits);

function saidIn(message: Message, from: User): Said | null {
  const { text, contact, location } = message;
  if (text) return saidAs(text);
  if (contact) {
    // Anybody's card can be forwarded: only the sender's own carries the sender's id (law 11).
    const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ') || null;
    const phone = phoneOf(contact.phone_number) ?? contact.phone_number;
    return { kind: 'contact', phone, own: contact.user_id === from.id, name };
  }
  if (location) return { kind: 'location', latitude: location.latitude, longitude: location.longitude };
  const what = mediaKinds.find((kind) => message[kind] !== undefined);
  return what ? { kind: 'media', what, caption: message.caption ?? null } : null;
}

// An animation also comes as a document: the first word that fits is kept.
const mediaKinds = [
  'photo',
  'sticker',
  'voice',
  'video_note',
  'video',
  'animation',
  'audio',
  'document',
  'poll',
  'dice',
  'story',
  'game',
  'paid_media',
] as const satisfies (keyof Message)[];
