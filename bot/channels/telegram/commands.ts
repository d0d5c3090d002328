import type { BotCommand } from 'grammy/types';
import type { Language } from '../../../domain/person.ts';
import type { Line } from './line.ts';

const menu = (rows: Record<string, string>): BotCommand[] =>
  Object.entries(rows).map(([command, description]) => ({ command, description }));

/** What stands behind the menu button of a private chat. Every one is a command that the talk knows, in either language. */
export const menus: Record<Language, BotCommand[]> = {
  en: menu({
    new: 'Ask for internet, or begin again',
    help: 'What I can do',
    person: 'Talk to a person',
    language: 'English or Kiswahili',
    cancel: 'End these questions',
    stop: 'No more messages',
  }),
  sw: menu({
    mpya: 'Omba intaneti, au anza upya',
    msaada: 'Ninachoweza kufanya',
    mtu: 'Ongea na mtu',
    lugha: 'Kiswahili au English',
    ghairi: 'Maliza maswali haya',
    acha: 'Usitume jumbe tena',
  }),
};

/** Telegram shows the Kiswahili menu to whoever has set their app to it, and the English one to everybody else. */
export async function setMenus({ api }: Line): Promise<void> {
  const scope = { type: 'all_private_chats' } as const;
  await api.setMyCommands(menus.en, { scope });
  await api.setMyCommands(menus.sw, { scope, language_code: 'sw' });
}
