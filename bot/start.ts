import { Hono } from 'hono';
import { rememberAccount } from '../db/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel, Ears } from './channels/channel.ts';
import { createTelegram } from './channels/telegram/telegram.ts';
import { createWebChat } from './chat-page/web-chat.ts';
import { talk } from './conversation/conversation.ts';
import { converse } from './converse.ts';
import { deliver } from './deliver.ts';
import { receiveFor } from './receive.ts';
import { wordSend } from './wording.ts';

export interface BotNeeds {
  db: Database;
  /** For the locks: each holds a connection of its own. */
  databaseUrl: string;
  /** Webhook secrets are made from it. */
  secretKey: string;
  /** Where people and providers reach us; without a slash at its end. */
  publicUrl: string;
  /** True behind a proxy of ours that writes X-Forwarded-For. */
  trustProxy: boolean;
  telegram: { token: string; apiRoot: string; mode: 'polling' | 'webhook' } | null;
  log: Log;
}

export interface Bot {
  /** The chat page and the hooks of the channels. */
  routes: Hono;
  /** Every channel hears, and messages are stepped and sent. */
  isWell(): boolean;
  /** Hears nothing more, lets what is under way commit and leave, and closes. */
  stop(): Promise<void>;
}

/** Every mouth and ear; a new channel is an adapter and one line here. */
function createChannels(needs: BotNeeds): ChatChannel[] {
  const { telegram, publicUrl } = needs;
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
    hasContactButton: (name) => channels.some((it) => it.name === name && it.capabilities.contactButton),
  });
  const delivering = await deliver({ db, log, channels, word: wordSend });
  for (const channel of channels) await channel.start(earsOf(channel, db));
  const routes = new Hono();
  for (const channel of channels) if (channel.routes) routes.route('/', channel.routes);
  return {
    routes,
    isWell: () => [conversing, delivering, ...channels].every((part) => part.isWell()),
    async stop() {
      await Promise.all(channels.map((channel) => channel.stop()));
      await conversing.stop();
      await delivering.stop();
    },
  };
}

const earsOf = (channel: ChatChannel, db: Database): Ears => ({
  receive: receiveFor(db, channel),
  learnName: (publicName) => rememberAccount(db, channel.name, channel.account, publicName),
});
