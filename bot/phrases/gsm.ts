// The alphabet of SMS: GSM 03.38, now 3GPP TS 23.038 §6.2.1. A text that keeps to it takes 160 characters; one character
// outside it (a curly quote, an emoji) makes the whole text UCS-2, and only 70 fit.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Behind an escape: each counts two. */
const extended = new Set('\f^{}\\[~]|€');

const isGsmChar = (char: string): boolean => basic.has(char) || extended.has(char);
const isGsm = (text: string): boolean => [...text].every(isGsmChar);

/** How people and word processors write what GSM has plainer. What NFKD makes plain (… ½ ² nbsp) needs no row. */
const plainer: readonly (readonly [RegExp, string])[] = [
  [/[‘’‚‛′`´ʼ‹›]/gu, "'"],
  [/[“”„‟″«»]/gu, '"'],
  [/[\p{Pd}−•·]/gu, '-'],
  [/⁄/gu, '/'],
  [/×/gu, 'x'],
  [/→/gu, '->'],
  [/\t/gu, ' '],
];

const withPlainMarks = (text: string) =>
  plainer.reduce((plain, [odd, mark]) => plain.replace(odd, mark), text);

/** Accents, emoji, joiners and control characters: without them the words are the same. */
const spareable = /[\p{M}\p{Cf}\p{Cc}\p{Extended_Pictographic}\p{Emoji_Modifier}]/gu;

function plainChar(char: string): string {
  if (isGsmChar(char)) return char;
  const plain = withPlainMarks(char.normalize('NFKD'));
  return [...plain].filter((part) => isGsmChar(part) || !part.match(spareable)).join('');
}

/**
 * The text in the alphabet of SMS, where it can be said in it: plain quotes and dashes, no emoji. A text with letters that
 * have no plain form (Arabic, Amharic) is given back as it was, for it needs UCS-2 anyway.
 */
export function toGsm(text: string): string {
  const plain = [...withPlainMarks(text.normalize('NFC'))].map(plainChar).join('');
  return isGsm(plain) ? plain.replace(/ {2,}/g, ' ').trim() : text;
}

export interface SmsParts {
  alphabet: 'GSM-7' | 'UCS-2';
  /** How many SMS it takes, and costs. */
  parts: number;
}

/** What fits into one SMS, and into each of several: their numbering takes some room. */
const room = { 'GSM-7': { alone: 160, joined: 153 }, 'UCS-2': { alone: 70, joined: 67 } } as const;

/** How many SMS a text takes. A character of two units never stands astride two parts. */
export function countParts(text: string): SmsParts {
  const alphabet = isGsm(text) ? 'GSM-7' : 'UCS-2';
  const { alone, joined } = room[alphabet];
  let units = 0;
  let parts = 1;
  let used = 0;
  for (const char of text) {
    const width = alphabet === 'UCS-2' ? char.length : extended.has(char) ? 2 : 1;
    units += width;
    if (used + width > joined) {
      parts++;
      used = 0;
    }
    used += width;
  }
  return { alphabet, parts: units <= alone ? 1 : parts };
}
