import type { Language } from '../../domain/person.ts';
import { en } from './en.ts';
import type { Phrase, Wording } from './phrase.ts';
import { sw } from './sw.ts';

const wordings: Record<Language, Wording> = { en, sw };

/** The words of a phrase: plain text in ASCII, short enough for a phone. */
export function wordPhrase<P extends Phrase>(phrase: P, language: Language): string {
  // Each key's function takes the phrase of just that key; TypeScript cannot tie the two through an index.
  const word = wordings[language][phrase.key] as (said: Phrase) => string;
  return word(phrase);
}
