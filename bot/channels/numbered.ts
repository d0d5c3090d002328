import type { Words } from './channel.ts';

/**
 * The text for a channel without buttons: each answer on a line of its own, numbered from 1 as the talk reads a typed
 * number. The ways out (skip, back, cancel) are words that people type, and have no number.
 */
export function numberedText({ text, choices }: Pick<Words, 'text' | 'choices'>): string {
  const answers = choices.filter(({ way }) => !way).map(({ label }, at) => `${at + 1}) ${label}`);
  return [text, ...answers].join('\n');
}
