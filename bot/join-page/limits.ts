import { RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf, secondsToWait } from '../chat-page/limits.ts';

/** Nobody corrects a form more often than this. Many phones share one address of their operator, so that one may do more. */
const mostPerForm = { points: 10, duration: 600 };
const mostPerClient = { points: 60, duration: 60 };
/** Each may call the staff: far fewer of these, even for a shared address. */
const mostTakenPerClient = { points: 20, duration: 600 };

export interface Limits {
  /** Seconds to wait, or 0 when the form may be read. */
  read(client: string, form: string | null): Promise<number>;
  /** The same for one that is complete and is about to be taken in. */
  takeIn(client: string): Promise<number>;
}

/** Counted in this process: with several the limit is as many times as high, which keeps a flood out all the same. */
export function createLimits(): Limits {
  const forms = new RateLimiterMemory(mostPerForm);
  const clients = new RateLimiterMemory(mostPerClient);
  const taken = new RateLimiterMemory(mostTakenPerClient);
  return {
    read: async (client, form) =>
      (await secondsToWait(clients, networkOf(client))) || (form ? await secondsToWait(forms, form) : 0),
    takeIn: (client) => secondsToWait(taken, networkOf(client)),
  };
}
