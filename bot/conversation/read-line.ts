import { longest } from '../../domain/lead.ts';
import { readLeadLine } from './one-line.ts';
import type { LeadAnswers, World } from './talk.ts';
import type { Told } from './tell.ts';
import { cutTo, plain } from './tidy.ts';
import { isNoName } from './vocabulary.ts';

/** Everything that one message tells, each answer within its length. */
export function readWhole(text: string, world: World): Told {
  const { phones, unsold, ...line } = readLeadLine(text, world.country, world.packages);
  const answers: LeadAnswers = { ...line };
  if (line.name) answers.name = cutTo(line.name, longest.name);
  if (line.name && isNoName(plain(line.name))) delete answers.name;
  if (line.location) answers.location = cutTo(line.location, longest.place);
  return { phones, answers, ...(unsold !== undefined && { unsold }) };
}

/** A unit, a package, a speed: nobody's name or polite words hold those by chance. */
export const tellsUnitOrPackage = ({ answers, unsold }: Told): boolean =>
  unsold !== undefined || answers?.unitNumber !== undefined || answers?.packageId !== undefined;
