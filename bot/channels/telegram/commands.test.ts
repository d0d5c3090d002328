import { expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { hearing, ok, refuse, standInForTelegram } from '../../../test/telegram-stand-in.ts';
import { isStop, wishOfCommand } from '../../conversation/vocabulary.ts';
import { menus } from './commands.ts';

const telegram = standInForTelegram();

test('every command of the menus is one that the talk knows, and the languages offer the same', () => {
  const meaning = ({ command }: { command: string }) => (isStop(command) ? 'stop' : wishOfCommand(command));
  expect(menus.en.map(meaning)).toEqual(['new', 'help', 'person', 'language', 'cancel', 'stop']);
  expect(menus.sw.map(meaning)).toEqual(menus.en.map(meaning));
});

test('the menus are given to private chats, and given again until Telegram takes them', async () => {
  let refusals = 1;
  telegram.methods.setMyCommands = () => (refusals-- > 0 ? refuse(500, 'Internal Server Error') : ok(true));
  await telegram.open().start(hearing().ears);
  const scope = { type: 'all_private_chats' };
  await eventually(() =>
    expect(telegram.called('setMyCommands').slice(1)).toEqual([
      { commands: menus.en, scope },
      { commands: menus.sw, scope, language_code: 'sw' },
    ]),
  );
  expect(telegram.lines.join('')).toMatch(/did not take the menu of commands/);
});
