import { longest } from '../../domain/lead.ts';
import { parsePhone } from '../../domain/phone.ts';
import { nameSaid, placeSaid } from './fillers.ts';
import { packageMeant } from './package-in.ts';
import type { Question } from './question.ts';
import { readPlace, readUnit } from './read-address.ts';
import { readWhole, tellsUnitOrPackage } from './read-line.ts';
import { readHasRouter, readRouter } from './read-router.ts';
import { kept, type Read, saysNothing } from './reading.ts';
import type { LeadAnswers, World } from './talk.ts';
import type { Told } from './tell.ts';
import { oneLine, plain } from './tidy.ts';
import { asksPrice, isLack, isNo, isNoName } from './vocabulary.ts';

const mostWordsOfName = 6;
const opening = /^(?:it is|it['’]s|its|ok|okay|sawa|yes)[\s,.!]+/iu;

/** A name; or everything at once, if nobody was named yet. "How much is it?" is neither. */
const readName: Read = (text, state, world) => {
  if (text.includes('?') || saysNothing(text) || asksPrice(plain(text))) return null;
  const told = readWhole(text, world);
  const isLine = (told.phones?.length ?? 0) > 0 || tellsUnitOrPackage(told);
  if (isLine && state.answers.name === undefined) return { told };
  const line = oneLine(text).replace(opening, '');
  if (state.answers.location === undefined && placeSaid(line)) return readPlace(line, state, world);
  const name = (nameSaid(line) ?? line)
    .replace(/[^\p{L}\p{M}\p{N}'’.\- ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.-]+|[\s.-]+$/g, '');
  const fits = /\p{L}/u.test(name) && !/\d{3}/.test(name) && name.split(' ').length <= mostWordsOfName;
  return fits && !isNo(plain(name)) && !isNoName(plain(name)) ? kept('name', name, longest.name) : null;
};

/** Words around the number are polite, unless they tell a unit or a package: then it is a whole line after all. */
const readPhone: Read = (text, state, world) => {
  const line = readWhole(text, world);
  const { phones = [], answers = {} } = line;
  if (phones.length === 0) {
    const alone = parsePhone(text.slice(0, 100), world.country);
    return alone ? { told: { phones: [alone] } } : null;
  }
  if (!tellsUnitOrPackage(line)) return { told: { phones } };
  return { told: { ...line, answers: { ...answers, ...given(state.answers) } } };
};

/** What was answered before stays. */
const given = (answers: LeadAnswers): LeadAnswers =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));

const readPackage: Read = (text, _state, { packages }) => {
  // "How much is 20mbps?" chooses nothing; the prices stand in the question.
  if (asksPrice(plain(text))) return null;
  const meant = packageMeant(text, packages);
  if (!meant) return null;
  if ('unsold' in meant) return { instead: { key: 'speed_not_sold', mbps: meant.unsold } };
  return { told: { answers: { packageId: meant.found.id } } };
};

const readIsp: Read = (text) => {
  const line = oneLine(text);
  // Staff read one word for it, whichever way it was said.
  if (isNo(plain(line)) || isLack(plain(line))) return { told: { answers: { currentIsp: 'None' } } };
  return saysNothing(line) ? null : kept('currentIsp', line, longest.isp);
};

const readReason: Read = (text) => {
  if (isNo(plain(text))) return { told: { answers: { notes: null } } };
  return saysNothing(text) ? null : kept('notes', text, longest.notes);
};

/** One row: how an answer in words to that question is read. */
export const readings: Record<Question, Read> = {
  name: readName,
  phone: readPhone,
  place: readPlace,
  unit: readUnit,
  package: readPackage,
  isp: readIsp,
  reason: readReason,
  has_router: readHasRouter,
  router: readRouter,
};

/** An offered answer that was tapped; null for one that is offered no more. */
export function readOption(question: Question, value: string, { packages }: World): Told | null {
  if (question === 'has_router' && (value === 'yes' || value === 'no'))
    return { answers: { customerHasRouter: value === 'yes' } };
  const chosen = question === 'package' ? packages.find((it) => it.id === value) : undefined;
  return chosen ? { answers: { packageId: chosen.id } } : null;
}
