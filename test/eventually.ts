import { vi } from 'vitest';

/** Waits for a fact. Two cores shared by many tests may take their time; a fact that never comes fails. */
export const eventually = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 10_000 });
