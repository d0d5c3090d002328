import type { Standing } from '../../../domain/channel.ts';

/** How a connection to WhatsApp ended. */
export interface LineEnd {
  /** Baileys' `DisconnectReason`, mostly an HTTP-like number; undefined when it gave none. */
  code: number | undefined;
  /** 0 when it never opened. */
  openForMs: number;
}

/**
 * What is done after a connection ended:
 *
 *   reconnect  a new socket after a pause; Baileys' sockets cannot be opened twice
 *   stop       none until a person asks for it, or the process starts anew
 *   wipe       WhatsApp has logged us out: the keys are worth nothing, the number must be linked again
 */
export type AfterEnd =
  | { do: 'reconnect'; afterMs: number; standing: Standing }
  | { do: 'stop'; standing: Standing }
  | { do: 'wipe'; standing: Standing };

/** A connection that held this long was a good one: what went wrong before it counts no more. */
export const goodForMs = 30_000;

const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;
/** A line that opens and drops is alive: minutes of silence would cost more than they spare. */
const longestPauseOfOpeningMs = 10_000;
const mostBadSessions = 3;
const mostRestarts = 3;

/**
 * `ends`: how the connections since the last good one ended, the last of them last. `chance` (0 to 1) spreads replicas
 * and restarts: a pause is between half and the whole of what is due.
 */
export function afterEnds(ends: readonly LineEnd[], chance: number): AfterEnd {
  const last = ends.at(-1);
  // Asked for by WhatsApp itself, after each pairing and now and then; again and again, it is a fault like any other.
  if (last?.code === 515 && sameInARow(ends) < mostRestarts)
    return { do: 'reconnect', afterMs: 0, standing: { state: 'connecting', words: null } };
  const final = finalAfter(last?.code, ends);
  if (final) return final;
  const most = last && last.openForMs > 0 ? longestPauseOfOpeningMs : longestPauseMs;
  const dueMs = Math.min(firstPauseMs * 2 ** (ends.length - 1), most);
  return { do: 'reconnect', afterMs: Math.round(dueMs * (0.5 + chance / 2)), standing: standingAfter(ends) };
}

function finalAfter(code: number | undefined, ends: readonly LineEnd[]): AfterEnd | null {
  switch (code) {
    case 401:
      return {
        do: 'wipe',
        standing: {
          state: 'unlinked',
          words:
            'WhatsApp has logged Karibu out, or the phone removed it from its linked devices. Link the number again.',
        },
      };
    case 411:
      return {
        do: 'wipe',
        standing: { state: 'unlinked', words: 'WhatsApp no longer takes this link. Link the number again.' },
      };
    case 403:
      return {
        do: 'stop',
        standing: {
          state: 'refused',
          words:
            'WhatsApp has banned this number or this device. Open WhatsApp on its phone to see why, then link it again, or another number.',
        },
      };
    case 440:
      return {
        do: 'stop',
        standing: {
          state: 'refused',
          words:
            'Another program has opened WhatsApp with the keys of this account. Stop it and start Karibu again, or link the number again.',
        },
      };
    default:
      return code === 500 && sameInARow(ends) >= mostBadSessions ? badSession : null;
  }
}

const badSession: AfterEnd = {
  do: 'stop',
  standing: {
    state: 'refused',
    words:
      'WhatsApp broke the connection three times in a row (500). Start Karibu again; if that does not help, link the number again.',
  },
};

function sameInARow(ends: readonly LineEnd[]): number {
  const code = ends.at(-1)?.code;
  const other = ends.findLastIndex((end) => end.code !== code);
  return ends.length - 1 - other;
}

/** The first drop is an everyday thing; what goes on is told. */
function standingAfter(ends: readonly LineEnd[]): Standing {
  const last = ends.at(-1);
  if (ends.length === 1 && last && last.openForMs > 0) return { state: 'connecting', words: null };
  return { state: 'away', words: last && last.openForMs > 0 ? droppingWords(ends) : awayWords(last?.code) };
}

const awayWords = (code: number | undefined) =>
  code === 405
    ? 'WhatsApp refuses this version of Karibu (405). It is tried again by itself; if this lasts, Karibu must be updated.'
    : 'WhatsApp cannot be reached. It is tried again by itself; see that this machine has a way to the internet.';

/** A line that opens and drops, again and again: nothing is lost, but a person should look at the network. */
export const isDropping = (ends: readonly LineEnd[]): boolean => ends.length >= 3;

export const droppingWords = (ends: readonly LineEnd[]): string =>
  `The connection to WhatsApp has dropped ${ends.length} times in a short while. It is opened again by itself and nothing is lost; see whether the internet of this machine is steady.`;

/** Baileys ends with a Boom, with an Error, and now and then with the bare number of a WebSocket close (1009). */
export function codeOf(error: unknown): number | undefined {
  if (typeof error === 'number') return error;
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined;
  return typeof output.statusCode === 'number' ? output.statusCode : undefined;
}
