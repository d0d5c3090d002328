import { uuidv7 } from 'uuidv7';

/** Every row that a program outside may name. The id carries its noun: `lead_0199f3c2-…` (UUIDv7, so ids sort by time). */
export type Noun =
  | 'lead'
  | 'user'
  | 'package'
  | 'router'
  | 'conversion'
  | 'mikrotik_user'
  | 'conversation'
  | 'question'
  | 'api_key'
  | 'notice'
  | 'import'
  | 'lead_merge'
  | 'payout';

export type Id<N extends Noun = Noun> = `${N}_${string}`;

export function newId<N extends Noun>(noun: N): Id<N> {
  return `${noun}_${uuidv7()}`;
}

const shape = /^([a-z_]+)_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for a well-formed id of that noun; says nothing of whether the row exists. */
export function isId<N extends Noun>(noun: N, text: unknown): text is Id<N> {
  return typeof text === 'string' && shape.exec(text)?.[1] === noun;
}
