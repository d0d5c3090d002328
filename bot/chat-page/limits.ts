import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Nobody types faster than this. Many phones share one address of their operator, so an address may do much more. */
const mostPerChat = { points: 12, duration: 20 };
const mostPerClient = { points: 240, duration: 60 };

export interface Limits {
  /** Seconds to wait, or 0 when the message may come in. */
  take(client: string, chat: string | null): Promise<number>;
}

/** Counted in this process: with several the limit is as many times as high, which keeps a flood out all the same. */
export function createLimits(): Limits {
  const chats = new RateLimiterMemory(mostPerChat);
  const clients = new RateLimiterMemory(mostPerClient);
  const take = async (limiter: RateLimiterMemory, key: string) => {
    try {
      await limiter.consume(key);
      return 0;
    } catch (refused) {
      if (refused instanceof RateLimiterRes) return Math.ceil(refused.msBeforeNext / 1000);
      throw refused;
    }
  };
  return {
    take: async (client, chat) => (await take(clients, client)) || (chat ? await take(chats, chat) : 0),
  };
}

/** The last hop that a proxy of ours wrote down, else whoever holds the socket; anything before was claimed by the client. */
export function clientOf(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  if (forwarded) return forwarded;
  // A request that came through no socket (a test) has none to ask.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : 'unknown';
}
