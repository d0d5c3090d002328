import type { Phrase } from '../phrases/phrase.ts';
import { askQuestion } from './ask.ts';
import { hearCard, hearPin } from './card-and-pin.ts';
import { keepForLater } from './next-lines.ts';
import { phonesIn } from './phones-in.ts';
import type { Question } from './question.ts';
import { readings, readOption } from './read.ts';
import type { Reading } from './reading.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';
import { tell } from './tell.ts';
import { again, asking, type StepRow, type Turn } from './turn.ts';

/** The step at which one question is asked. */
export const questionStep = (question: Question): StepRow => ({
  ask: (state, world) => askQuestion(question, state, world),
  hear(answer, state, world) {
    switch (answer.kind) {
      case 'card':
        return hearCard(answer, state, world);
      case 'pin':
        return hearPin(answer, state, world);
      case 'unreadable':
        return again(state, 'ask', answer.why);
      case 'option': {
        const told = readOption(question, answer.value, world);
        return told ? tell(state, told, world) : again(state, unclear(question, state));
      }
      case 'text':
        return hearText(question, answer.text, state, world);
    }
  },
});

const unclear = (question: Question, { about }: State): Phrase => ({ key: 'unclear', question, about });

function hearText(question: Question, text: string, state: State, world: World): Turn {
  if (isNextLead(question, text, state, world)) return keepForLater(state, text, world);
  if (isAnotherPhone(text, state, world)) return asking(state, { key: 'phone_is_kept' });
  const reading = readings[question](text, state, world);
  if (reading && isForThePerson(question, reading, state)) return again(state);
  if (!reading) return again(state, unclear(question, state));
  if ('instead' in reading) return again(state, reading.instead);
  const cut: Phrase[] = reading.cut ? [{ key: 'cut_short', limit: reading.cut }] : [];
  return tell(state, reading.told, world, ...cut);
}

/** An agent sends the next lead before this one is sent in: it must not become an answer. */
const isNextLead = (question: Question, text: string, { about }: State, { country }: World): boolean =>
  about === 'other' &&
  question !== 'name' &&
  question !== 'phone' &&
  phonesIn(text, country).phones.length > 0;

/** Nothing but a number, where theirs is known: it is no house number, and no provider. */
function isAnotherPhone(text: string, { about, phone }: State, { country }: World): boolean {
  if (about === 'other' || phone === null) return false;
  const { phones, spans } = phonesIn(text, country);
  const around = spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return phones.some((it) => it !== phone) && !/[\p{L}\p{N}]/u.test(around);
}

// Questions to which any words would be an answer.
const takesAnything: readonly Question[] = ['name', 'place', 'unit', 'isp', 'reason', 'router'];

/** After "talk to a person" free words are meant for that person; a phone, a package, a yes can still be nothing else. */
const isForThePerson = (
  question: Question,
  reading: NonNullable<Reading>,
  { personCalled }: State,
): boolean =>
  personCalled &&
  takesAnything.includes(question) &&
  !('told' in reading && (reading.told.phones?.length ?? 0) > 0);
