const figure =
  /^(?:(?:no|namba|nambari|number|option|chaguo|jibu)\b\.?\s*(?:la|ya)?\s*)?[#(]?\s*(\d{1,3})\s*[.):]?$/iu;

const spoken = 'one two three four five six seven eight nine'.split(' ');
const kwaKiswahili = 'moja mbili tatu nne tano sita saba nane tisa'.split(' ');

/** The number of an answer that was chosen from a list: `2`, `2.`, `#2`, `(2)`, `namba 2`. Null for other words. */
export function figureIn(text: string): number | null {
  const typed = figure.exec(text.trim())?.[1];
  return typed ? Number(typed) : null;
}

/** `two`, `mbili`. Only for those who saw a numbered list: to others it may be how many routers they have. */
export function spokenNumberIn(text: string): number | null {
  const word = text.trim().toLowerCase();
  const at = Math.max(spoken.indexOf(word), kwaKiswahili.indexOf(word));
  return at < 0 ? null : at + 1;
}
