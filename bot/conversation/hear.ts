import { longest } from '../../domain/lead.ts';
import type { Said } from '../../domain/message.ts';
import { type Language, languages } from '../../domain/person.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import type { Choice, Phrase } from '../phrases/phrase.ts';
import { wordPhrase } from '../phrases/words.ts';
import { asksToStop } from './asks-to-stop.ts';
import { mediaKindOf } from './media-kind.ts';
import { figureIn, spokenNumberIn } from './number-in.ts';
import type { StepName } from './state.ts';
import type { World } from './talk.ts';
import { cutTo, oneLine, plain, tidy } from './tidy.ts';
import {
  isStart,
  isStop,
  isWrongNumber,
  languageOf,
  type Wish,
  wishOf,
  wishOfCommand,
} from './vocabulary.ts';

/** What a message means before anybody asks where the talk stands: words, buttons and commands come to the same. */
export type Heard =
  | { kind: 'stop'; words: string }
  /** The word START; `/start` is `entered`. */
  | { kind: 'start'; words: string }
  | { kind: 'entered'; referral: string | null; token: string | null }
  | { kind: 'wish'; wish: Wish }
  | { kind: 'language'; language: Language }
  /** An answer that the present step offers; `value` without the step's name. */
  | { kind: 'option'; value: string }
  /** A button of a question that is past. */
  | { kind: 'stale' }
  /** Tidied, not empty. */
  | { kind: 'text'; text: string }
  | { kind: 'card'; phone: Phone | null; own: boolean; name: string | null }
  | { kind: 'pin'; place: string }
  | { kind: 'unreadable'; why: Extract<Phrase, { key: 'only_text' | 'unknown_command' }> }
  /** The door was shut or opened; nobody said anything. */
  | { kind: 'nothing' };

/** Where the talk stands when it hears: the step, and what the question offered. */
export interface Asked {
  step: StepName;
  choices: readonly Choice[];
}

export function hear(said: Said, asked: Asked, world: World): Heard {
  switch (said.kind) {
    case 'text':
      return hearText(said.text, asked, world);
    case 'command':
      return hearCommand(said.name, said.argument);
    case 'choice':
      return hearChoice(said.value, asked.step);
    case 'contact':
      return {
        kind: 'card',
        phone: phoneOnCard(said.phone, world),
        own: said.own,
        name: oneLine(said.name ?? '') || null,
      };
    case 'location':
      return { kind: 'pin', place: placeOfPin(said.latitude, said.longitude) };
    case 'media':
      return said.caption && tidy(said.caption)
        ? hearText(said.caption, asked, world)
        : { kind: 'unreadable', why: { key: 'only_text', what: mediaKindOf(said.what) } };
    case 'blocked':
    case 'unblocked':
    case 'group_joined':
      return { kind: 'nothing' };
  }
}

function hearText(raw: string, asked: Asked, world: World): Heard {
  const text = cutTo(tidy(cutTo(raw, 2 * longest.notes)), longest.notes + 1);
  if (text === '') return { kind: 'unreadable', why: { key: 'only_text', what: null } };
  const command = /^\/([A-Za-z_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text);
  if (command) return hearCommand(command[1] ?? '', command[2] ?? '');

  const word = plain(text);
  if (asksToStop(word)) return { kind: 'stop', words: text };
  if (isStart(word)) return { kind: 'start', words: text };
  const offered = asked.choices.find((choice) => isLabel(choice, word)) ?? numbered(text, asked, world);
  if (offered) return hearChoice(offered.value, asked.step);
  return hearWish(word, asked.step) ?? { kind: 'text', text };
}

const numberIsTheTalk: readonly StepName[] = ['phone', 'which_phone', 'read_back', 'change'];

function hearWish(word: string, step: StepName): Heard | null {
  // Who wrote to us by mistake is asked no more; who sees a mistake in their number means that.
  if (isWrongNumber(word)) return numberIsTheTalk.includes(step) ? null : { kind: 'wish', wish: 'cancel' };
  const language = languageOf(word);
  if (language) return { kind: 'language', language };
  const wish = wishOf(word);
  return wish && { kind: 'wish', wish };
}

/** `/stop`, `/start r_x`, `/ruka`; an argument of a link holds A-Z, a-z, 0-9, _ and - only. */
function hearCommand(typed: string, argument: string): Heard {
  const name = plain(typed.split('@')[0] ?? '');
  if (isStop(name)) return { kind: 'stop', words: `/${name}` };
  if (isStart(name)) {
    const carried = /^[\w-]{1,64}$/.exec(argument.trim())?.[0] ?? null;
    const referral = /^r_(.+)$/.exec(carried ?? '')?.[1] ?? null;
    return { kind: 'entered', referral, token: referral || carried === 'r_' ? null : carried };
  }
  const language = languageOf(name);
  if (language) return { kind: 'language', language };
  const wish = wishOfCommand(name);
  return wish ? { kind: 'wish', wish } : { kind: 'unreadable', why: { key: 'unknown_command' } };
}

const wishesAnywhere = ['cancel', 'person', 'new'] as const satisfies Wish[];

/** `language:sw` and the ways out hold everywhere; `place:skip` only while the place is asked. */
function hearChoice(value: string, step: StepName): Heard {
  const anywhere = wishesAnywhere.find((wish) => wish === value);
  if (anywhere) return { kind: 'wish', wish: anywhere };
  const language = languages.find((it) => value === `language:${it}`);
  if (language) return { kind: 'language', language };
  if (!value.startsWith(`${step}:`)) return { kind: 'stale' };
  const option = value.slice(step.length + 1);
  return option === 'skip' || option === 'back'
    ? { kind: 'wish', wish: option }
    : { kind: 'option', value: option };
}

const isLabel = ({ label }: Choice, word: string): boolean =>
  word !== '' &&
  ('text' in label
    ? plain(label.text) === word
    : languages.some((language) => plain(wordPhrase(label, language)) === word));

/**
 * `2` is the second answer. Where the channel has buttons nobody saw numbers, so that "20" is rather the speed of a
 * package; where it has none they were numbered, and 5 is the fifth.
 */
function numbered(text: string, { step, choices }: Asked, world: World): Choice | undefined {
  const typed = figureIn(text) ?? (world.hasButtons ? null : spokenNumberIn(text));
  if (typed === null) return;
  const isSpeed = world.packages.some((it) => it.downloadMbps === typed);
  if (step === 'package' && world.hasButtons && isSpeed) return;
  return choices.filter((choice) => !choice.way)[typed - 1];
}

/** Telegram may leave out the plus of a foreign number. */
const phoneOnCard = (written: string, { country }: World): Phone | null =>
  parsePhone(written, country) ?? parsePhone(`+${written.replace(/\D/g, '')}`, country);

/** Five decimals are a metre; more only looks exact. */
const placeOfPin = (latitude: number, longitude: number): string =>
  `Location pin ${Number(latitude.toFixed(5))}, ${Number(longitude.toFixed(5))}`;
