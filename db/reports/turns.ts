/** Lets only so many be at something at once; the others wait in the order in which they came. */
export interface Turns {
  /** Waits at most so many milliseconds. Returns what ends the turn, to be called once; null for whom none came. */
  take(patience: number): Promise<(() => void) | null>;
}

export function createTurns(most: number): Turns {
  let taken = 0;
  const waiting = new Set<() => void>();

  function pass(): void {
    const [next] = waiting;
    if (next) next();
    else taken -= 1;
  }

  return {
    take(patience) {
      if (taken < most) {
        taken += 1;
        return Promise.resolve(pass);
      }
      return new Promise((resolve) => {
        const give = () => {
          clearTimeout(late);
          waiting.delete(give);
          resolve(pass);
        };
        const late = setTimeout(() => {
          waiting.delete(give);
          resolve(null);
        }, patience);
        waiting.add(give);
      });
    },
  };
}
