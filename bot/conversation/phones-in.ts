import { type Country, findPhones, type Phone } from '../../domain/phone.ts';

/** A phone stands near the beginning; looking through kilobytes of digits takes a tenth of a second. */
const looksAt = 1000;

/**
 * Rewrites what the phone library stumbles over without moving a character: a comma between two numbers (it would read
 * the second as an extension of the first) and the exit code of Kenya's neighbours, 00.
 */
const easier = (text: string): string =>
  text.replace(/[,;/]/g, '|').replace(/(^|[^\d+])00(?=[1-9]\d{7})/g, '$1 +');

/** The mobile numbers in a text, each once, with every place where it stands. */
export function phonesIn(text: string, country: Country) {
  const spans = findPhones(easier(text.slice(0, looksAt)), country).map((it) => ({
    ...it,
    // Of 00 only the second nought became the plus.
    start: text.startsWith('00', it.start - 1) ? it.start - 1 : it.start,
  }));
  const phones: Phone[] = [...new Set(spans.map(({ phone }) => phone))];
  return { phones, spans };
}
