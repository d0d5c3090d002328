import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import { receiveSurely } from '../../receive.ts';
import { type Alone, keepAlone } from '../alone.ts';
import { wantedUpdates } from './inbound.ts';
import { answerTaps, hear, type Line, type Listening } from './line.ts';
import { isTokenRefused, troubleOf, waitAskedBy } from './trouble.ts';

/** Telegram holds the question open until somebody writes. */
const longPollSeconds = 30;

interface Polling extends Line {
  /** Keeps the updates; false when `signal` ended that. */
  take(updates: readonly Update[], signal: AbortSignal): Promise<boolean>;
  /** A question was answered, or was not. */
  tell(well: boolean): void;
}

/** Long polling. One process of the installation does it at a time, for Telegram serves one poller a bot. */
export function listenByPolling(line: Line, databaseUrl: string): Listening {
  const { api, account, log } = line;
  let alone: Alone | undefined;
  let well = true;
  const tell = (answered: boolean) => {
    well = answered;
  };
  return {
    open(ears) {
      const take: Polling['take'] = async (updates, signal) => {
        if (!(await receiveSurely(ears.receive, hear(line, updates), signal, log))) return false;
        answerTaps(line, updates);
        return true;
      };
      const work = async (signal: AbortSignal) => {
        // A webhook that was set at another time would answer every question with 409.
        await api
          .deleteWebhook()
          .catch((error: unknown) => log.debug({ trouble: troubleOf(error) }, 'No webhook.'));
        await poll({ ...line, take, tell }, signal);
      };
      alone = keepAlone({ databaseUrl, name: `telegram ${account}`, log, work });
    },
    isWell: () => well,
    close: async () => alone?.stop(),
  };
}

/**
 * Asks for updates and confirms them by the next question's offset, only after they are kept. Nothing is remembered: a new
 * poller begins at 0, is given everything unconfirmed again, and the inbox passes over what it has. Ends with `signal`.
 */
async function poll(polling: Polling, signal: AbortSignal): Promise<void> {
  let offset = 0;
  while (!signal.aborted) {
    const asked = Date.now();
    const updates = await ask(polling, offset, signal);
    if (!updates || signal.aborted) continue;
    if (updates.length > 0 && !(await polling.take(updates, signal))) return;
    offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
    // A stand-in of Telegram that does not hold the question open must not be asked without a pause.
    if (updates.length === 0 && Date.now() - asked < 500) await rest(0.1, signal);
  }
}

const rest = (seconds: number, signal: AbortSignal) =>
  sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);

// grammY's types name a stand-in for AbortSignal from before Node had one; it only listens for `abort`.
const asGrammySignal = (signal: AbortSignal) => signal as unknown as Parameters<Api['getUpdates']>[1];

async function ask(
  { api, tell, log }: Polling,
  offset: number,
  signal: AbortSignal,
): Promise<Update[] | null> {
  try {
    const question = { offset, timeout: longPollSeconds, limit: 100, allowed_updates: wantedUpdates };
    const updates = await api.getUpdates(question, asGrammySignal(signal));
    tell(true);
    return updates;
  } catch (error) {
    if (signal.aborted) return null;
    tell(false);
    const { words, seconds } = adviceOn(error);
    log.warn({ trouble: troubleOf(error) }, words);
    await rest(seconds, signal);
    return null;
  }
}

function adviceOn(error: unknown): { words: string; seconds: number } {
  if (isTokenRefused(error)) {
    return {
      words:
        'Telegram does not know TELEGRAM_BOT_TOKEN. Ask @BotFather for the token and start Karibu again.',
      seconds: 30,
    };
  }
  if (error instanceof GrammyError && error.error_code === 409) {
    return {
      words:
        'Another program polls Telegram with the same token, or a webhook is set. Stop it, or give this Karibu a bot of its own.',
      seconds: 5,
    };
  }
  return { words: 'Telegram gave no updates; asking again soon.', seconds: waitAskedBy(error) ?? 3 };
}
