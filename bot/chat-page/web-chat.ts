import type { ChatChannel, Receive } from '../channels/channel.ts';
import { type ChatPageNeeds, chatRoutes } from './routes.tsx';
import { webAccount } from './view.ts';

/**
 * The chat page as a channel. Its messages are heard by its own routes, and sending is nothing but marking: what was sent
 * joins the thread, and the page reads the thread.
 */
export function createWebChat(needs: Omit<ChatPageNeeds, 'receive'>): ChatChannel {
  let receive: Receive | null = null;
  return {
    name: 'web',
    account: webAccount,
    capabilities: {
      contactButton: false,
      buttons: true,
      location: false,
      brief: false,
      forgeable: false,
      atMostOnce: false,
      pace: null,
      accountPace: null,
      newChatsADay: null,
    },
    canSend: () => true,
    routes: chatRoutes({
      ...needs,
      receive: async (inbound) => {
        if (!receive) throw new Error('The chat page was written to before the bot had started.');
        await receive(inbound);
      },
    }),
    start: async (ears) => {
      receive = ears.receive;
      await ears.tell({ state: 'well', words: null });
    },
    send: async () => ({ outcome: 'sent', id: null }),
    isWell: () => true,
    stop: async () => {
      receive = null;
    },
  };
}
