import { GrammyError, HttpError } from 'grammy';
import type { SendOutcome } from '../channel.ts';

// grammY's errors carry the address of the call, and with it the bot's token. They end here: only the words below go on.

/** Nobody answered at that address, so nothing was taken in. */
const notReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
]);

/** The code of a broken connection: `ECONNRESET`. Never its message: that names the token. */
function codeOf(error: HttpError): string {
  const { error: inner } = error;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return inner instanceof Error && inner.message.includes('timed out') ? 'timed out' : 'no usable answer';
}

/** What went wrong, in words that hold no token. */
export function troubleOf(error: unknown): string {
  if (error instanceof GrammyError)
    return `${error.method}: ${error.description ?? 'an answer that Telegram does not give'}`;
  if (error instanceof HttpError) return `Telegram could not be reached (${codeOf(error)}).`;
  return error instanceof Error ? error.name : 'Something that is no error was thrown.';
}

/** Telegram does not know the token: a person must mend it, and until then every call ends so. */
export const isTokenRefused = (error: unknown): boolean =>
  error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404);

/** Seconds that Telegram asks us to wait; null when it does not. */
export const waitAskedBy = (error: unknown): number | null =>
  error instanceof GrammyError && error.error_code === 429 ? (error.parameters.retry_after ?? 1) : null;

/** How a send ended that grammY threw for. */
export function outcomeOf(error: unknown): SendOutcome {
  const words = troubleOf(error);
  const waitSeconds = waitAskedBy(error);
  if (waitSeconds !== null) return { outcome: 'wait', afterMs: waitSeconds * 1000 };
  if (error instanceof HttpError)
    return { outcome: notReached.has(codeOf(error)) ? 'away' : 'failed', error: words };
  if (!(error instanceof GrammyError)) return { outcome: 'failed', error: words };
  if (isTokenRefused(error)) return { outcome: 'away', error: words };
  // Blocked by the user, or the user's account is gone.
  if (error.error_code === 403) return { outcome: 'blocked' };
  if (error.error_code === 400) return { outcome: 'refused', error: words };
  return { outcome: 'failed', error: words };
}
