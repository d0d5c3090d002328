import type { Id } from './id.ts';

/**
 * A conversion makes one user on one router.
 *
 *   requested   asked for; no word has gone to the router
 *   working     a worker holds it (its lease says until when)
 *   waiting     the router cannot be reached just now and nothing has been sent; tried again soon
 *   uncertain   the add was sent and its answer lost; the router is looked at until the user is seen present or absent
 *   done        the router was seen to hold our user
 *   failed      the router refused, or could not be asked; nothing of ours is on it
 *   cancelled   given up by a person before anything was sent
 */
export const conversionStates = [
  'requested',
  'working',
  'waiting',
  'uncertain',
  'done',
  'failed',
  'cancelled',
] as const;
export type ConversionState = (typeof conversionStates)[number];

export const liveStates = [
  'requested',
  'working',
  'waiting',
  'uncertain',
] as const satisfies ConversionState[];

export const isLive = (state: ConversionState): boolean => liveStates.some((live) => live === state);

/** PPPoE users are secrets, hotspot users are hotspot users; both menus are RouterOS's own. */
export const services = ['pppoe', 'hotspot'] as const;
export type Service = (typeof services)[number];

/** What the person who watches sees of the way: each is written once, as it happens. */
export const conversionSteps = [
  'requested',
  'looked',
  'added',
  'verified',
  'waiting',
  'uncertain',
  'failed',
  'cancelled',
] as const;
export type ConversionStep = (typeof conversionSteps)[number];

export const conversionErrors = [
  'router_unreachable',
  'router_tls',
  'router_sign_in',
  'router_refused',
  'username_taken',
  'address_taken',
  'profile_missing',
  'outcome_unknown',
  'router_removed',
] as const;
export type ConversionErrorCode = (typeof conversionErrors)[number];

export interface ConversionError {
  code: ConversionErrorCode;
  /** A sentence with the router's own words in it. */
  message: string;
}

/** The comment of the router user. Its first word, the conversion's id, is the proof that the user is ours. */
export const commentOf = (conversion: Id<'conversion'>, lead: Id<'lead'> | null): string =>
  lead ? `${conversion} ${lead}` : conversion;
