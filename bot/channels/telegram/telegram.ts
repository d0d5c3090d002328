import { createHash } from 'node:crypto';
import { Api } from 'grammy';
import type { Log } from '../../../log.ts';
import type { ChatChannel, Ears, Outgoing, SendOutcome } from '../channel.ts';
import { type Line, type Listening, persist } from './line.ts';
import { fitText, toMarkup } from './outgoing.ts';
import { listenByPolling } from './poll.ts';
import { outcomeOf } from './trouble.ts';
import { listenByWebhook } from './webhook.ts';

export interface TelegramSettings {
  token: string;
  /** Null: api.telegram.org. */
  apiRoot: string | null;
  /** `webhook` needs an address at which Telegram reaches us. */
  mode: { by: 'polling' } | { by: 'webhook'; publicUrl: string };
  /** The webhook's secret is made from it. */
  secretKey: string;
  /** For the lock that the one poller holds. */
  databaseUrl: string;
  log: Log;
}

/** A bot's id stands before the colon of its token. A stand-in's token may have none: then its hash tells bots apart. */
const accountOf = (token: string) =>
  /^(\d+):/.exec(token)?.[1] ?? createHash('sha256').update(token).digest('hex').slice(0, 12);

/** One message a second to one chat; Telegram forgives a short burst, and a dialogue needs one. */
const pace = { everyMs: 1000, burst: 5 };

/** A question that Telegram holds open for 30 s must not time out before. A send must end well within its lease. */
const patienceSeconds = { asking: 45, sending: 15 };

/** Telegram, by grammY's typed client and nothing else of it: its runner, retries and throttler lose or repeat messages. */
export function createTelegram(settings: TelegramSettings): ChatChannel {
  const { token, mode, log } = settings;
  const account = accountOf(token);
  const lineWith = (timeoutSeconds: number): Line => ({
    api: new Api(token, { timeoutSeconds, ...(settings.apiRoot && { apiRoot: settings.apiRoot }) }),
    account,
    log,
  });
  const line = lineWith(patienceSeconds.sending);
  const closing = new AbortController();
  const listening: Listening =
    mode.by === 'webhook'
      ? listenByWebhook(line, { publicUrl: mode.publicUrl, secretKey: settings.secretKey })
      : listenByPolling(lineWith(patienceSeconds.asking), settings.databaseUrl);
  return {
    name: 'telegram',
    account,
    capabilities: {
      contactButton: true,
      buttons: true,
      location: true,
      brief: false,
      forgeable: false,
      atMostOnce: false,
      pace,
      accountPace: null,
      newChatsADay: null,
    },
    canSend: () => true,
    ...(listening.routes && { routes: listening.routes }),
    async start(ears) {
      listening.open(ears);
      void learnName(line, ears, closing.signal);
    },
    send: (address, outgoing) => send(line, address, outgoing),
    isWell: listening.isWell,
    async stop() {
      closing.abort();
      await listening.close();
    },
  };
}

async function send({ api }: Line, address: string, outgoing: Outgoing): Promise<SendOutcome> {
  try {
    const sent = await api.sendMessage(address, fitText(outgoing.text), {
      reply_markup: toMarkup(outgoing),
      link_preview_options: { is_disabled: true },
    });
    return { outcome: 'sent', id: String(sent.message_id) };
  } catch (error) {
    return outcomeOf(error);
  }
}

async function learnName(line: Line, ears: Ears, signal: AbortSignal): Promise<void> {
  await persist(line, signal, 'Telegram did not tell the name of the bot; asking again.', async () => {
    const { username } = await line.api.getMe();
    await ears.learnName(username);
    line.log.info({ bot: username }, 'Telegram knows this bot.');
  });
}
