import { plain } from './tidy.ts';

const figure =
  /^(?:(?:no|namba|nambari|number|option|chaguo|jibu)\b\.?\s*(?:la|ya)?\s*)?[#(]?\s*(\d{1,3})\s*[.):]?$/iu;

const row = (words: string): readonly string[] => words.split(' ');
const spoken = [
  row('one two three four five six seven eight nine'),
  row('first second third fourth fifth sixth seventh eighth ninth'),
  row('moja mbili tatu nne tano sita saba nane tisa'),
  row('kwanza pili tatu nne tano sita saba nane tisa'),
];
const before =
  /^(?:(?:i want|i will take|give me|nataka|naomba|nipe|the(?! one$)|ile|number|option|namba|nambari|chaguo|ya|la|cha) )+/u;
const after = /(?: (?:one|please|tafadhali))+$/u;

/** The number of an answer that was chosen from a list: `2`, `2.`, `#2`, `(2)`, `namba 2`. Null for other words. */
export function figureIn(text: string): number | null {
  const typed = figure.exec(text.trim())?.[1];
  return typed ? Number(typed) : null;
}

/**
 * `two`, `mbili`, `the second one`, `ya pili`, `nataka 2`. Only for those who saw a numbered list: to others it may be how
 * many routers they have.
 */
export function spokenNumberIn(text: string): number | null {
  const words = plain(text);
  const word = words.replace(before, '').replace(after, '');
  const at = Math.max(...spoken.map((numbers) => numbers.indexOf(word)));
  if (at >= 0) return at + 1;
  return word === words ? null : figureIn(word);
}
