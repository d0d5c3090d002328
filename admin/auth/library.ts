import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import type { Database } from '../../db/database.ts';
import { maySignIn } from '../../db/person/sign-in.ts';
import type { SignInStore } from '../../db/person/sign-in-store.ts';

/** The header by which we, and nobody else, tell the library who is asking: its requests are made here. */
export const clientAddressHeader = 'x-karibu-client';

export const passwordLength = { least: 10, most: 128 } as const;

/** How long a browser may believe its own signed cookie instead of the database, in seconds. */
const cookieCacheSeconds = 10;
const day = 24 * 60 * 60;

/**
 * Behind https the cookies are of this host only: a neighbour on a subdomain can plant none in their place, for browsers
 * take a `__Host-` cookie from the host itself alone. The library's own prefix, `__Secure-`, says less, so it is left out.
 */
const cookiesOf = (publicUrl: string) =>
  publicUrl.startsWith('https:')
    ? {
        cookiePrefix: '__Host-karibu',
        useSecureCookies: false,
        defaultCookieAttributes: { secure: true, path: '/' },
      }
    : { cookiePrefix: 'karibu', useSecureCookies: false };

export type SignInLibrary = ReturnType<typeof openLibrary>;

/**
 * better-auth, as this house uses it: e-mail and password, accounts made by us, sessions in cookies. Its own HTTP routes
 * are not mounted; `sign-in.ts` calls the four that are needed.
 */
export function openLibrary(options: {
  db: Database;
  store: SignInStore;
  publicUrl: string;
  secret: string;
}) {
  const { db, store, publicUrl, secret } = options;
  return betterAuth({
    baseURL: publicUrl,
    secret,
    database: drizzleAdapter(store.drizzle, { provider: 'pg', schema: store.tables }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
    },
    session: {
      expiresIn: 30 * day,
      updateAge: day,
      cookieCache: { enabled: true, maxAge: cookieCacheSeconds },
    },
    // Counted for each address (a whole office may share one) and kept in the database, so that several admins count
    // together.
    rateLimit: {
      enabled: true,
      storage: 'database',
      customRules: {
        '/sign-in/email': { window: 60, max: 20 },
        '/change-password': { window: 60, max: 10 },
      },
    },
    databaseHooks: {
      session: {
        create: { before: async ({ userId }) => ((await maySignIn(db, userId)) ? undefined : false) },
      },
    },
    advanced: {
      ...cookiesOf(publicUrl),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    telemetry: { enabled: false },
    logger: {
      log: (level, message, ...rest) => {
        // A mistyped password is no event of the operator's; the page tells the person.
        const line = { details: rest.map(String) };
        if (level === 'error') db.log.error(line, `Sign-in: ${message}`);
        else db.log.debug(line, `Sign-in: ${message}`);
      },
    },
  });
}
