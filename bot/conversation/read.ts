import { longest } from '../../domain/lead.ts';
import { parsePhone } from '../../domain/phone.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { answerKeys } from './agenda.ts';
import { nameSaid, placeSaid } from './fillers.ts';
import { readLeadLine } from './one-line.ts';
import { packageIn, packageMeant } from './package-in.ts';
import { phonesIn } from './phones-in.ts';
import type { Question } from './question.ts';
import type { State } from './state.ts';
import type { LeadAnswers, World } from './talk.ts';
import type { Told } from './tell.ts';
import { cutTo, oneLine, plain } from './tidy.ts';
import { unitIn } from './unit-in.ts';
import { isGreeting, isNo, isThanks, isYes } from './vocabulary.ts';

/** What was made of an answer: what it told, and to which length it was cut; or null, it was none. */
export type Reading = { told: Told; cut?: number } | { instead: Phrase } | null;

type Read = (text: string, state: State, world: World) => Reading;

// "Hi", "ok", "asante", a smiley: polite, but no answer to a question that wants words of its own.
const saysNothing = (text: string): boolean => {
  const word = plain(text);
  return !/[\p{L}\p{N}]/u.test(word) || isGreeting(word) || isThanks(word) || isYes(word);
};

function short(
  key: Exclude<keyof LeadAnswers, 'packageId' | 'customerHasRouter'>,
  text: string,
  limit: number,
): Reading {
  const kept = cutTo(text, limit);
  return { told: { answers: { [key]: kept } }, ...(kept.length < text.length && { cut: limit }) };
}

const freeText =
  (question: 'isp' | 'reason' | 'router', limit: number): Read =>
  (text) =>
    saysNothing(text) ? null : short(answerKeys[question], text, limit);

/** Everything that one message tells, each answer within its length. */
export function readWhole(text: string, world: World): Told {
  const { phones, unsold, ...line } = readLeadLine(text, world.country, world.packages);
  const answers: LeadAnswers = { ...line };
  if (line.name) answers.name = cutTo(line.name, longest.name);
  if (line.location) answers.location = cutTo(line.location, longest.place);
  return { phones, answers, ...(unsold !== undefined && { unsold }) };
}

/** More than a name: somebody answers everything at once. */
export const tellsMore = ({ phones = [], answers, unsold }: Told): boolean =>
  phones.length > 0 ||
  unsold !== undefined ||
  answers?.unitNumber !== undefined ||
  answers?.packageId !== undefined;

const name: Read = (text, state, world) => {
  // "How much is it?" is no name.
  if (text.includes('?') || saysNothing(text)) return null;
  const told = readWhole(text, world);
  if (state.answers.name === undefined && tellsMore(told)) return { told };
  const line = oneLine(text);
  const said = (nameSaid(line) ?? line)
    .replace(/[^\p{L}\p{M}\p{N}'’.\- ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.-]+|[\s.-]+$/g, '');
  const fits = /\p{L}/u.test(said) && !/\d{3}/.test(said) && said.split(' ').length <= 6;
  return fits && !isNo(plain(said)) ? short('name', said, longest.name) : null;
};

const phone: Read = (text, _state, { country }) => {
  const whole = parsePhone(text.slice(0, 100), country);
  const { phones } = phonesIn(text, country);
  const told = phones.length > 0 ? phones : whole ? [whole] : [];
  return told.length > 0 ? { told: { phones: told } } : null;
};

/** "Kilimani 4B 20mbps" answers three questions; one that has an answer already is not touched. */
const place: Read = (text, { answers }, { packages }) => {
  if (saysNothing(text)) return null;
  const line = oneLine(text);
  const pack = answers.packageId === undefined ? packageIn(line, packages) : null;
  const address = pack ? `${line.slice(0, pack.span.start)} ${line.slice(pack.span.end)}` : line;
  const unit = answers.unitNumber === undefined ? unitAtEdge(address) : null;
  const written = edges(unit?.rest ?? address);
  const location = placeSaid(written) ?? written;
  const found = {
    ...(unit && { unitNumber: unit.unit }),
    ...(pack && 'found' in pack.named && { packageId: pack.named.found.id }),
  };
  if (location === '') return { told: { answers: found } };
  const kept = cutTo(location, longest.place);
  const told = { answers: { ...found, location: kept } };
  return { told, ...(kept.length < location.length && { cut: longest.place }) };
};

const edges = (text: string): string => text.replace(/\s+/g, ' ').replace(/^[\s,.;:-]+|[\s,;:-]+$/g, '');

/** "Opposite A1 petrol station" holds no unit: it stands at the head or the end of an address. */
function unitAtEdge(address: string): { unit: string; rest: string } | null {
  const found = unitIn(address);
  const [first, last] = [found?.spans.at(0), found?.spans.at(-1)];
  if (!found || !first || !last) return null;
  const before = address.slice(0, first.start);
  const after = address.slice(last.end);
  if (edges(before) !== '' && edges(after) !== '' && first.words.length === first.end - first.start)
    return null;
  return { unit: found.unit, rest: `${edges(before)}, ${edges(after)}` };
}

const unit: Read = (text) => {
  const line = oneLine(text);
  if (isNo(plain(line))) return { told: { answers: { unitNumber: null } } };
  if (saysNothing(line)) return null;
  const found = unitAtEdge(line);
  return short('unitNumber', found && edges(found.rest) === '' ? found.unit : line, longest.place);
};

const pack: Read = (text, _state, { packages }) => {
  const meant = packageMeant(text, packages);
  if (!meant) return null;
  if ('unsold' in meant) return { instead: { key: 'speed_not_sold', mbps: meant.unsold } };
  return { told: { answers: { packageId: meant.found.id } } };
};

const isp: Read = (text, state, world) =>
  isNo(plain(text))
    ? { told: { answers: { currentIsp: 'None' } } }
    : freeText('isp', longest.isp)(oneLine(text), state, world);

/** "Yes, a Tenda" is yes as well; which one is asked next. */
const hasRouter: Read = (text) => {
  const word = plain(text);
  const head = word.split(' ')[0] ?? '';
  if (isYes(word) || isYes(head)) return { told: { answers: { customerHasRouter: true } } };
  if (isNo(word) || isNo(head)) return { told: { answers: { customerHasRouter: false } } };
  return null;
};

/** One row: how an answer in words to that question is read. */
export const readings: Record<Question, Read> = {
  name,
  phone,
  place,
  unit,
  package: pack,
  isp,
  reason: freeText('reason', longest.notes),
  has_router: hasRouter,
  router: (text, state, world) => freeText('router', longest.router)(oneLine(text), state, world),
};

/** An offered answer that was tapped; null for one that is offered no more. */
export function readOption(question: Question, value: string, { packages }: World): Told | null {
  if (question === 'has_router' && (value === 'yes' || value === 'no'))
    return { answers: { customerHasRouter: value === 'yes' } };
  const chosen = question === 'package' ? packages.find((it) => it.id === value) : undefined;
  return chosen ? { answers: { packageId: chosen.id } } : null;
}
