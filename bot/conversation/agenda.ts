import { briefQuestions, type Question, questions } from './question.ts';
import type { State, StepName } from './state.ts';
import type { LeadAnswers, World } from './talk.ts';

// What is still to be asked, and in which order. Nothing here speaks.

/** Under which key the answer to a question is kept; the phone is kept apart. */
export const answerKeys = {
  name: 'name',
  place: 'location',
  unit: 'unitNumber',
  package: 'packageId',
  isp: 'currentIsp',
  reason: 'notes',
  has_router: 'customerHasRouter',
  router: 'routerType',
} as const satisfies Record<Exclude<Question, 'phone'>, keyof LeadAnswers>;

const askedOfAgents: readonly Question[] = ['name', 'phone', 'place', 'unit', 'package'];

/** The questions that make sense for this lead. */
function questionsOf({ about, answers }: State, { packages, isBrief }: World): Question[] {
  const asked: readonly Question[] = about === 'other' ? askedOfAgents : isBrief ? briefQuestions : questions;
  return asked.filter((question) => {
    if (question === 'package') return packages.length > 0;
    return question !== 'router' || answers.customerHasRouter === true;
  });
}

/** Told or skipped. A package that is sold no more is to be chosen anew. */
function isAnswered({ phone, answers }: State, question: Question, { packages }: World): boolean {
  if (question === 'phone') return phone !== null;
  const answer = answers[answerKeys[question]];
  if (question !== 'package' || answer === null) return answer !== undefined;
  return packages.some((it) => it.id === answer);
}

/** The first thing not known yet; when all is, the read-back, or the end of a brief talk. */
export function nextStep(state: State, world: World): StepName {
  if (state.phones.length > 1) return 'which_phone';
  const open = questionsOf(state, world).find((it) => !isAnswered(state, it, world));
  return open ?? (world.isBrief ? 'done' : 'read_back');
}

/** The step makes sense in this world: its question is asked, and a brief talk reads nothing back. */
export function isOnAgenda(state: State, world: World): boolean {
  const question = questions.find((it) => it === state.step);
  if (question) return questionsOf(state, world).includes(question);
  return !(world.isBrief && (state.step === 'read_back' || state.step === 'change'));
}

/** A prospect's phone is what they were captured by: once known it is not asked for again. */
export const changeable = (state: State, world: World): Question[] =>
  questionsOf(state, world).filter((it) => it !== 'phone' || state.about === 'other' || state.phone === null);

/** Where "back" leads to; null at the first question. */
export function previousStep(state: State, world: World): StepName | null {
  if (state.step === 'which_phone') return 'phone';
  if (state.step === 'change') return 'read_back';
  const earlier = changeable(state, world);
  if (state.step === 'read_back') return earlier.at(-1) ?? null;
  const order: readonly StepName[] = questions;
  const here = order.indexOf(state.step);
  return earlier.findLast((it) => order.indexOf(it) < here) ?? null;
}
