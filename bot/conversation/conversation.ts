import type { Reply } from '../phrases/phrase.ts';
import { isOnAgenda, nextStep } from './agenda.ts';
import { briefly, captureSender, inOneMessage } from './brief.ts';
import { isForStaff, leaveToStaff } from './for-staff.ts';
import { type Heard, hear } from './hear.ts';
import { noteMedia } from './note-media.ts';
import { outcome } from './outcome.ts';
import { questionStep } from './question-step.ts';
import { changeStep, readBackStep, whichPhoneStep } from './read-back.ts';
import { doneStep, greet, handedOverStep, idleStep, mayBring } from './rest.ts';
import { beginTalk, type State, type StepName } from './state.ts';
import { resume, stop } from './stop-and-start.ts';
import type { Step, Talk, World } from './talk.ts';
import { attest } from './tell.ts';
import { believed } from './trust.ts';
import { asking, reply, type StepRow, type Turn } from './turn.ts';
import { wishes } from './wishes.ts';

/** One row: a step of the talk; what is asked there, and what becomes of an answer. `State` tells the steps. */
const steps: Record<StepName, StepRow> = {
  idle: idleStep,
  name: questionStep('name'),
  phone: questionStep('phone'),
  which_phone: whichPhoneStep,
  place: questionStep('place'),
  unit: questionStep('unit'),
  package: questionStep('package'),
  isp: questionStep('isp'),
  reason: questionStep('reason'),
  has_router: questionStep('has_router'),
  router: questionStep('router'),
  read_back: readBackStep,
  change: changeStep,
  done: doneStep,
  handed_over: handedOverStep,
};

/** One step of the conversation; see `talk.ts`. Never throws, whatever is said. */
export const talk: Talk = (stored, event, seen) => {
  const world = believed(seen);
  const state = present(stored, world);
  if (event.kind !== 'said') return settle(outcome(event, state, world), world);
  const { choices } = askAt(state, world);
  const heard = hear(event.said, { step: state.step, choices }, world);
  const meant = isForStaff(event.said, heard, state, world)
    ? leaveToStaff(state)
    : // What answers a question that makes no sense any more answers no other.
      heard.kind === 'text' && isGone(stored, state)
      ? asking(state)
      : turn(heard, state, world);
  const step = settle(noteMedia(attest(meant, world), event.said), world);
  return world.isBrief ? captureSender(step, state, world) : step;
};

/** The state as the world is now: somebody joined or left the ISP's people or got another role, a question makes no sense. */
function present(state: State, world: World): State {
  const about = world.person ? 'other' : 'self';
  const mayGoOn = about === 'self' || state.step === 'idle' || mayBring(world);
  if (state.about !== about || !mayGoOn) {
    const { stopped, referralCode } = state;
    return { ...beginTalk(), about, stopped, referralCode };
  }
  return isOnAgenda(state, world) ? state : { ...state, step: nextStep(state, world) };
}

const isGone = (stored: State, present: State): boolean =>
  present.step !== 'idle' && stored.step !== present.step && !stored.stopped;

function turn(heard: Heard, state: State, world: World): Turn {
  if (heard.kind === 'nothing') return { ...asking(state), next: 'nothing' };
  if (heard.kind === 'start' || heard.kind === 'entered') return resume(heard, state, world);
  // After STOP there is silence, whatever is said, until START.
  if (state.stopped) return { ...asking(state), next: 'nothing' };
  switch (heard.kind) {
    case 'stop':
      return stop(heard.words, state);
    case 'language': {
      const effect = { do: 'choose_language', language: heard.language } as const;
      return { ...asking(state, { key: 'language_chosen' }), effects: [effect] };
    }
    case 'wish':
      return wishes[heard.wish](state, world);
    case 'stale':
      return asking(state);
    default:
      return steps[state.step].hear(heard, state, world);
  }
}

/** Puts the question where the talk now stands, if one is to be put. A prospect who is asked nothing yet is greeted. */
function settle(turn: Turn, world: World): Step {
  const { state, before, effects, next } = turn;
  if (next === 'nothing')
    return { state, replies: world.isBrief ? inOneMessage(before, null, world) : before, effects };
  if (state.step === 'idle' && !world.person) {
    const greeted = greet(state, world);
    return settle(
      { ...greeted, before: [...before, ...greeted.before], effects: [...effects, ...greeted.effects] },
      world,
    );
  }
  const question = askAt(state, world);
  if (world.isBrief) {
    const said = next === 'ask' ? before : [...before, reply(next)];
    return { state, replies: inOneMessage(said, question, world), effects };
  }
  const last: Reply = next === 'ask' ? question : { ...question, phrase: next };
  return { state, replies: [...before, last], effects };
}

/** What is asked where the talk stands; typed numbers are read by these very choices. */
function askAt(state: State, world: World): Reply {
  const question = steps[state.step].ask(state, world);
  return world.isBrief ? briefly(question, world) : question;
}
