import type { Database } from '../../db/database.ts';
import { findPersonBySignIn, type Person } from '../../db/person/people.ts';
import { openSignInStore } from '../../db/person/sign-in-store.ts';
import { clientAddressHeader, openLibrary, type SignInLibrary } from './library.ts';

/** Cookies to be set on the answer, as whole `Set-Cookie` values. */
export type Cookies = string[];

/** Where a request comes from: its headers, and the address that may be believed. */
export interface Origin {
  headers: Headers;
  address: string;
}

export type SignInRefused = { refused: 'wrong' } | { refused: 'too_many'; retryAfterSeconds: number };

export interface SignIn {
  enter(
    from: Origin,
    credentials: { email: string; password: string },
  ): Promise<{ cookies: Cookies } | SignInRefused>;
  leave(headers: Headers): Promise<Cookies>;
  /** Null for whoever is not signed in, or no longer works here. The cookies keep a session in use alive. */
  whoIs(headers: Headers): Promise<{ person: Person; cookies: Cookies } | null>;
  /** Needs the password of now; every other session of the person ends. */
  changePassword(
    from: Origin,
    passwords: { current: string; next: string },
  ): Promise<{ cookies: Cookies } | SignInRefused>;
  stop(): Promise<void>;
}

export function startSignIn(options: {
  db: Database;
  databaseUrl: string;
  publicUrl: string;
  secret: string;
}): SignIn {
  const { db, databaseUrl, publicUrl, secret } = options;
  const store = openSignInStore(databaseUrl);
  const library = openLibrary({ db, store, publicUrl, secret });
  const post = (path: string, from: Origin, body: object) =>
    library.handler(requestOf(publicUrl, path, from, body));
  return {
    enter: async (from, { email, password }) =>
      answerOf(await post('/sign-in/email', from, { email: email.trim(), password })),
    leave: async (headers) =>
      (await library.api.signOut({ headers, returnHeaders: true })).headers.getSetCookie(),
    whoIs: (headers) => whoIs(library, db, headers),
    changePassword: async (from, { current, next }) =>
      answerOf(
        await post('/change-password', from, {
          currentPassword: current,
          newPassword: next,
          revokeOtherSessions: true,
        }),
      ),
    stop: () => store.close(),
  };
}

/** Through the library's handler rather than its functions: only there it counts attempts. */
function requestOf(publicUrl: string, path: string, from: Origin, body: object): Request {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: new URL(publicUrl).origin,
    [clientAddressHeader]: from.address,
  });
  for (const name of ['cookie', 'user-agent']) {
    const value = from.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Request(`${publicUrl}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function answerOf(response: Response): Promise<{ cookies: Cookies } | SignInRefused> {
  if (response.ok) return { cookies: response.headers.getSetCookie() };
  if (response.status === 429) {
    return { refused: 'too_many', retryAfterSeconds: Number(response.headers.get('x-retry-after') ?? 60) };
  }
  if (response.status >= 500) throw new Error(`The sign-in library failed: ${await response.text()}`);
  return { refused: 'wrong' };
}

async function whoIs(
  library: SignInLibrary,
  db: Database,
  headers: Headers,
): Promise<{ person: Person; cookies: Cookies } | null> {
  if (!headers.has('cookie')) return null;
  const session = await library.api.getSession({ headers, returnHeaders: true });
  if (!session.response) return null;
  const person = await findPersonBySignIn(db, session.response.user.id);
  // Asked each time, not cached: whoever is made inactive is out with the next click.
  return person?.active ? { person, cookies: session.headers.getSetCookie() } : null;
}
