import type { Channel } from './channel.ts';

/**
 * The longest message that a member of staff writes at once, in characters. Telegram takes 4096 (core.telegram.org/bots/api,
 * sendMessage); an SMS of 459 is paid for three times, and nobody reads a longer one.
 */
export const longestMessage: Record<Channel, number> = {
  telegram: 4096,
  whatsapp: 4096,
  sms: 459,
  web: 4000,
};

/** One SMS holds so many characters of the SMS alphabet; each of several that are joined holds a few less. */
export const smsCharacters = 160;
