import { countParts, type SmsParts, toGsm } from '../../phrases/gsm.ts';
import type { Words } from '../channel.ts';
import { numberedText } from '../numbered.ts';

/** What we say by itself keeps to one or two; more is what staff pasted, and each part is paid for. */
export const mostParts = 6;

/** An SMS as it leaves. */
export interface SmsText extends SmsParts {
  text: string;
  /** Its end is missing: it was longer than `mostParts`. */
  isCut: boolean;
}

/** The words as one SMS, of as few parts as can be. */
export function smsText(words: Pick<Words, 'text' | 'choices'>): SmsText {
  const whole = toGsm(numberedText(words));
  const counted = countParts(whole);
  if (counted.parts <= mostParts) return { text: whole, ...counted, isCut: false };
  const text = cut(whole);
  return { text, ...countParts(text), isCut: true };
}

// Three dots: the character … would turn the text into UCS-2.
const ellipsis = '...';

/** As much of the beginning as fits, between two characters. */
function cut(text: string): string {
  const chars = [...text];
  const begins = (length: number) => chars.slice(0, length).join('').trimEnd() + ellipsis;
  let fits = 0;
  let tooLong = chars.length;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (countParts(begins(middle)).parts <= mostParts) fits = middle;
    else tooLong = middle;
  }
  return begins(fits);
}
