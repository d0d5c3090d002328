import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

// Who sits before the page is known by a secret in a cookie that scripts cannot read. What is stored, and what staff may
// see, is its hash: with that nobody can open the chat.

const cookieName = 'karibu_chat';
const secretShape = /^[\w-]{43}$/;
const halfYearSeconds = 180 * 24 * 3600;

const addressOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** The address of this browser's chat; null before its first message. */
export function findAddress(c: Context): string | null {
  const secret = getCookie(c, cookieName);
  return secret && secretShape.test(secret) ? addressOf(secret) : null;
}

/** The address of this browser's chat, which begins now if there was none. */
export function keepAddress(c: Context, isSecure: boolean): string {
  const known = getCookie(c, cookieName);
  const secret = known && secretShape.test(known) ? known : randomBytes(32).toString('base64url');
  setCookie(c, cookieName, secret, {
    path: '/chat',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'Lax',
    maxAge: halfYearSeconds,
  });
  return addressOf(secret);
}

/** On a computer that others use too: the chat stays with us, and this browser forgets it. */
export function forgetAddress(c: Context, isSecure: boolean): void {
  deleteCookie(c, cookieName, { path: '/chat', secure: isSecure });
}
