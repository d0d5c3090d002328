import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  ms: number;
  /** Whoever waits has gone, or we are going. */
  signal: AbortSignal;
}

/** Reads until it is enough or patience ends, and gives the last that was read. Slower and slower: a worker takes some tenths of a second, or long. */
export async function readUntil<T>(
  read: () => Promise<T>,
  isEnough: (value: T) => boolean,
  { ms, signal }: Patience,
): Promise<T> {
  const deadline = Date.now() + ms;
  for (let wait = 25; ; wait = Math.min(wait * 1.5, 300)) {
    const value = await read();
    const left = deadline - Date.now();
    if (isEnough(value) || left <= 0 || signal.aborted) return value;
    await pauseUnless(signal, Math.min(wait, left));
  }
}

async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
