import type { Choice, Phrase, Reply } from '../phrases/phrase.ts';
import type { Heard } from './hear.ts';
import type { State } from './state.ts';
import type { Effect, World } from './talk.ts';

/** What a step made of what it heard, before the next question is put. */
export interface Turn {
  state: State;
  /** Said first. */
  before: Reply[];
  effects: Effect[];
  /**
   * What follows: the question where the talk now stands, in its own words or in these; or nothing, because enough was
   * said or because what the effect brings about will say it.
   */
  next: 'ask' | 'nothing' | Phrase;
}

/** What a step has to make sense of by itself; the rest means the same everywhere. */
export type Answer = Extract<Heard, { kind: 'text' | 'option' | 'card' | 'pin' | 'unreadable' }>;

export interface StepRow {
  /** What is said to bring about an answer. Must not change anything: it is asked again and again. */
  ask(state: State, world: World): Reply;
  hear(answer: Answer, state: State, world: World): Turn;
}

export const reply = (phrase: Phrase, choices: Choice[] = []): Reply => ({
  phrase,
  choices,
  asksContact: false,
});

/** Says these, then asks where the talk stands. */
export const asking = (state: State, ...before: Phrase[]): Turn => ({
  state,
  before: before.map((it) => reply(it)),
  effects: [],
  next: 'ask',
});

/** Says these and waits. */
export const saying = (state: State, ...before: Phrase[]): Turn => ({
  ...asking(state, ...before),
  next: 'nothing',
});

const patience = 3;

/** The answer was none: the question again, in words that help. Every third time in a row a person is offered. */
export function again(state: State, next: Turn['next'] = 'ask', ...before: Phrase[]): Turn {
  // Who has just called for a person is not examined: these words were for the person.
  if (state.personCalled) return asking({ ...state, personCalled: false }, { key: 'resume_gently' });
  const misunderstood = state.misunderstood + 1;
  const offer: Phrase[] = misunderstood % patience === 0 ? [{ key: 'offer_person' }] : [];
  return { ...asking({ ...state, misunderstood }, ...before, ...offer), next };
}
