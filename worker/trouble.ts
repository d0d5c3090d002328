import type { RouterHealth } from '../db/router-health.ts';
import type { ConversionError, ConversionErrorCode } from '../domain/conversion.ts';
import { type AwayKind, type RefusalReason, RouterAway, type RouterRefused } from './routers/errors.ts';

// What a router's silence or refusal means for the conversion it met.

/** Whether an add was sent without an answer is judged elsewhere; an unanswered question is only a router that is away. */
const codesOfAway: Record<AwayKind, ConversionErrorCode> = {
  unreachable: 'router_unreachable',
  not_sent: 'router_unreachable',
  outcome_unknown: 'router_unreachable',
  tls: 'router_tls',
  sign_in: 'router_sign_in',
};

/** The messages of both are sentences with the router's own words in them, and hold no password. */
export function errorOf(trouble: RouterAway | RouterRefused): ConversionError {
  const code = trouble instanceof RouterAway ? codesOfAway[trouble.kind] : codeOfRefusal(trouble);
  return { code, message: trouble.message };
}

function codeOfRefusal({ reason, routerWords }: RouterRefused): ConversionErrorCode {
  if (reason === 'already_exists') return 'username_taken';
  return reason === 'bad_reference' && /profile/i.test(routerWords) ? 'profile_missing' : 'router_refused';
}

const passing: ReadonlySet<RefusalReason> = new Set(['busy', 'interrupted']);

/** The same words may be accepted in a moment. */
export const isPassing = ({ reason }: RouterRefused): boolean => passing.has(reason);

export function healthAfter(trouble: RouterAway | RouterRefused): RouterHealth {
  if (!(trouble instanceof RouterAway)) return { router: 'seen' };
  const isShut = trouble.kind === 'tls' || trouble.kind === 'sign_in';
  return { router: isShut ? 'shut' : 'away', words: trouble.message };
}

/** The router said yes to the add, and a moment later does not hold the user. */
export const vanished: ConversionError = {
  code: 'router_refused',
  message: 'The router said that it added the user, and does not have it. Does a script there remove users?',
};
