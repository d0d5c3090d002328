import { languages } from '../../domain/person.ts';
import { numberedText } from '../channels/numbered.ts';
import { type BriefOpening, briefOpenings } from '../phrases/brief-phrase.ts';
import { countParts, toGsm } from '../phrases/gsm.ts';
import type { Choice, Phrase, Reply } from '../phrases/phrase.ts';
import { wordPhrase } from '../phrases/words.ts';
import type { State } from './state.ts';
import type { Step, World } from './talk.ts';
import { captureOf } from './tell.ts';
import { cutTo } from './tidy.ts';

// The brief talk is the same talk in other words. Where every message is paid for, whatever a turn has to say becomes one
// message, and that fits one SMS in either language.

/** Every phrase that may stand before a question, and as what; null: it is left out. Any other phrase is said alone. */
const openings: Partial<Record<Phrase['key'], BriefOpening | null>> = {
  greet_prospect: 'greeting',
  welcome_back: 'welcome_back',
  offer_person: 'offer_person',
  only_text: 'only_text',
  speed_not_sold: 'not_sold',
  resume_gently: 'resume_gently',
  unclear: 'unclear',
  choose_one: 'unclear',
  contact_not_own: 'unclear',
  unknown_command: 'unclear',
  language_chosen: null,
  phone_is_needed: null,
  phone_is_kept: 'resume_gently',
  place_kept: null,
  cut_short: null,
  first_question: null,
  finish_first: null,
};

/** All that was to be said, in one message: `question` (as `briefly` gives it) and what opens it, or a phrase alone. */
export function inOneMessage(said: readonly Reply[], question: Reply | null, world: World): Reply[] {
  const alone = said.find(({ phrase }) => !(phrase.key in openings));
  if (alone) return [briefly(alone, world)];
  if (!question) return said.slice(-1);
  if (question.phrase.key !== 'brief_ask') return [question];
  const possible = said.map(({ phrase }) => openings[phrase.key]);
  const opening = briefOpenings.find((it) => possible.includes(it)) ?? null;
  const opened = cutToOneSms({ ...question, phrase: { ...question.phrase, opening } });
  // A list that is seen for the first time matters more than a greeting; asked again, its beginning will do.
  const isPolite = opening === 'greeting' || opening === 'welcome_back';
  return [isPolite && opened.choices.length < question.choices.length ? question : opened];
}

/** A reply in the words of the brief talk. */
export const briefly = (reply: Reply, world: World): Reply =>
  cutToOneSms({ ...reply, phrase: briefPhrase(reply.phrase, world) });

/** With as many answers to choose from as have room; a speed or a name can be typed for the others. */
function cutToOneSms(reply: Reply): Reply {
  const fitting: Choice[] = [];
  for (const answer of reply.choices.filter(({ way }) => !way)) {
    if (!fitsOneSms(reply.phrase, [...fitting, answer])) break;
    fitting.push(answer);
  }
  return { ...reply, choices: [...fitting, ...reply.choices.filter(({ way }) => way)] };
}

function briefPhrase(phrase: Phrase, { ispName }: World): Phrase {
  // A name that SMS cannot write is not worth a second part.
  const isp = short(ispName) ?? 'Karibu';
  switch (phrase.key) {
    case 'ask_name':
      return { key: 'brief_ask', question: 'name', opening: null, isp };
    case 'ask_phone':
      return { key: 'brief_ask', question: 'phone', opening: null, isp };
    case 'ask_place':
      return { key: 'brief_ask', question: 'place', opening: null, isp };
    case 'ask_package':
      return { key: 'brief_ask', question: 'package', opening: null, isp };
    case 'we_have_you':
      return { key: 'brief_promise', name: short(phrase.name ?? ''), isp };
    case 'help_prospect':
      return { key: 'brief_help', isp };
    case 'person_called':
      return { key: 'brief_person_called' };
    default:
      return phrase;
  }
}

const longestName = 24;

/** A name in the alphabet of SMS and no longer than has room; null where it cannot be written there, or nothing is left. */
function short(name: string): string | null {
  // Those that count two are in nobody's name.
  const plain = toGsm(name.replace(/[\^{}\\[~\]|€]/g, ' '));
  if (countParts(plain).alphabet !== 'GSM-7') return null;
  return cutTo(plain, longestName).trim() || null;
}

function fitsOneSms(phrase: Phrase, choices: readonly Choice[]): boolean {
  return languages.every((language) => {
    const labels = choices.map(({ label, value, way = false }) => ({
      label: 'text' in label ? label.text : wordPhrase(label, language),
      value,
      way,
    }));
    const text = numberedText({ text: wordPhrase(phrase, language), choices: labels });
    return countParts(toGsm(text)).parts === 1;
  });
}

/** The network gave the number, so whoever is answered is a lead from their first message, whatever it was. */
export function captureSender(step: Step, before: State, { senderPhone }: World): Step {
  const { state, replies, effects } = step;
  const isNew = before.phone === null && state.phone === null && !state.stopped && replies.length > 0;
  if (!isNew || senderPhone === null) return step;
  const capture = captureOf(senderPhone, false, state);
  return {
    ...step,
    state: { ...state, phone: senderPhone, referralCode: null },
    effects: [capture, ...effects],
  };
}
