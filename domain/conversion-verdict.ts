import type { ConversionError, ConversionErrorCode } from './conversion.ts';

// What becomes of a conversion after a turn with its router: pure decisions, made by the worker, written by db.

/** How long is waited for what, in milliseconds. */
export interface Patience {
  /** How long a router may be away before a conversion of which nothing was sent is given up. */
  readonly patienceMs: number;
  /** How late an add that was never answered may still take effect. */
  readonly settleMs: number;
}

/** How far a conversion had come when its turn began. All durations are measured by the database's clock. */
export interface Progress {
  /** Counts the turns, with this one. */
  readonly attempts: number;
  /** Since its router was first found away; null when it never was. */
  readonly waitingMs: number | null;
  /** Since an add was sent of which nobody knows what it did; null when there is none. */
  readonly unansweredMs: number | null;
}

export type Verdict =
  /** `remark` tells what somebody has changed in our user on the router meanwhile, or who saw it there. */
  | { state: 'done'; username: string; routerItemId: string | null; remark: string | null }
  | { state: 'failed'; error: ConversionError }
  | { state: 'waiting' | 'uncertain'; error: ConversionError; afterMs: number };

const doubling = (firstMs: number, attempts: number, longestMs: number) =>
  Math.min(longestMs, firstMs * 2 ** (attempts - 1));

/** Waiting helps nobody here: somebody has to change something first. */
const hopeless: ReadonlySet<ConversionErrorCode> = new Set([
  'router_tls',
  'router_sign_in',
  'router_removed',
]);

/**
 * The router could not be asked, or is too busy to answer. Where nothing has been sent it is tried again for a while and
 * then given up; where an add is unanswered it is never given up (law 4).
 *
 * @param restMs how long the router is left in peace anyway
 */
export function judgeAway(
  error: ConversionError,
  progress: Progress,
  { patienceMs }: Pick<Patience, 'patienceMs'>,
  restMs = 0,
): Verdict {
  if (progress.unansweredMs !== null) {
    const afterMs = Math.max(restMs, doubling(500, progress.attempts, 60_000));
    return { state: 'uncertain', error: { ...error, code: 'outcome_unknown' }, afterMs };
  }
  const patienceLeft = patienceMs - (progress.waitingMs ?? 0);
  if (hopeless.has(error.code) || patienceLeft <= 0) return { state: 'failed', error };
  const afterMs = Math.max(restMs, doubling(1_000, progress.attempts, 4_000));
  return { state: 'waiting', error, afterMs: Math.min(afterMs, patienceLeft) };
}

/**
 * The router was just looked at, does not hold our user, and will not take it: final, unless an earlier add that was
 * never answered may still be on its way. Then it is looked at until such an add can land no more.
 */
export function judgeRefusal(
  error: ConversionError,
  progress: Progress,
  { settleMs }: Pick<Patience, 'settleMs'>,
): Verdict {
  const unsettledMs = progress.unansweredMs === null ? 0 : settleMs - progress.unansweredMs;
  if (unsettledMs <= 0) return { state: 'failed', error };
  const message = `${error.message} An earlier attempt was never answered and may still take effect, so the router is looked at again.`;
  const afterMs = Math.min(unsettledMs, doubling(500, progress.attempts, 60_000));
  return { state: 'uncertain', error: { code: 'outcome_unknown', message }, afterMs };
}
