import { may } from '../../domain/permissions.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { greeting, way } from './ask.ts';
import { hearCard } from './card-and-pin.ts';
import { leadLines, tellLine, waiting } from './next-lines.ts';
import { readUnasked, readWhole, tellsUnitOrPackage } from './read-line.ts';
import type { State } from './state.ts';
import type { Effect, World } from './talk.ts';
import { type Told, tell } from './tell.ts';
import { plain } from './tidy.ts';
import { type Answer, again, asking, reply, type StepRow, saying, type Turn } from './turn.ts';
import { isThanks } from './vocabulary.ts';

/** The steps at which nothing is being asked: before the talk, between two leads of an agent, and after the yes. */

export const mayBring = ({ person }: World): boolean => person !== null && may(person.role, 'createLead');

/** Thanks or a smiley: there is nothing to do about it. "??" is somebody who waits. */
const isPoliteness = (answer: Answer): boolean =>
  answer.kind === 'text' &&
  !answer.text.includes('?') &&
  (isThanks(plain(answer.text)) || plain(answer.text) === '');

/** A prospect's first words: greeted, and what these words told already is kept. */
export function greet(state: State, world: World, told: Told = {}, ...before: Phrase[]): Turn {
  const turn = tell({ ...state, about: 'self', step: 'name' }, told, world, ...before);
  return { ...turn, before: [greeting(world), ...turn.before] };
}

export function help(world: World): Phrase {
  const { person, ispName } = world;
  if (!person) return { key: 'help_prospect', isp: ispName };
  return { key: mayBring(world) ? 'help_bringing' : 'help_staff', name: person.name };
}

export const idleStep: StepRow = {
  ask: (_state, world) => (world.person ? reply(help(world)) : greeting(world)),
  hear(answer, state, world) {
    if (isPoliteness(answer)) return saying(state, { key: 'you_are_welcome' });
    return world.person ? hearBringer(answer, state, world) : hearNewcomer(answer, state, world);
  },
};

function hearNewcomer(answer: Answer, state: State, world: World): Turn {
  if (answer.kind === 'pin') return greet(state, world, { answers: { location: answer.place } });
  if (answer.kind === 'card' && answer.own && answer.phone)
    return greet(state, world, { phones: [answer.phone] });
  const told = answer.kind === 'text' ? readWhole(answer.text, world) : {};
  if (told.phones?.length) return greet(state, world, told);
  // Without a phone in it the first message is a "hello" or a question, however it is put; or it is for whom they called.
  if (state.personCalled) return again(state);
  // Who begins with a voice note must not think that it was heard.
  if (answer.kind === 'unreadable' && answer.why.key === 'only_text' && answer.why.what)
    return greet(state, world, {}, answer.why);
  return greet(state, world, answer.kind === 'text' && world.isBrief ? readUnasked(answer.text, world) : {});
}

/** Any message of an agent may be a whole lead; one without a phone only if it says where or which package. */
function hearBringer(answer: Answer, state: State, world: World): Turn {
  const bringing: State = { ...state, about: 'other' };
  if (answer.kind === 'card' && answer.phone)
    return asAllowed(world, state, () => hearCard(answer, bringing, world));
  if (answer.kind !== 'text') return again(state);
  const [first = '', ...others] = leadLines(answer.text, world);
  const told = readWhole(first, world);
  const isLead = told.phones?.length || (tellsUnitOrPackage(told) && !answer.text.includes('?'));
  if (!isLead) return again(state);
  const { lines, aside } = waiting(others);
  return asAllowed(world, state, () => {
    const turn = tellLine({ ...bringing, lines }, told, world);
    return aside.key === 'next_not_kept' ? { ...turn, before: [reply(aside), ...turn.before] } : turn;
  });
}

export const asAllowed = (world: World, state: State, bring: () => Turn): Turn =>
  mayBring(world) ? bring() : saying(state, { key: 'may_not_bring' });

export const callPerson = ({ capture }: State): Effect => ({ do: 'call_person', capture });

/** After the yes every further word is for a person. */
export const doneStep: StepRow = {
  ask: ({ answers }, { isBrief }) =>
    reply({ key: 'we_have_you', name: answers.name ?? null }, [
      ...(isBrief ? [] : [{ label: { key: 'label_change' as const }, value: 'done:change' }]),
      way('label_new', 'new'),
      way('label_person', 'person'),
    ]),
  hear(answer, state, { isBrief }) {
    const isChange = answer.kind === 'option' && answer.value === 'change';
    if (isChange && !isBrief) return asking({ ...state, step: 'change' });
    if (isPoliteness(answer)) return saying(state, { key: 'you_are_welcome' });
    const heard = isBrief ? saying(state, { key: 'person_called' }) : asking(state);
    return { ...heard, effects: [callPerson(state)] };
  },
};

/** A customer writes: no questions, a person answers. */
export const handedOverStep: StepRow = {
  ask: () => reply({ key: 'person_called' }),
  hear: (answer, state) =>
    isPoliteness(answer)
      ? saying(state, { key: 'you_are_welcome' })
      : { ...asking(state), effects: [callPerson(state)] },
};
