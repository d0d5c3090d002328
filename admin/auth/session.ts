import type { Context } from 'hono';
import { clientAddress } from '../client-address.ts';
import type { Cookies, Origin } from './sign-in.ts';

/** Who asks, as the sign-in needs to know it. */
export const originOf = (c: Context, trustProxy: boolean): Origin => ({
  headers: c.req.raw.headers,
  address: clientAddress(c, trustProxy),
});

export function setCookies(c: Context, cookies: Cookies): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
}
