import type { Said } from '../../domain/message.ts';
import type { Heard } from './hear.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';
import { saying, type Turn } from './turn.ts';

/**
 * A member of staff wrote last, so what is said in free words is for them, and no answer to what the bot had asked before:
 * "Friday" is a day for the visit and not a place. A tap on a button is for the bot, and so are the own card, a command and
 * the words that mean the same everywhere, STOP above all; with its answer the bot is back in the talk.
 */
export const isForStaff = (
  said: Said,
  heard: Heard,
  state: State,
  { staffWroteLast, person }: World,
): boolean =>
  staffWroteLast &&
  person === null &&
  !state.stopped &&
  said.kind !== 'choice' &&
  (heard.kind === 'text' ||
    heard.kind === 'option' ||
    heard.kind === 'pin' ||
    heard.kind === 'unreadable' ||
    (heard.kind === 'card' && !heard.own));

/** The bot holds its tongue, and whoever wrote hears that there is an answer. */
export const leaveToStaff = (state: State): Turn => ({ ...saying(state), effects: [{ do: 'tell_staff' }] });
