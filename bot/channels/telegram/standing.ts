import { GrammyError } from 'grammy';
import type { Standing } from '../../../domain/channel.ts';
import type { Ears } from '../channel.ts';
import { isTokenRefused, troubleOf } from './trouble.ts';

/** So many questions in a row must fail before Telegram is called away: one that is lost is nothing to tell. */
const failuresUntilAway = 3;

/** How our line to Telegram stands. It is told at its changes only, in their order, and only by whoever holds the line. */
export interface Watch {
  /** Our line is ours, and Telegram has not answered yet. */
  begin(ears: Ears): void;
  answered(): void;
  /** How often it has failed in a row, with this time. */
  failed(trouble: Trouble): number;
  /** Telegram answered when it was asked last, or was not asked yet. */
  isWell(): boolean;
  /** Telegram answered when it was asked last. */
  hasAnswered(): boolean;
}

/** Why a call failed, in words that tell what to do. */
export interface Trouble {
  state: 'refused' | 'away';
  words: string;
  /** Nothing mends it by itself, so it is told at once. */
  isSure: boolean;
}

export function watchStanding(): Watch {
  let ears: Ears | undefined;
  let told: Standing | undefined;
  let telling = Promise.resolve();
  let failures = 0;
  let hasAnswered = false;
  const tell = (standing: Standing) => {
    const to = ears;
    if (!to || (told?.state === standing.state && told.words === standing.words)) return;
    told = standing;
    // One after the other: two writes at once could leave the older one standing.
    telling = telling.then(() => to.tell(standing));
  };
  return {
    begin(given) {
      ears = given;
      told = undefined;
      failures = 0;
      hasAnswered = false;
      tell({ state: 'connecting', words: null });
    },
    answered() {
      failures = 0;
      hasAnswered = true;
      tell({ state: 'well', words: null });
    },
    failed({ state, words, isSure }) {
      failures++;
      hasAnswered = false;
      if (isSure || failures >= failuresUntilAway) tell({ state, words });
      return failures;
    },
    isWell: () => failures === 0,
    hasAnswered: () => hasAnswered,
  };
}

const tokenRefused: Trouble = {
  state: 'refused',
  words: 'Telegram does not know TELEGRAM_BOT_TOKEN. Ask @BotFather for the token and start Karibu again.',
  isSure: true,
};

/** Telegram serves one poller a bot, and none while a webhook is set. */
export const isConflict = (error: unknown): boolean =>
  error instanceof GrammyError && error.error_code === 409;

/** What a failed `getUpdates` says. */
export function troubleOfPolling(error: unknown): Trouble {
  if (isTokenRefused(error)) return tokenRefused;
  if (isConflict(error)) {
    const words =
      'Another program polls Telegram with the same token, or sets its webhook. Stop it, or give this Karibu a bot of its own.';
    // While one Karibu hands over to the next they meet for a moment.
    return { state: 'refused', words, isSure: false };
  }
  const words = `Telegram gave no updates; asking again soon. ${troubleOf(error)}`;
  return { state: 'away', words, isSure: false };
}

/** What a failed `setWebhook` says: 400 is Telegram's answer to an address that it does not take. */
export function troubleOfWebhook(error: unknown, url: string): Trouble {
  if (isTokenRefused(error)) return tokenRefused;
  const isBadAddress = error instanceof GrammyError && error.error_code === 400;
  const words = `Telegram did not take the webhook ${url}; trying again. PUBLIC_URL must be https and reachable. ${troubleOf(error)}`;
  return { state: isBadAddress ? 'refused' : 'away', words, isSure: isBadAddress };
}
