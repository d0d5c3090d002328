import type { Id } from '../../domain/id.ts';
import type { Country, Phone } from '../../domain/phone.ts';
import { nameSaid, placeSaid, splitAtPlace, trimFillers } from './fillers.ts';
import { packageIn } from './package-in.ts';
import { phonesIn } from './phones-in.ts';
import type { World } from './talk.ts';
import { unitIn } from './unit-in.ts';

/** What one message tells of a lead. A key is there only if the message told it. */
export interface LeadLine {
  /** Each number once; more than one must be chosen from. */
  phones: Phone[];
  name?: string;
  location?: string;
  unitNumber?: string;
  packageId?: Id<'package'>;
  /** A speed that no single package has. */
  unsold?: number;
}

// What was understood leaves a mark in its place. `tidy` has taken every private-use character out before.
const phoneMark = '\uE000';
const unitMark = '\uE001';
const packageMark = '\uE002';

const mark = (text: string, spans: readonly { start: number; end: number }[], by: string): string =>
  [...spans]
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { start, end }) => `${rest.slice(0, start)}${by}${rest.slice(end)}`, text);

/**
 * Reads "Jane 0712345678 Kilimani 4B 20mbps", in any order that people use, in English and Kiswahili. First what has a
 * shape of its own is taken out: phones, package, unit. Of what remains the first words are the name, the rest the place.
 */
export function readLeadLine(text: string, country: Country, packages: World['packages']): LeadLine {
  const { phones, spans } = phonesIn(text, country);
  const withoutPhones = mark(text, spans, phoneMark);
  const pack = packageIn(withoutPhones, packages);
  const withoutPackage = pack ? mark(withoutPhones, [pack.span], packageMark) : withoutPhones;
  const unit = unitIn(withoutPackage);
  const rest = unit ? mark(withoutPackage, unit.spans, unitMark) : withoutPackage;
  return {
    phones,
    ...nameAndPlace(rest),
    ...(unit && { unitNumber: unit.unit }),
    ...(pack && ('found' in pack.named ? { packageId: pack.named.found.id } : { unsold: pack.named.unsold })),
  };
}

interface Segment {
  words: string;
  afterPhone: boolean;
  beforeUnit: boolean;
}

/** The pieces between marks, commas and line breaks, without the words that only join. */
function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  for (const match of text.matchAll(/[^\uE000-\uE002,;|\n]+/g)) {
    const words = trimFillers(match[0]);
    const rest = text.slice(match.index + match[0].length).trimStart();
    if (/[\p{L}\p{N}]/u.test(words))
      segments.push({
        words,
        afterPhone: text.slice(0, match.index).includes(phoneMark),
        beforeUnit: rest.startsWith(unitMark),
      });
  }
  return segments;
}

function nameAndPlace(text: string): Pick<LeadLine, 'name' | 'location'> {
  const segments = segmentsOf(text);
  const introduced = segments.findIndex(({ words }) => nameSaid(words) !== null);
  const first = segments[Math.max(introduced, 0)];
  if (!first) return {};
  const others = segments.filter((it) => it !== first).map(({ words }) => placeSaid(words) ?? words);
  const { name, place } = splitSegment(first, others.length > 0);
  const location = [place, ...others].filter((it) => it !== '').join(', ');
  return { ...(name && { name }), ...(location && { location }) };
}

const longestName = 4;

/** The name at the head of a piece, and what of the place follows in the same breath. */
function splitSegment(segment: Segment, placeElsewhere: boolean) {
  const place = placeSaid(segment.words);
  if (place !== null) return { name: '', place };
  const said = nameSaid(segment.words) ?? segment.words;
  const split = splitAtPlace(said);
  if (split) return split;
  const [head = '', ...others] = said.split(' ');
  // "0712345678 Kilimani 4B": a word that leads straight to the unit is a place.
  const leadsToUnit = segment.afterPhone && segment.beforeUnit;
  if (/\d/.test(head) || (others.length === 0 && leadsToUnit)) return { name: '', place: said };
  const couldBeName = others.length < longestName && !/\d/.test(said);
  const isName = placeElsewhere || others.length === 0 || (!segment.afterPhone && !segment.beforeUnit);
  return couldBeName && isName ? { name: said, place: '' } : { name: head, place: others.join(' ') };
}
