import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'grammy/types';
import type { Words } from '../channel.ts';

/** https://core.telegram.org/bots/api#sendmessage: 1–4096 characters. */
const longestText = 4096;

/** Whole words are not looked for: nothing we say comes near, only what staff pasted may. */
export function fitText(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

type Choice = Words['choices'][number];

/** Short labels stand two in a row, long ones alone. */
const wide = 16;
function rowsOf(choices: readonly Choice[]): Choice[][] {
  const perRow = choices.some(({ label }) => label.length > wide) ? 1 : 2;
  const rows: Choice[][] = [];
  for (let at = 0; at < choices.length; at += perRow) rows.push(choices.slice(at, at + perRow));
  return rows;
}

type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove;

/**
 * The buttons under a message: answers first, ways out of the question below. Telegram shares a contact only from the
 * keyboard that replaces the phone's own, and there a tap sends the label as text, which the talk reads like the tap.
 */
export function toMarkup({ choices, contactLabel }: Words): Markup {
  const rows = [...rowsOf(choices.filter(({ way }) => !way)), ...rowsOf(choices.filter(({ way }) => way))];
  if (contactLabel) {
    return {
      keyboard: [
        [{ text: contactLabel, request_contact: true }],
        ...rows.map((row) => row.map(({ label }) => ({ text: label }))),
      ],
      resize_keyboard: true,
      one_time_keyboard: true,
    };
  }
  if (rows.length === 0) return { remove_keyboard: true };
  return {
    inline_keyboard: rows.map((row) =>
      row.map(({ label, value }) => ({ text: label, callback_data: value })),
    ),
  };
}
