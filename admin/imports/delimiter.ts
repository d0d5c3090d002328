/** What separates the cells: comma, or semicolon (Excel where the comma is for decimals), tab, bar. */
export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Where a character stands among them; -1 where it is none. */
const placeOf = (character: string): number => (delimiters as readonly string[]).indexOf(character);

/** Enough lines to tell by. */
const looksAt = 30;

/**
 * Finds out what separates the cells by the first lines: whatever stands in them as often as in the line of the headings,
 * outside quotes. Excel's own first line `sep=;` says it.
 */
export function findDelimiter(text: string): Delimiter {
  const said = /^sep=(.)(?:\n|$)/i.exec(text)?.[1];
  const known = delimiters.find((delimiter) => delimiter === said);
  if (known) return known;
  const lines = countByLine(text);
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const [place, delimiter] of delimiters.entries()) {
    const counts = lines.map((line) => line[place] ?? 0);
    const [headings = 0] = counts;
    const agreeing = counts.filter((count) => count === headings).length / counts.length;
    // Commas inside the cells of a file of semicolons are many, but not as many in each line.
    const score = headings === 0 ? 0 : agreeing + Math.min(headings, 20) / 100;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** How often each delimiter stands outside quotes, line by line. The last line is left out where it may be cut. */
function countByLine(text: string): number[][] {
  const lines: number[][] = [];
  let line = delimiters.map(() => 0);
  let isQuoted = false;
  let isEmpty = true;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === '\n' && !isQuoted) {
      if (!isEmpty) lines.push(line);
      if (lines.length === looksAt) return lines;
      line = delimiters.map(() => 0);
      isEmpty = true;
      continue;
    }
    isEmpty = false;
    const place = isQuoted ? -1 : placeOf(character);
    if (place >= 0) line[place] = (line[place] ?? 0) + 1;
  }
  return lines.length > 0 ? lines : [line];
}
