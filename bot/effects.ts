import { callPerson, tellWhoWrote } from '../db/chat/call-person.ts';
import { startWriting, stopWriting } from '../db/chat/consents.ts';
import { chooseLanguage, findLinkedPerson, joinLead } from '../db/chat/conversations.ts';
import type { Transaction } from '../db/database.ts';
import { bringLead, captureLead, completeLead } from '../db/lead/lead-capture.ts';
import { redeemChatLink } from '../db/person/links.ts';
import type { Id } from '../domain/id.ts';
import type { Phone } from '../domain/phone.ts';
import type { Effect, TalkEvent, World } from './conversation/talk.ts';
import { noteMedia } from './media-note.ts';

/** The chat in which an effect is brought about. */
export interface Chat {
  id: Id<'conversation'>;
  displayName: string | null;
  world: World;
}

/** What came of an effect: the next event of the talk, where it waits for one, and what the talk must know of it. */
export interface Outcome {
  event?: TalkEvent;
  world?: Partial<World>;
}

/** Does, in the transaction of the step, what the conversation asked for. */
export async function bringAbout(tx: Transaction, chat: Chat, effect: Effect): Promise<Outcome> {
  switch (effect.do) {
    case 'capture_lead':
      return capture(tx, chat, effect);
    case 'complete_lead':
      await completeLead(tx, {
        ...effect.capture,
        attestedPhone: chat.world.attestedPhone,
        answers: effect.answers,
      });
      return {};
    case 'bring_lead':
      return bring(tx, chat, effect);
    case 'redeem_link':
      return link(tx, chat, effect.token);
    case 'call_person':
      await callPerson(tx, {
        conversation: chat.id,
        lead: effect.capture?.lead ?? null,
        name: chat.displayName,
        phone: chat.world.senderPhone,
      });
      return {};
    case 'tell_staff':
      await tellWhoWrote(tx, chat.id);
      return {};
    case 'note_media':
      await noteMedia(tx, effect.capture, effect.what);
      return {};
    case 'choose_language':
      await chooseLanguage(tx, chat.id, effect.language);
      return { world: { language: effect.language } };
    case 'stop':
      await stopWriting(tx, chat.id, effect.words, phoneOf(chat));
      return {};
    case 'start_again':
      await startWriting(tx, chat.id, effect.words, phoneOf(chat));
      return {};
  }
}

/** STOP holds on every channel of this phone. */
const phoneOf = ({ world }: Chat): Phone | null => world.attestedPhone ?? world.senderPhone;

type Do<K extends Effect['do']> = Extract<Effect, { do: K }>;

async function capture(tx: Transaction, chat: Chat, effect: Do<'capture_lead'>): Promise<Outcome> {
  const { phone, attested, referralCode, answers } = effect;
  const { channel } = chat.world;
  const captured = await captureLead(tx, {
    phone,
    conversation: chat.id,
    attested,
    channel,
    referralCode,
    answers,
  });
  const { lead, as, customer } = captured;
  // A claim on a known phone joins nothing: neither the chat to the lead, nor the lead to the chat (law 11).
  if (as === 'own') await joinLead(tx, chat.id, lead);
  return { event: { kind: 'captured', capture: { lead, as }, customer } };
}

async function bring(tx: Transaction, chat: Chat, effect: Do<'bring_lead'>): Promise<Outcome> {
  const { person, channel } = chat.world;
  if (!person)
    throw new Error('The conversation brings a lead, but nobody of the ISP is linked to this chat.');
  const { phone, answers } = effect;
  const outcome = await bringLead(tx, { phone, answers, by: person.id, channel });
  return { event: { kind: 'brought', outcome } };
}

async function link(tx: Transaction, chat: Chat, token: string): Promise<Outcome> {
  const linked = await redeemChatLink(tx, token, chat.id);
  if (!linked) return { event: { kind: 'linked', person: null } };
  const person = await findLinkedPerson(tx, chat.id);
  return { event: { kind: 'linked', person: linked }, world: { person } };
}
