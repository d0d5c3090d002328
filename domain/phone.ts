import { type CountryCode, findPhoneNumbersInText, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A mobile number in E.164: `+254712345678`. Only `parsePhone` and `findPhones` make one. */
export type Phone = string & { readonly __phone: unique symbol };

export type Country = CountryCode;
export const defaultCountry: Country = 'KE';

// Kenya's own exit code is 000, so the library reads 00254… as a Kenyan number with two noughts too many.
const exitCodeToPlus = (text: string) => text.replace(/(^|[^\d+])00(?=\s*[1-9])/g, '$1+');

const mobile = new Set<string | undefined>(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/**
 * Reads a mobile number however a person writes it (`0712 345 678`, `712345678`, `254…`, `+254…`, `00254…`).
 * Landlines and toll-free numbers are null: nobody can be messaged there.
 */
export function parsePhone(text: string, country: Country = defaultCountry): Phone | null {
  const parsed = parsePhoneNumberFromString(exitCodeToPlus(text.trim()), country);
  if (!parsed?.isValid() || !mobile.has(parsed.getType())) return null;
  // This is the one place that makes a Phone: the library has just said that it is valid.
  return parsed.number as string as Phone;
}

/** A phone stands near the beginning of a message; looking through kilobytes of digits takes a tenth of a second. */
const looksAt = 1000;

/**
 * Rewrites what the library stumbles over without moving a character: a comma between two numbers (it would read the
 * second as an extension of the first), and 00 before a country (see `exitCodeToPlus`).
 */
const easierToRead = (text: string): string =>
  text.replace(/[,;/]/g, '|').replace(/(^|[^\d+])00(?=[1-9]\d{7})/g, '$1 +');

/** The mobile numbers inside a sentence, in order, with where they stand in it. */
export function findPhones(text: string, country: Country = defaultCountry) {
  const found: { phone: Phone; start: number; end: number }[] = [];
  const readable = easierToRead(text.slice(0, looksAt));
  for (const match of findPhoneNumbersInText(readable, { defaultCountry: country })) {
    const phone = parsePhone(match.number.number, country);
    // Of 00 only the second nought became the plus.
    const start = text.startsWith('00', match.startsAt - 1) ? match.startsAt - 1 : match.startsAt;
    if (phone) found.push({ phone, start, end: match.endsAt });
  }
  return found;
}

/** `+254 712 345678`: grouped as people read it out. */
export function displayPhone(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}
