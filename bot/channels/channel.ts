import type { Hono } from 'hono';
import type { Choice } from '../../db/chat/thread.ts';
import type { Channel, Standing } from '../../domain/channel.ts';
import type { Inbound } from '../../domain/message.ts';

// A channel is one mouth and one pair of ears: Telegram, WhatsApp, SMS, the chat page. It translates, and decides nothing:
// what is said comes from the outbox, and when it may be said is asked there.

/** What is to be said, with its words. */
export interface Words {
  text: string;
  /** Buttons in their order. Where there are none the answers (not the ways out) are numbered from 1: `numberedText`. */
  choices: readonly Choice[];
  /** The words of the button that shares the own number; null when the number is not asked for. */
  contactLabel: string | null;
}

/** A message with its words, ready for a person. */
export interface Outgoing extends Words {
  /** The outbox row's: the same at every try, so that a provider that knows the id shows the message once. */
  id: number;
}

/** What a provider took for one message: `KES 0.8000`. */
export interface Cost {
  /** ISO 4217. */
  currency: string;
  /** A decimal number, as the provider wrote it. */
  amount: string;
}

/** How one try to send ended. A channel never throws for what its provider answered. */
export type SendOutcome =
  | { outcome: 'sent'; id: string | null; cost?: Cost | null }
  /** Not sent: the channel asks us to wait (429). This is no failure and does not count as a try. */
  | { outcome: 'wait'; afterMs: number }
  /** Not sent: the provider cannot be reached at all, or takes nothing from us now. The message waits for it, however long. */
  | { outcome: 'away'; error: string }
  /** The provider broke, or did not answer: worth another try, of which there are eight. The message may have arrived. */
  | { outcome: 'failed'; error: string }
  | { outcome: 'blocked' }
  /** Not sent: this person is on the provider's own black-list, which counts as STOP; `words` are the provider's. */
  | { outcome: 'stopped'; words: string }
  /** The provider will never take this message; `error` says why, for the log. */
  | { outcome: 'refused'; error: string }
  /** It may have left and must not be sent twice (SMS). */
  | { outcome: 'unknown'; error: string };

/** `burst` messages at once, then one each `everyMs`, and up to `jitterMs` more by chance. */
export interface PaceLimit {
  everyMs: number;
  burst: number;
  jitterMs?: number;
}

/** What a channel can do, and what it must be spared. */
export interface Capabilities {
  /** The person can share their own number by a button. */
  contactButton: boolean;
  /** Answers are tapped; without buttons they are numbered in the text. */
  buttons: boolean;
  /** A place can be sent as a pin. */
  location: boolean;
  /** Every message costs money: a short talk, and a person calls. */
  brief: boolean;
  /** The sender can be forged: such a chat never acts for the ISP (law 11). */
  forgeable: boolean;
  /** What may have left is not sent again (law 3): a claim whose lease ran out becomes `unknown`. */
  atMostOnce: boolean;
  /** How fast one chat may be written to. Null: as fast as it likes. */
  pace: PaceLimit | null;
  /** How fast the whole account may write. Null: as fast as it likes. */
  accountPace: PaceLimit | null;
  /** To how many chats a day, in the ISP's zone, the account may write for the first time. Null: to any number. */
  newChatsADay: number | null;
}

/** Returns once the messages are kept; then, and only then, the provider may be told that they arrived (law 3). */
export type Receive = (inbound: readonly Inbound[]) => Promise<void>;

/** What the provider told later of a message that left. */
export interface DeliveryReport {
  /** What `sent` gave as `id`. */
  providerId: string;
  /** Whom the message was for; finds a send whose end is `unknown`, which has no id. Null where it is not told. */
  address: string | null;
  end: 'delivered' | 'failed';
  /** The provider's own words for a failure. */
  words: string | null;
}

/** What a channel tells the house. */
export interface Ears {
  receive: Receive;
  /** What people write to, once the provider has told us: a Telegram username, a WhatsApp number. */
  learnName(publicName: string): Promise<void>;
  /** How the account stands now. Kept for the admin, and told to the owner where a person must act. Never rejects. */
  tell(standing: Standing): Promise<void>;
  /** Returns once the report is kept. */
  report(report: DeliveryReport): Promise<void>;
  /** The provider tells that this person forbids our messages: STOP. Returns once it is kept. */
  optOut(address: string, words: string): Promise<void>;
  /**
   * What left under this provider's id for one of these addresses; null when it is not ours, not theirs or too old. For a
   * reader's phone that asks again.
   */
  recall(providerId: string, addresses: readonly string[]): Promise<Words | null>;
}

export interface ChatChannel {
  name: Channel;
  /** Which of our accounts this is: a bot's id, a gateway's user. Unique within the channel. */
  account: string;
  capabilities: Capabilities;
  /** Where its provider, or its page, calls us; absent where we call the provider. */
  routes?: Hono;
  /** Begins to listen. Returns at once: a provider that cannot be reached is tried again in the background. */
  start(ears: Ears): Promise<void>;
  /** False while another process holds the account, or its line is down: what is to be sent waits in the outbox. */
  canSend(): boolean;
  /** Must end within 25 s, so that the lease of an outbox row never runs out under a send. */
  send(address: string, outgoing: Outgoing): Promise<SendOutcome>;
  isWell(): boolean;
  /** Hears nothing more and closes what it opened; whatever was taken in before is kept. */
  stop(): Promise<void>;
}
