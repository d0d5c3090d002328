import type { CallbackQuery, Update } from 'grammy/types';
import type { Line } from './line.ts';
import { fitText } from './outgoing.ts';
import { troubleOf } from './trouble.ts';

/**
 * Takes the clock off the buttons that were tapped, and then the buttons: the message shows what was chosen. Both are
 * cosmetic and the first expires soon, so nobody waits for them. Of a question that is past only the buttons go, for
 * nothing is chosen by them any more: the talk says where it stands.
 */
export function answerTaps(line: Line, updates: readonly Update[]): void {
  for (const { callback_query: tap } of updates) {
    if (!tap) continue;
    quietly(
      line,
      'A tap was not answered; its clock runs out by itself.',
      line.api.answerCallbackQuery(tap.id),
    );
    showChoice(line, tap);
  }
}

function showChoice(line: Line, { message, data }: CallbackQuery): void {
  // Telegram gives no more than the id of a message that is too old: it keeps its buttons.
  if (!message || message.date === 0 || message.chat.type !== 'private') return;
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const chosen = buttons.find((button) => 'callback_data' in button && button.callback_data === data);
  // Somebody tapped twice: the buttons are gone already.
  if (!chosen) return;
  const isPast = line.newest.isPast(String(message.chat.id), message.message_id);
  const shown = `${message.text}\n\n\u2192 ${chosen.text}`;
  const done =
    !isPast && message.text !== undefined && fitText(shown) === shown
      ? line.api.editMessageText(message.chat.id, message.message_id, shown, {
          link_preview_options: { is_disabled: true },
        })
      : line.api.editMessageReplyMarkup(message.chat.id, message.message_id);
  quietly(line, 'The buttons of a message that was answered stay; they do no harm.', done);
}

function quietly({ log }: Line, words: string, call: Promise<unknown>): void {
  call.catch((error: unknown) => log.debug({ trouble: troubleOf(error) }, words));
}
