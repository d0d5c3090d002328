import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Viewer } from '../viewer.ts';

/** Many visitors of a website share its key, and a key that leaks must not fill the desk with leads that are none. */
const mostPerKey = { points: 60, duration: 60 };

export interface IntakeLimit {
  /** Seconds to wait, or 0 when the lead may come in. */
  take(viewer: Viewer): Promise<number>;
}

/** For whoever may only create. Counted in this process: with several, the limit is as many times as high. */
export function limitIntake(): IntakeLimit {
  const limiter = new RateLimiterMemory(mostPerKey);
  return {
    async take(viewer) {
      try {
        await limiter.consume(viewer.kind === 'key' ? viewer.key : viewer.person.id);
        return 0;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.ceil(refused.msBeforeNext / 1000);
        throw refused;
      }
    },
  };
}
