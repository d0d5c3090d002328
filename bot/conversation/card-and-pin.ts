import { longest } from '../../domain/lead.ts';
import type { Heard } from './hear.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';
import { tell } from './tell.ts';
import { cutTo } from './tidy.ts';
import { again, asking, type Turn } from './turn.ts';

type Card = Extract<Heard, { kind: 'card' }>;
type Pin = Extract<Heard, { kind: 'pin' }>;

/** A contact card. A prospect's must be their own; an agent may well show the card of whom they bring. */
export function hearCard(card: Card, state: State, world: World): Turn {
  const { about } = state;
  if (card.phone === null) return again(state, 'ask', { key: 'unclear', question: 'phone', about });
  if (about === 'other') return hearCardOfOther(card.phone, card.name, state, world);
  if (state.phone !== null)
    return state.phone === card.phone ? asking(state) : asking(state, { key: 'phone_is_kept' });
  if (card.own) return tell(state, { phones: [card.phone] }, world);
  const kindly = { key: 'contact_not_own', button: world.hasContactButton } as const;
  return state.step === 'phone' ? again(state, kindly) : again(state, 'ask', kindly);
}

function hearCardOfOther(
  phone: NonNullable<Card['phone']>,
  name: string | null,
  state: State,
  world: World,
): Turn {
  if (state.step !== 'idle' && state.step !== 'name' && state.step !== 'phone')
    return asking(state, { key: 'finish_first' });
  const answers = state.answers.name || !name ? {} : { name: cutTo(name, longest.name) };
  return tell(state, { phones: [phone], answers }, world);
}

/** A location pin tells the place, also before it is asked for. */
export function hearPin({ place }: Pin, state: State, world: World): Turn {
  if (state.step === 'place') return tell(state, { answers: { location: place } }, world);
  if (state.answers.location) return again(state);
  const kept = tell(state, { answers: { location: place } }, world, { key: 'place_kept' });
  // The question that was open stays open.
  return { ...kept, state: { ...kept.state, step: state.step } };
}
