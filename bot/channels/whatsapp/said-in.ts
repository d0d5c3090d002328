import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import type { Said } from '../../../domain/message.ts';
import type { Phone } from '../../../domain/phone.ts';
import { saidAs } from '../said-as.ts';
import { readCard } from './contact-card.ts';

type Content = proto.IMessage;

/**
 * What a message says; null where nobody said anything to us: reactions, deletions and edits, votes, keys, and every kind
 * that this does not know, for WhatsApp adds kinds that nobody sees more often than kinds that somebody wrote.
 * `attestedPhone` is the sender's: only a card with that number is their own.
 */
export function saidIn(message: Content, attestedPhone: Phone | null): Said | null {
  // It unwraps what disappears, is seen once, carries a caption or was edited.
  const content = normalizeMessageContent(message);
  if (!content) return null;
  return (
    typedIn(content) ??
    chosenIn(content) ??
    cardIn(content, attestedPhone) ??
    pinIn(content) ??
    mediaIn(content)
  );
}

function typedIn({ conversation, extendedTextMessage }: Content): Said | null {
  const text = conversation || extendedTextMessage?.text;
  return text ? saidAs(text) : null;
}

/** We send no buttons, but a forwarded or an old one can be tapped; without our value its label is as good as typed. */
function chosenIn(content: Content): Said | null {
  const {
    buttonsResponseMessage: button,
    templateButtonReplyMessage: template,
    listResponseMessage: list,
  } = content;
  const flow = content.interactiveResponseMessage;
  const value =
    button?.selectedButtonId ||
    template?.selectedId ||
    list?.singleSelectReply?.selectedRowId ||
    idIn(flow?.nativeFlowResponseMessage?.paramsJson);
  if (value) return { kind: 'choice', value };
  const label =
    button?.selectedDisplayText || template?.selectedDisplayText || list?.title || flow?.body?.text;
  return label ? saidAs(label) : null;
}

function idIn(paramsJson: string | null | undefined): string | null {
  if (!paramsJson) return null;
  try {
    const params: unknown = JSON.parse(paramsJson);
    const holdsId = typeof params === 'object' && params !== null && 'id' in params;
    return holdsId && typeof params.id === 'string' ? params.id : null;
  } catch {
    // Whoever wrote it did not write JSON; the label that was tapped is left.
    return null;
  }
}

function cardIn({ contactMessage, contactsArrayMessage }: Content, attestedPhone: Phone | null): Said | null {
  const contacts = contactMessage ? [contactMessage] : contactsArrayMessage?.contacts;
  if (!contacts) return null;
  const cards = contacts.map(readCard);
  const [card] = cards;
  // Several are read as if they had been typed, one a line: so an agent sends in several leads.
  if (cards.length > 1) {
    const lines = cards.map(({ name, phone }) => [name, phone].filter(Boolean).join(' ')).filter(Boolean);
    return lines.length > 0
      ? { kind: 'text', text: lines.join('\n') }
      : { kind: 'media', what: 'contact', caption: null };
  }
  if (!card?.phone) return { kind: 'media', what: 'contact', caption: null };
  return { kind: 'contact', phone: card.phone, own: card.phone === attestedPhone, name: card.name };
}

function pinIn({ locationMessage, liveLocationMessage }: Content): Said | null {
  const pin = locationMessage ?? liveLocationMessage;
  if (!pin) return null;
  const { degreesLatitude: latitude, degreesLongitude: longitude } = pin;
  const isPlace = isWithin(latitude, 90) && isWithin(longitude, 180);
  return isPlace
    ? { kind: 'location', latitude, longitude }
    : { kind: 'media', what: 'location', caption: null };
}

const isWithin = (degrees: number | null | undefined, most: number): degrees is number =>
  typeof degrees === 'number' && Math.abs(degrees) <= most;

function mediaIn(content: Content): Said | null {
  const kind = mediaKinds.find(({ of }) => content[of]);
  if (!kind) return null;
  const { imageMessage, videoMessage, documentMessage, ptvMessage, audioMessage } = content;
  const caption = (imageMessage ?? videoMessage ?? documentMessage ?? ptvMessage)?.caption?.trim();
  return { kind: 'media', what: audioMessage?.ptt ? 'voice' : kind.what, caption: caption || null };
}

const mediaKinds = [
  { of: 'imageMessage', what: 'photo' },
  { of: 'videoMessage', what: 'video' },
  { of: 'ptvMessage', what: 'video_note' },
  { of: 'audioMessage', what: 'audio' },
  { of: 'documentMessage', what: 'document' },
  { of: 'stickerMessage', what: 'sticker' },
  { of: 'lottieStickerMessage', what: 'sticker' },
  { of: 'stickerPackMessage', what: 'sticker' },
  { of: 'pollCreationMessage', what: 'poll' },
  { of: 'pollCreationMessageV2', what: 'poll' },
  { of: 'pollCreationMessageV3', what: 'poll' },
  { of: 'pollCreationMessageV4', what: 'poll' },
  { of: 'pollCreationMessageV5', what: 'poll' },
  { of: 'eventMessage', what: 'event' },
  { of: 'groupInviteMessage', what: 'group_invitation' },
  { of: 'productMessage', what: 'product' },
  { of: 'orderMessage', what: 'order' },
] as const satisfies { of: keyof Content; what: string }[];
