// After a word for a house a figure or one letter will do (`12`, `B`); by itself a unit has both (`4B`, `B4`, `A-12`).
const afterWord = '[A-Za-z]{0,2}-?\\d{1,4}[A-Za-z]?|[A-Za-z]';
const byItself = '[A-Za-z]{1,2}-?\\d{1,4}[A-Za-z]?|\\d{1,4}-?[A-Za-z]{1,2}';
const house = 'house|hse|nyumba|apartment|apt|unit|flat|room|rm|chumba|door|mlango|suite';
const filler = 'number|no|namba|nambari|ni|ya|yake|yangu';

// A block keeps its word ("Block C"); a house is its number alone.
const block = new RegExp(`\\b(?:block|blk|wing|floor|tower)\\.?\\s+(?:${afterWord})\\b`, 'gi');
const named = new RegExp(
  `\\b(?:${house})(?![A-Za-z])\\.?\\s*(?:(?:${filler})\\b\\.?\\s*)*[#:]?\\s*(${afterWord})\\b`,
  'gi',
);
const bare = new RegExp(`(?<![\\p{L}\\p{N}-])(?:${byItself})(?![\\p{L}\\p{N}-])`, 'gu');

interface Piece {
  start: number;
  end: number;
  words: string;
}

const pieces = (text: string, pattern: RegExp): Piece[] =>
  [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    words: match[1] ?? match[0],
  }));

const apart = (piece: Piece, others: readonly Piece[]): boolean =>
  others.every((it) => piece.end <= it.start || it.end <= piece.start);

/**
 * The unit in an address and where it stands: `Kilimani 4B`, `Block C house 12, Kasarani`, `nyumba namba 7`. Null where
 * none is written so that it could not be a part of the place: the 2 of "Umoja 2" is left alone.
 */
export function unitIn(text: string): { unit: string; spans: readonly Piece[]; isWorded: boolean } | null {
  const blocks = pieces(text, block);
  const houses = pieces(text, named).filter((it) => apart(it, blocks));
  // "near A1 petrol station, house 9": one by itself counts only where no word names the house, and then the last.
  const alone = houses.length > 0 ? [] : pieces(text, bare).filter((it) => apart(it, blocks));
  const spans = [...blocks, ...houses, ...alone.slice(-1)].sort((a, b) => a.start - b.start);
  if (spans.length === 0) return null;
  return { unit: spans.map((it) => it.words).join(' '), spans, isWorded: blocks.length + houses.length > 0 };
}

/** Without the spaces and commas around it. */
export const edges = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/^[\s,.;:-]+|[\s,;:-]+$/g, '');

/** An address without its unit, and the unit. "Opposite A1 petrol station" holds none: it stands in the middle. */
export function splitAddress(address: string): { place: string; unit: string | null } {
  const found = unitIn(address);
  if (!found) return { place: edges(address), unit: null };
  const bounds = [0, ...found.spans.flatMap(({ start, end }) => [start, end]), address.length];
  // Every second stretch between the bounds lies outside the unit.
  const around = bounds.flatMap((from, at) =>
    at % 2 === 0 ? [edges(address.slice(from, bounds[at + 1]))] : [],
  );
  const inMiddle = around.at(0) !== '' && around.at(-1) !== '';
  if (inMiddle && !found.isWorded) return { place: edges(address), unit: null };
  return { place: around.filter((it) => it !== '').join(', '), unit: found.unit };
}
