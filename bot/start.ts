import { Hono } from 'hono';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { Capabilities, ChatChannel } from './channels/channel.ts';
import { createSms } from './channels/sms/sms.ts';
import { createTelegram } from './channels/telegram/telegram.ts';
import { createWhatsapp } from './channels/whatsapp/whatsapp.ts';
import { createWebChat } from './chat-page/web-chat.ts';
import { talk } from './conversation/conversation.ts';
import { converse } from './converse.ts';
import { deliver } from './deliver.ts';
import { earsOf } from './ears.ts';
import { joinRoutes } from './join-page/routes.tsx';
import { keepPresence } from './presence.ts';
import { keepTraffic } from './traffic.ts';
import { wordSend } from './wording.ts';

export interface BotNeeds {
  db: Database;
  /** For the locks: each holds a connection of its own. */
  databaseUrl: string;
  /** Webhook secrets and the seals of forms are made from it. */
  secretKey: string;
  /** Where people and providers reach us; without a slash at its end. */
  publicUrl: string;
  /** True behind a proxy of ours that writes X-Forwarded-For. */
  trustProxy: boolean;
  // A channel whose settings are absent is off.
  telegram?: { token: string; apiRoot: string; mode: 'polling' | 'webhook' } | null;
  /** Baileys; a `standIn` is the address of a WhatsApp that links no phone. */
  whatsapp?: { standIn: string | null } | null;
  sms?: {
    username: string;
    apiKey: string;
    sender: string | null;
    url: string;
    webhookSecret: string;
  } | null;
  log: Log;
}

export interface Bot {
  /** The chat page, the form page and the hooks of the channels. */
  routes: Hono;
  /** Every channel hears, and messages are stepped and sent. */
  isWell(): boolean;
  /** Hears nothing more, lets what is under way commit and leave, and closes. */
  stop(): Promise<void>;
}

/** Every mouth and ear; a new channel is an adapter and one line here. */
function createChannels(needs: BotNeeds): ChatChannel[] {
  const { telegram, whatsapp, sms, publicUrl } = needs;
  return [
    createWebChat(needs),
    ...(telegram
      ? [
          createTelegram({
            ...needs,
            ...telegram,
            mode: telegram.mode === 'webhook' ? { by: 'webhook', publicUrl } : { by: 'polling' },
          }),
        ]
      : []),
    ...(whatsapp ? [createWhatsapp({ ...needs, ...whatsapp })] : []),
    ...(sms ? [createSms({ ...needs, ...sms })] : []),
  ];
}

/** Opens the channels, and begins to step what they hear and to send what is in the outbox. */
export async function startBot(needs: BotNeeds): Promise<Bot> {
  const { db, log } = needs;
  const channels = createChannels(needs);
  const conversing = await converse({
    db,
    log,
    talk,
    capabilitiesOf: (name) => channels.find((it) => it.name === name)?.capabilities ?? leastCapabilities,
  });
  const traffic = keepTraffic(db, log);
  const delivering = await deliver({ db, log, channels, word: wordSend, traffic });
  for (const channel of channels) await channel.start(earsOf(db, channel, traffic));
  const presence = keepPresence(db, log, channels);
  const routes = new Hono();
  for (const channel of channels) if (channel.routes) routes.route('/', channel.routes);
  routes.route('/', joinRoutes(needs));
  return {
    routes,
    isWell: () => [conversing, delivering, ...channels].every((part) => part.isWell()),
    async stop() {
      await presence.stop();
      await Promise.all(channels.map((channel) => channel.stop()));
      await conversing.stop();
      await delivering.stop();
      await traffic.stop();
    },
  };
}

/** What every channel can do: for messages that wait here of a channel that is no longer set up. */
const leastCapabilities: Capabilities = {
  contactButton: false,
  buttons: false,
  location: false,
  brief: false,
  forgeable: true,
  atMostOnce: true,
  pace: null,
  accountPace: null,
  newChatsADay: null,
};
