import type { Hono } from 'hono';
import type { Choice } from '../../db/thread.ts';
import type { Channel } from '../../domain/channel.ts';
import type { Inbound } from '../../domain/message.ts';

// A channel is one mouth and one pair of ears: Telegram, the chat page, later WhatsApp and SMS. It translates, and decides
// nothing: what is said comes from the outbox, and when it may be said is asked there.

/** A message with its words, ready for a person. */
export interface Outgoing {
  text: string;
  /** Buttons in their order. */
  choices: readonly Choice[];
  /** The words of the button that shares the own number; null when the number is not asked for. */
  contactLabel: string | null;
}

/** How one try to send ended. A channel never throws for what its provider answered. */
export type SendOutcome =
  | { outcome: 'sent'; id: string | null }
  /** Not sent: the channel asks us to wait (429). This is no failure and does not count as a try. */
  | { outcome: 'wait'; afterMs: number }
  /** Not sent: the provider cannot be reached at all. The message waits for it, however long. */
  | { outcome: 'away'; error: string }
  /** The provider broke, or did not answer: worth another try, of which there are eight. The message may have arrived. */
  | { outcome: 'failed'; error: string }
  | { outcome: 'blocked' }
  /** The provider will never take this message; `error` says why, for the log. */
  | { outcome: 'refused'; error: string }
  /** It may have left and must not be sent twice (SMS). */
  | { outcome: 'unknown'; error: string };

export interface Capabilities {
  /** The person can share their own number by a button. */
  contactButton: boolean;
  /** How fast one chat may be written to: `burst` at once, then one each `everyMs`. Null: as fast as it likes. */
  pace: { everyMs: number; burst: number } | null;
}

/** Returns once the messages are kept; then, and only then, the provider may be told that they arrived (law 3). */
export type Receive = (inbound: readonly Inbound[]) => Promise<void>;

/** What a channel tells the house. */
export interface Ears {
  receive: Receive;
  /** What people write to, once the provider has told us: a Telegram username. */
  learnName(publicName: string): Promise<void>;
}

export interface ChatChannel {
  name: Channel;
  /** Which of our accounts this is: a bot's id, a phone number. Unique within the channel. */
  account: string;
  capabilities: Capabilities;
  /** Where its provider, or its page, calls us; absent where we call the provider. */
  routes?: Hono;
  /** Begins to listen. Returns at once: a provider that cannot be reached is tried again in the background. */
  start(ears: Ears): Promise<void>;
  /** Must end within 25 s, so that the lease of an outbox row never runs out under a send. */
  send(address: string, outgoing: Outgoing): Promise<SendOutcome>;
  isWell(): boolean;
  /** Hears nothing more and closes what it opened; whatever was taken in before is kept. */
  stop(): Promise<void>;
}
