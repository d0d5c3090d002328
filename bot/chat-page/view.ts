import { randomUUID } from 'node:crypto';
import { findChat, readThread } from '../../db/chat/thread.ts';
import type { Database } from '../../db/database.ts';
import { readSettings } from '../../db/settings.ts';
import type { ChatView } from './page.tsx';
import { pageWords } from './words.ts';

/** There is one chat page, so its channel has one account. */
export const webAccount = 'chat';

export const chatAt = (address: string) => ({ channel: 'web' as const, account: webAccount, address });

/** Everything the page shows to whoever has this address; null before their first message. */
export async function readView(db: Database, address: string | null, startWith = ''): Promise<ChatView> {
  const settings = await readSettings(db);
  const chat = address ? await findChat(db, chatAt(address)) : null;
  const language = chat?.language ?? settings.language;
  return {
    isp: settings.ispName,
    timeZone: settings.timeZone,
    language,
    words: pageWords[language],
    lines: chat ? await readThread(db, chat.id) : [],
    formKey: randomUUID(),
    startWith,
  };
}
