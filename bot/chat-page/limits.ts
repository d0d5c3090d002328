import { isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Nobody types faster than this. Many phones share one address of their operator, so an address may do much more. */
const mostPerChat = { points: 12, duration: 20 };
const mostPerClient = { points: 240, duration: 60 };
/** A chat costs nothing to open, and each may call the staff: far fewer of these, even for a shared address. */
const mostNewChatsPerClient = { points: 20, duration: 600 };

export interface Limits {
  /** Seconds to wait, or 0 when the message may come in. */
  take(client: string, chat: string | null): Promise<number>;
  /** The same for the message that begins a chat. */
  takeNewChat(client: string): Promise<number>;
}

/** Counted in this process: with several the limit is as many times as high, which keeps a flood out all the same. */
export function createLimits(): Limits {
  const chats = new RateLimiterMemory(mostPerChat);
  const clients = new RateLimiterMemory(mostPerClient);
  const newChats = new RateLimiterMemory(mostNewChatsPerClient);
  return {
    take: async (client, chat) =>
      (await secondsToWait(clients, networkOf(client))) || (chat ? await secondsToWait(chats, chat) : 0),
    takeNewChat: (client) => secondsToWait(newChats, networkOf(client)),
  };
}

/** Counts one more; 0 when it is within the limit. */
export async function secondsToWait(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return Math.ceil(refused.msBeforeNext / 1000);
    throw refused;
  }
}

/** One IPv6 household has 2^64 addresses (a /64, RFC 6177): all of them count as one client. */
export function networkOf(client: string): string {
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(client)?.[1];
  if (ipv4) return ipv4;
  if (!isIPv6(client)) return client;
  const [before = [], after] = client.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = after ? Array<string>(8 - before.length - after.length).fill('0') : [];
  const groups = [...before, ...zeros, ...(after ?? [])].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** The last hop that a proxy of ours wrote down, else whoever holds the socket; anything before was claimed by the client. */
export function clientOf(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  if (forwarded) return forwarded;
  // A request that came through no socket (a test) has none to ask.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : 'unknown';
}
