import { answerKeys, nextStep, previousStep } from './agenda.ts';
import { languageChoices, way } from './ask.ts';
import { takeNext } from './next-lines.ts';
import { type Question, questions } from './question.ts';
import { asAllowed, callPerson, greet, help } from './rest.ts';
import { beginTalk, type State } from './state.ts';
import type { World } from './talk.ts';
import { tell } from './tell.ts';
import { asking, reply, saying, type Turn } from './turn.ts';
import type { Wish } from './vocabulary.ts';

const isQuestion = (step: State['step']): step is Question => questions.some((it) => it === step);
const rests = ({ step }: State): boolean => step === 'idle' || step === 'done' || step === 'handed_over';

/** Leaves the question out. An answer that was given before stays; only the phone cannot be done without. */
function skip(state: State, world: World): Turn {
  const { step, about } = state;
  if (step === 'phone' || step === 'which_phone')
    return { ...asking(state), next: { key: 'phone_is_needed', about, button: world.hasButtons } };
  if (step === 'change') return asking({ ...state, step: 'read_back' });
  if (!isQuestion(step)) return asking(state);
  const key = answerKeys[step];
  const answers = state.answers[key] === undefined ? { [key]: null } : {};
  return tell(state, { answers }, world);
}

function back(state: State, world: World): Turn {
  if (rests(state)) return asking(state);
  const step = previousStep(state, world);
  if (!step) return asking(state, { key: 'first_question' });
  return asking({ ...state, step, phones: [], misunderstood: 0, personCalled: false });
}

function cancel(state: State, world: World): Turn {
  if (state.step === 'idle') return saying(state, { key: 'nothing_to_cancel' });
  // There is nothing of the talk left to cancel, so it is the request itself: a person should hear that.
  if (rests(state)) {
    const heard = world.isBrief ? saying(state, { key: 'person_called' }) : asking(state);
    return { ...heard, effects: [callPerson(state)] };
  }
  const kept = state.capture !== null;
  const anew = state.about === 'self' ? [way('label_new', 'new')] : [];
  const { about, lines } = state;
  return takeNext({ ...beginTalk(), about, lines }, world, reply({ key: 'cancelled', kept }, anew));
}

/** Tells the staff once, and stays quiet until the person writes again. */
function person(state: State): Turn {
  const effects = state.personCalled ? [] : [callPerson(state)];
  return { ...saying({ ...state, personCalled: true, misunderstood: 0 }, { key: 'person_called' }), effects };
}

function beginNew(state: State, world: World): Turn {
  if (!rests(state)) return asking(state, { key: 'finish_first' });
  if (!world.person) return greet(state.step === 'idle' ? state : beginTalk(), world);
  const fresh: State = { ...beginTalk(), about: 'other' };
  return asAllowed(world, state, () => asking({ ...fresh, step: nextStep(fresh, world) }));
}

/** One row: what may be wanted at every step, and what comes of it. */
export const wishes: Record<Wish, (state: State, world: World) => Turn> = {
  skip,
  back,
  cancel,
  person,
  new: beginNew,
  // Where nothing is asked, the greeting helps; a brief one has no room for that.
  help: (state, world) =>
    state.step === 'idle' && !world.isBrief ? asking(state) : asking(state, help(world)),
  language: (state) => ({
    ...saying(state),
    before: [reply({ key: 'choose_language' }, languageChoices)],
  }),
};
