/**
 * What somebody typed, fit to be stored and shown: no control characters (PostgreSQL refuses NUL), no half surrogate
 * pairs (its jsonb refuses them), no private-use characters (the one-line parser marks with them), single spaces.
 * Line breaks stay.
 */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\p{Cc}\p{Cs}\p{Co}\u200B-\u200F\u2060\uFEFF]/gu, (it) => (it === '\n' ? it : ' '))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** The same on one line. */
export const oneLine = (text: string): string => tidy(text).replaceAll('\n', ' ');

/** At most `length` UTF-16 units, what zod and PostgreSQL both accept, never ending in half a character. */
export const cutTo = (text: string, length: number): string =>
  text.length <= length
    ? text
    : text
        .slice(0, length)
        .replace(/\p{Cs}/gu, '')
        .trimEnd();

/** A line of it for a read-back. */
export function excerpt(text: string, length = 80): string {
  const line = oneLine(text);
  return line.length <= length ? line : `${cutTo(line, length - 3)}...`;
}

/** How words are compared: `“STOP!!” 🙏` is `stop`. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}']+/gu, ' ')
    .trim();
