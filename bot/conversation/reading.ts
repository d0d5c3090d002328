import type { Phrase } from '../phrases/phrase.ts';
import type { State } from './state.ts';
import type { LeadAnswers, World } from './talk.ts';
import type { Told } from './tell.ts';
import { cutTo, plain } from './tidy.ts';
import { isGreeting, isThanks, isYes } from './vocabulary.ts';

/** What was made of an answer: what it told, and to which length it was cut; better words to ask again; or null, nothing. */
export type Reading = { told: Told; cut?: number } | { instead: Phrase } | null;

export type Read = (text: string, state: State, world: World) => Reading;

/** "Hi", "ok", "asante", a smiley: polite, but no answer to a question that wants words of its own. */
export function saysNothing(text: string): boolean {
  const word = plain(text);
  return !/[\p{L}\p{N}]/u.test(word) || isGreeting(word) || isThanks(word) || isYes(word);
}

type TextKey = Exclude<keyof LeadAnswers, 'packageId' | 'customerHasRouter'>;

/** The text as the answer to one question, no longer than a lead can hold; beside what else the message told. */
export function kept(key: TextKey, text: string, limit: number, besides: LeadAnswers = {}): Reading {
  const fits = cutTo(text, limit);
  const told = { answers: { ...besides, [key]: fits } };
  return fits.length < text.length ? { told, cut: limit } : { told };
}
