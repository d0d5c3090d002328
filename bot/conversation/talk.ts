import type { Channel } from '../../domain/channel.ts';
import type { Id } from '../../domain/id.ts';
import type { Said } from '../../domain/message.ts';
import type { Money } from '../../domain/money.ts';
import type { AgentKind, Language, Role } from '../../domain/person.ts';
import type { Country, Phone } from '../../domain/phone.ts';
import type { Reply } from '../phrases/phrase.ts';
import type { MediaKind } from './media-kind.ts';
import type { State } from './state.ts';

// The conversation is a pure function: (state, event, world) → { state, replies, effects }. No channel, no clock, no
// database. What an effect brought about comes back as the next event, in the same transaction.

/** What the conversation may know when it answers: plain data, read before it is asked. */
export interface World {
  ispName: string;
  country: Country;
  /** The language the person last chose, else the ISP's. */
  language: Language;
  channel: Channel;
  /** The channel can ask for the sender's own contact by a button. */
  hasContactButton: boolean;
  /** Answers are tapped; elsewhere they are numbered, from 1, in the text. */
  hasButtons: boolean;
  /** A place can be sent as a pin. */
  takesLocation: boolean;
  /**
   * Every message costs (SMS): the brief talk. Only name, place and package are asked, every message is answered by one that
   * fits one SMS, and a person calls. It is for prospects only: see `believed`.
   */
  isBrief: boolean;
  /** The sender can be forged (SMS): the chat may create, answer and stop, never act for the ISP or be linked (law 11). */
  isForgeable: boolean;
  /** A phone that the channel itself vouches for (law 11), known before anybody is asked. */
  attestedPhone: Phone | null;
  /** The number that the network gave: not asked for, and a claim (law 11). */
  senderPhone: Phone | null;
  /** The person of the ISP who proved that this chat is theirs. */
  person: { id: Id<'user'>; name: string; role: Role; agentKind: AgentKind | null } | null;
  /** The last that was written to them here came from a member of staff, within a day: it is them that they answer. */
  staffWroteLast: boolean;
  /** What the ISP sells now, cheapest first. */
  packages: readonly { id: Id<'package'>; name: string; price: Money; downloadMbps: number }[];
}

/**
 * What a chat tells of a lead. In the state null means asked and skipped, absent not asked yet; in an effect only what was
 * told is present, and null takes back what was told before.
 */
export interface LeadAnswers {
  name?: string | null;
  location?: string | null;
  unitNumber?: string | null;
  packageId?: Id<'package'> | null;
  currentIsp?: string | null;
  notes?: string | null;
  customerHasRouter?: boolean | null;
  routerType?: string | null;
}

/** What is to be done in the transaction of the step, in order. */
export type Effect =
  /** A prospect's phone is known: they are a lead from now on. Answered by `captured`. */
  | { do: 'capture_lead'; phone: Phone; attested: boolean; referralCode: string | null; answers: LeadAnswers }
  /** The prospect said more. `capture` is what `captured` gave. */
  | { do: 'complete_lead'; capture: Capture; answers: LeadAnswers }
  /** An agent brings somebody. Answered by `brought`. */
  | { do: 'bring_lead'; phone: Phone; answers: LeadAnswers }
  /** `/start <token>` of a one-time link. Answered by `linked`. */
  | { do: 'redeem_link'; token: string }
  | { do: 'call_person'; capture: Capture | null }
  /** They answered what staff wrote to them here. */
  | { do: 'tell_staff' }
  /** Something was sent that nobody here can read; staff find it in the chat. */
  | { do: 'note_media'; capture: Capture; what: MediaKind }
  | { do: 'choose_language'; language: Language }
  | { do: 'stop'; words: string }
  | { do: 'start_again'; words: string };

/** How a prospect's chat is tied to a lead: their own to complete, or a claim on a known phone, kept as a touch for staff. */
export interface Capture {
  lead: Id<'lead'>;
  as: 'own' | 'claim';
}

/** What the conversation is stepped by: what somebody said, or what an effect brought about. */
export type TalkEvent =
  | { kind: 'said'; said: Said }
  /** `customer`: an attested phone of somebody who is a customer already; a person takes over. */
  | { kind: 'captured'; capture: Capture; customer: boolean }
  | { kind: 'brought'; outcome: 'created' | 'known' }
  | { kind: 'linked'; person: { name: string; role: Role } | null };

export interface Step {
  state: State;
  replies: Reply[];
  effects: Effect[];
}

export type Talk = (state: State, event: TalkEvent, world: World) => Step;
