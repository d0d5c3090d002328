import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { DeskEnv } from './desk.ts';

// After a form is posted the browser is sent on to a page; what was done is said there, once. A cookie carries it.

const name = 'karibu.said';

/** Says something on the next page. Never a secret: it passes through the browser's cookies. */
export function say(c: Context<DeskEnv>, words: string): void {
  setCookie(c, name, words, { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 60 });
}

/** What the last act had to say; null on a request that shows no page, and when it was heard already. */
export function hearSaid(c: Context<DeskEnv>): string | null {
  const words = getCookie(c, name);
  if (!words || c.req.method !== 'GET') return null;
  deleteCookie(c, name, { path: '/' });
  return words.slice(0, 300);
}
