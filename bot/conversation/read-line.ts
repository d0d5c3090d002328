import { longest } from '../../domain/lead.ts';
import { readLeadLine } from './one-line.ts';
import type { LeadAnswers, World } from './talk.ts';
import type { Told } from './tell.ts';
import { cutTo, plain } from './tidy.ts';
import { asksPrice, isNoName } from './vocabulary.ts';

/** Everything that one message tells, each answer within its length. */
export function readWhole(text: string, world: World): Told {
  const { phones, unsold, ...line } = readLeadLine(text, world.country, world.packages);
  const answers: LeadAnswers = { ...line };
  if (line.name) answers.name = cutTo(line.name, longest.name);
  if (line.name && isNoName(plain(line.name))) delete answers.name;
  if (line.location) answers.location = cutTo(line.location, longest.place);
  return { phones, answers, ...(unsold !== undefined && { unsold }) };
}

const introduces = /(?<!\p{L})(?:name|jina|naitwa|mimi ni)(?!\p{L})/iu;

/**
 * What may be believed of words that nobody asked for, where asking costs: a line with a phone, a unit or a package in it,
 * or somebody's own introduction. "WIFI" is the word of a poster, "bei gani?" a question, and neither is a name.
 */
export function readUnasked(text: string, world: World): Told {
  const told = readWhole(text, world);
  if (text.includes('?') || asksPrice(plain(text))) return {};
  if (introduces.test(text)) return told;
  if (!tellsUnitOrPackage(told)) return {};
  // "Jane Kilimani 20mbps" does not tell where the name ends.
  const { name, ...others } = told.answers ?? {};
  return others.location ? told : { ...told, answers: others };
}

/** A unit, a package, a speed: nobody's name or polite words hold those by chance. */
export const tellsUnitOrPackage = ({ answers, unsold }: Told): boolean =>
  unsold !== undefined || answers?.unitNumber !== undefined || answers?.packageId !== undefined;
