/** True for a key when it was last true for it more than `everyMs` ago: so that a long trouble is logged, and does not flood. */
export function createSeldom(everyMs: number, now: () => number = Date.now): (key: string) => boolean {
  const told = new Map<string, number>();
  return (key) => {
    const last = told.get(key);
    if (last !== undefined && now() - last < everyMs) return false;
    told.set(key, now());
    return true;
  };
}
