import type { Language } from './person.ts';

/** Where a message came from. `web` is the chat page. */
export const channels = ['telegram', 'whatsapp', 'sms', 'web'] as const;
export type Channel = (typeof channels)[number];

interface ChannelFacts {
  /** As a heading: `SMS`. */
  name: string;
  /** As it stands in a sentence: "asks to talk to a person, by SMS". */
  on: Record<Language, string>;
  /** What we write costs us nothing: such a chat is written to first when a person has several. */
  free: boolean;
  /**
   * Opens our chat; with an argument, `/start <argument>` stands ready to be sent there. Null where a chat cannot be opened
   * by a link, or must not be joined to a person by one, for its sender can be forged (SMS).
   */
  link: ((publicName: string, argument?: string) => string) | null;
}

/** One row: what a channel is called, and what it costs. */
export const channelFacts: Record<Channel, ChannelFacts> = {
  telegram: {
    name: 'Telegram',
    on: { en: 'on Telegram', sw: 'kwenye Telegram' },
    free: true,
    link: (username, argument) => `https://t.me/${username}${argument ? `?start=${argument}` : ''}`,
  },
  whatsapp: {
    name: 'WhatsApp',
    on: { en: 'on WhatsApp', sw: 'kwenye WhatsApp' },
    free: false,
    link: (number, argument) =>
      `https://wa.me/${number}${argument ? `?text=${encodeURIComponent(`/start ${argument}`)}` : ''}`,
  },
  sms: { name: 'SMS', on: { en: 'by SMS', sw: 'kwa SMS' }, free: false, link: null },
  web: { name: 'Chat page', on: { en: 'on the chat page', sw: 'kwenye tovuti' }, free: false, link: null },
};

/**
 * How an account of ours stands with its provider.
 *
 *   well        it hears and speaks
 *   connecting  it is on its way there by itself
 *   away        the provider cannot be reached or is broken; it is tried again by itself
 *   restricted  the provider limits what we may send (WhatsApp's error 463); a person must know
 *   refused     the provider takes neither our key nor our money; a person must mend it
 *   unlinked    a person must link the account, or link it again
 */
export const standings = ['well', 'connecting', 'away', 'restricted', 'refused', 'unlinked'] as const;

export interface Standing {
  state: (typeof standings)[number];
  /** A sentence that a person can act on; null where there is nothing to say. Holds no secret and no phone of a customer. */
  words: string | null;
}

/** Nothing mends this but a person. */
export const needsPerson = ({ state }: Pick<Standing, 'state'>): boolean =>
  state === 'restricted' || state === 'refused' || state === 'unlinked';
