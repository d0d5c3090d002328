import { longest } from '../../domain/lead.ts';
import { placeSaid } from './fillers.ts';
import { packageIn } from './package-in.ts';
import { kept, type Read, saysNothing } from './reading.ts';
import { oneLine, plain } from './tidy.ts';
import { edges, splitAddress } from './unit-in.ts';
import { isNo } from './vocabulary.ts';

/** "Kilimani 4B 20mbps" answers three questions; one that has an answer already is not touched. */
export const readPlace: Read = (text, { answers }, { packages }) => {
  const line = oneLine(text);
  if (saysNothing(line) || isNo(plain(line))) return null;
  const pack = answers.packageId === undefined ? packageIn(line, packages) : null;
  const address = pack ? `${line.slice(0, pack.span.start)} ${line.slice(pack.span.end)}` : line;
  const { place: written, unit } =
    answers.unitNumber === undefined ? splitAddress(address) : { place: edges(address), unit: null };
  const location = placeSaid(written) ?? written;
  const besides = {
    ...(unit !== null && { unitNumber: unit }),
    ...(pack && 'found' in pack.named && { packageId: pack.named.found.id }),
  };
  if (location === '') return { told: { answers: besides } };
  // "1" answers a list that is not there.
  return !/\p{L}/u.test(location) ? null : kept('location', location, longest.place, besides);
};

// "No. 12" and "ya 12" are house 12.
const numbered = /^(?:(?:no|number|namba|nambari|ya)\b[.:]?|#)?\s*(\d{1,4})\.?$/iu;

/** "None" is an answer too: a house of one's own has no number. */
export const readUnit: Read = (text) => {
  const line = oneLine(text);
  if (isNo(plain(line))) return { told: { answers: { unitNumber: null } } };
  if (saysNothing(line)) return null;
  const { place, unit } = splitAddress(line);
  const alone = unit !== null && place === '' ? unit : numbered.exec(line)?.[1];
  return kept('unitNumber', alone ?? line, longest.place);
};
