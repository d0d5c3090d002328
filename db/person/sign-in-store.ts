import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import {
  signInAccounts,
  signInAttempts,
  signInSessions,
  signInUsers,
  signInVerifications,
} from '../schema/sign-in.ts';

/** The sign-in library's tables under the library's own names for them. */
const tables = {
  user: signInUsers,
  session: signInSessions,
  account: signInAccounts,
  verification: signInVerifications,
  rateLimit: signInAttempts,
};

/** What the sign-in library reads and writes through. */
export interface SignInStore {
  drizzle: ReturnType<typeof drizzle>;
  tables: typeof tables;
  close(): Promise<void>;
}

/**
 * A small pool of its own: drizzle replaces the type parsers of the client it is given, and those of the house's client
 * are the house's.
 */
export function openSignInStore(databaseUrl: string): SignInStore {
  const sql = postgres(databaseUrl, {
    max: 4,
    idle_timeout: 60,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'karibu sign-in', statement_timeout: 20_000 },
  });
  return {
    drizzle: drizzle(sql, { casing: 'snake_case' }),
    tables,
    close: () => sql.end({ timeout: 5 }),
  };
}
