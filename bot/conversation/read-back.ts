import { displayPhone } from '../../domain/phone.ts';
import type { Choice, Phrase } from '../phrases/phrase.ts';
import { changeable, nextStep } from './agenda.ts';
import { packageLabel, ways } from './ask.ts';
import { hearCard, hearPin } from './card-and-pin.ts';
import { keepForLater } from './next-lines.ts';
import { phonesIn } from './phones-in.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';
import { news, tell } from './tell.ts';
import { excerpt, plain } from './tidy.ts';
import { type Answer, again, asking, reply, type StepRow, saying, type Turn } from './turn.ts';
import { isChange, isNo, isSend, isYes } from './vocabulary.ts';

/** The steps around the read-back: choose between two phones, say yes, or change a single answer. */

const line = (text: string | null | undefined): string | null => (text ? excerpt(text) : null);

function readBack({ about, answers, phone }: State, { packages }: World): Phrase {
  const chosen = packages.find((it) => it.id === answers.packageId);
  const told = {
    name: line(answers.name),
    phone: displayPhone(phone ?? ''),
    place: line(answers.location),
    unit: line(answers.unitNumber),
    package: chosen ? packageLabel(chosen) : null,
  };
  if (about === 'other') return { key: 'read_back_brought', ...told };
  return {
    key: 'read_back',
    ...told,
    isp: line(answers.currentIsp),
    reason: line(answers.notes),
    hasRouter: answers.customerHasRouter ?? null,
    router: line(answers.routerType),
  };
}

const answersToReadBack: Choice[] = [
  { label: { key: 'label_confirm' }, value: 'read_back:yes' },
  { label: { key: 'label_change' }, value: 'read_back:change' },
];

export const readBackStep: StepRow = {
  ask: (state, world) => reply(readBack(state, world), [...answersToReadBack, ...ways(state, world)]),
  hear(answer, state, world) {
    const said = wordsOf(answer);
    if (said.option === 'yes' || isYes(said.word) || isSend(said.word) || isThumb(answer))
      return confirm(state, world);
    if (said.option === 'change' || isChange(said.word) || isNo(said.word))
      return asking({ ...state, step: 'change', misunderstood: 0, personCalled: false });
    if (answer.kind === 'text' && phonesIn(answer.text, world.country).phones.length > 0)
      return state.about === 'other'
        ? keepForLater(state, answer.text, world)
        : asking(state, { key: 'phone_is_kept' });
    return otherwise(answer, state, world);
  },
};

/** Yes: an agent's lead goes in, and `brought` answers; a prospect is a lead already, and is thanked. */
function confirm(state: State, world: World): Turn {
  const step = nextStep(state, world);
  // What they chose is sold no more: ask that again first.
  if (step !== 'read_back') return asking({ ...state, step });
  const { about, answers, phone } = state;
  if (about === 'other' && phone)
    return { ...saying(state), effects: [{ do: 'bring_lead', phone, answers: news(answers, {}) }] };
  const done: State = { ...state, step: 'done', misunderstood: 0, personCalled: false };
  return saying(done, { key: 'thank_prospect', name: line(answers.name), isp: world.ispName });
}

export const changeStep: StepRow = {
  ask: (state, world) => {
    const offered = changeable(state, world).map(
      (question): Choice => ({ label: { key: 'label_question', question }, value: `change:${question}` }),
    );
    return reply({ key: 'ask_change' }, [...offered, ...ways(state, world)]);
  },
  hear(answer, state, world) {
    const { option } = wordsOf(answer);
    const question = changeable(state, world).find((it) => it === option);
    if (question) return asking({ ...state, step: question, misunderstood: 0, personCalled: false });
    return otherwise(answer, state, world);
  },
};

export const whichPhoneStep: StepRow = {
  ask: (state, world) => {
    const offered = state.phones.map(
      (phone): Choice => ({ label: { text: displayPhone(phone) }, value: `which_phone:${phone}` }),
    );
    return reply({ key: 'which_phone' }, [...offered, ...ways(state, world)]);
  },
  hear(answer, state, world) {
    const { option } = wordsOf(answer);
    const typed = answer.kind === 'text' ? phonesIn(answer.text, world.country).phones : [];
    const chosen = typed.length > 0 ? typed : state.phones.filter((it) => it === option);
    return chosen.length > 0 ? tell(state, { phones: chosen }, world) : otherwise(answer, state, world);
  },
};

const wordsOf = (answer: Answer): { option: string; word: string } => ({
  option: answer.kind === 'option' ? answer.value : '',
  word: answer.kind === 'text' ? plain(answer.text) : '',
});

const isThumb = (answer: Answer): boolean =>
  answer.kind === 'text' && /^👍\p{Emoji_Modifier}?$/u.test(answer.text);

/** None of the answers that were offered. */
function otherwise(answer: Answer, state: State, world: World): Turn {
  if (answer.kind === 'card') return hearCard(answer, state, world);
  if (answer.kind === 'pin') return hearPin(answer, state, world);
  if (answer.kind === 'unreadable') return again(state, 'ask', answer.why);
  return state.step === 'read_back' ? again(state) : again(state, { key: 'choose_one' });
}
