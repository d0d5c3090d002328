import { createHash } from 'node:crypto';
import { Api } from 'grammy';
import type { Log } from '../../../log.ts';
import type { Capabilities, ChatChannel, Ears } from '../channel.ts';
import { setMenus } from './commands.ts';
import { type Line, type Listening, persist } from './line.ts';
import { rememberNewest } from './newest.ts';
import { listenByPolling } from './poll.ts';
import { sendTo } from './send.ts';
import { watchStanding } from './standing.ts';
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

const capabilities: Capabilities = {
  contactButton: true,
  buttons: true,
  location: true,
  brief: false,
  forgeable: false,
  atMostOnce: false,
  /** One message a second to one chat; Telegram forgives a short burst, and a dialogue needs one. */
  pace: { everyMs: 1000, burst: 5 },
  accountPace: null,
  newChatsADay: null,
};

/**
 * A question that Telegram holds open for 30 s must not time out before. A send, even one that is said twice because its
 * group has moved, must end well within its lease.
 */
const patienceSeconds = { asking: 45, sending: 12 };

/** Telegram, by grammY's typed client and nothing else of it: its runner, retries and throttler lose or repeat messages. */
export function createTelegram(settings: TelegramSettings): ChatChannel {
  const { token, mode, log } = settings;
  const account = accountOf(token);
  const watch = watchStanding();
  const newest = rememberNewest();
  let botName: string | null = null;
  let receive: Ears['receive'] = async () => undefined;
  const lineWith = (timeoutSeconds: number): Line => ({
    api: new Api(token, { timeoutSeconds, ...(settings.apiRoot && { apiRoot: settings.apiRoot }) }),
    account,
    log,
    watch,
    newest,
    botName: () => botName,
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
    capabilities,
    canSend: () => true,
    ...(listening.routes && { routes: listening.routes }),
    async start(ears) {
      receive = ears.receive;
      listening.open(ears);
      void introduce(line, closing.signal, async (name) => {
        botName = name;
        await ears.learnName(name);
      });
    },
    send: (address, outgoing) => sendTo(line, receive, address, outgoing),
    isWell: listening.isWell,
    async stop() {
      closing.abort();
      await listening.close();
    },
  };
}

/** Learns what Telegram calls us, and tells it what we understand; however long that takes. */
async function introduce(
  line: Line,
  signal: AbortSignal,
  learn: (name: string) => Promise<void>,
): Promise<void> {
  const explainName = () => 'Telegram did not tell the name of the bot; asking again.';
  await persist(line, signal, explainName, async () => {
    const { username } = await line.api.getMe();
    await learn(username);
    line.log.info({ bot: username }, 'Telegram knows this bot.');
  });
  const explainMenu = () =>
    'Telegram did not take the menu of commands; trying again. The bot works without it.';
  await persist(line, signal, explainMenu, () => setMenus(line));
}
