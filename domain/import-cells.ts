import { type Money, parseMoney } from './money.ts';
import { type Country, findPhones, type Phone, parsePhone } from './phone.ts';

// What stands in the cells of other people's spreadsheets, and the sentence for a cell that cannot be read.

/** `remark`: it was read, but in a way that somebody should know of. */
export type ReadCell<T> = { value: T; remark?: string } | { problem: string };

/** Excel shows a long number so where the column is narrow, and then saves what it shows. */
const shortenedByExcel = /^\d([.,]\d+)?E\+?\d+$/i;

export function readPhoneCell(text: string, country: Country): ReadCell<Phone> {
  if (shortenedByExcel.test(text)) {
    const problem = `Excel has shortened the phone to ${text}, and its last digits are lost. Format the column as text there, and write the number again.`;
    return { problem };
  }
  // An apostrophe before it is how spreadsheets mark text; `.0` behind it is how some programs write whole numbers.
  const phone = parsePhone(text.replace(/^'/, '').replace(/\.0+$/, ''), country);
  if (phone) return { value: phone };
  const inside = findPhones(text, country);
  if (inside.length > 1)
    return { problem: `There are ${inside.length} phone numbers in “${text}”; keep one.` };
  const [only] = inside;
  if (only) return { value: only.phone, remark: `Of “${text}” the number was taken.` };
  return { problem: `“${text}” is no mobile number.` };
}

/** Reads `2,500`, `KES 2500`, `Ksh. 2,500.00`, `2500/=`. */
export function readMoneyCell(text: string): ReadCell<Money> {
  const sum = parseMoney(
    text.replace(/\s*(?:\/[=-]|\b(?:kes|kshs?|sh)\.?)\s*$/i, '').replace(/^sh\.?\s*/i, ''),
  );
  return sum ? { value: sum } : { problem: `“${text}” is no amount; write it as 2,500 or 2500.50.` };
}

const yes = new Set(['yes', 'y', 'true', '1', 'x', '✓', 'ndiyo', 'ndio', 'ana', 'anayo', 'iko']);
const no = new Set(['no', 'n', 'false', '0', '-', 'none', 'hapana', 'la', 'hana', 'hakuna']);

export function readYesNoCell(text: string): ReadCell<boolean> {
  const word = text.toLowerCase();
  if (yes.has(word)) return { value: true };
  if (no.has(word)) return { value: false };
  return { problem: `“${text}” is neither yes nor no.` };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNumber = (word: string) => months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
const monthNames = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `2026-04-03`, or null where the calendar has no such day. `26` is 2026. */
function calendarDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year < 100 ? 2000 + year : year, month - 1, day));
  const isSame = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isSame && date.getUTCFullYear() >= 1990 && date.getUTCFullYear() < 2100
    ? date.toISOString().slice(0, 10)
    : null;
}

// A time of day may stand behind each of them.
const time = /(?:,?[T\s]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.source;
const yearFirst = new RegExp(`^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})${time}`, 'i');
const dayFirst = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4}|\\d{2})${time}`, 'i');
const monthInWords = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+([a-z]{3,9})\\.?,?[\\s-]+(\\d{4}|\\d{2})${time}`,
  'i',
);

/**
 * Which comes first in the dates of a column, where this one proves it: `30/4/2026` or `4/30/2026`. Null where it could be
 * either.
 */
export function findDateOrder(text: string): 'day' | 'month' | null {
  const [, first, second] = dayFirst.exec(text) ?? [];
  if (Number(first) > 12) return 'day';
  return Number(second) > 12 ? 'month' : null;
}

/**
 * A calendar date from `2026-04-03`, `3/4/2026`, `03-04-26`, `3.4.2026`, `3 Apr 2026`, `3rd April 2026`. Where day and
 * month could be either the day comes first, as Kenya writes, and a remark says so, unless the column is known to be so.
 */
export function readDateCell(text: string, isDayFirst = false): ReadCell<string> {
  const isoDate = yearFirst.exec(text);
  const numbers = isoDate ?? dayFirst.exec(text) ?? monthInWords.exec(text);
  if (!numbers) return { problem: `“${text}” is no date; write it as 2026-04-30 or 30/04/2026.` };
  const [, first = '', second = '', third = ''] = numbers;
  const month = Number(second) || monthNumber(second);
  const [year, day] = isoDate ? [Number(first), Number(third)] : [Number(third), Number(first)];
  const date = calendarDate(year, month, day);
  if (!date) return { problem: `“${text}” is no day of the calendar; days are read before months.` };
  const couldBeEither = !isoDate && /^\d+$/.test(second) && day <= 12 && day !== month;
  if (!couldBeEither || isDayFirst) return { value: date };
  return { value: date, remark: `${text} was read as ${monthNames.format(new Date(date))}, day first.` };
}

export function readTextCell(text: string, longest: number): ReadCell<string> {
  if (text.length <= longest) return { value: text };
  return { problem: `It has ${text.length} characters; at most ${longest} fit.` };
}

/** One of a list, by its name in any case. `what` says what is in the list, for the refusal. */
export function readNamedCell<T>(text: string, known: ReadonlyMap<string, T>, what: string): ReadCell<T> {
  const found = known.get(text.toLowerCase());
  return found === undefined ? { problem: `${what} “${text}” is not known here.` } : { value: found };
}
