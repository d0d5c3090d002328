import { bigint, boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { createdAt, moment } from './columns.ts';

// The four tables of the sign-in library (better-auth): their columns are its, the names ours. `people` is who somebody is;
// these are only how they prove it.

/** One row: an e-mail address that can sign in. */
export const signInUsers = pgTable('sign_in_users', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  createdAt: createdAt(),
  updatedAt: createdAt(),
});

/** One row: a browser that is signed in. */
export const signInSessions = pgTable(
  'sign_in_sessions',
  {
    id: text().primaryKey(),
    expiresAt: moment().notNull(),
    token: text().notNull().unique(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    ipAddress: text(),
    userAgent: text(),
    userId: text()
      .notNull()
      .references(() => signInUsers.id, { onDelete: 'cascade' }),
  },
  (table) => [index('sign_in_sessions_user').on(table.userId)],
);

/** One row: a password (hashed by the library) of a sign-in user. */
export const signInAccounts = pgTable(
  'sign_in_accounts',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => signInUsers.id, { onDelete: 'cascade' }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: moment(),
    refreshTokenExpiresAt: moment(),
    scope: text(),
    password: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index('sign_in_accounts_user').on(table.userId)],
);

/** One row: a token of the library's own (password resets). */
export const signInVerifications = pgTable(
  'sign_in_verifications',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: moment().notNull(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [index('sign_in_verifications_identifier').on(table.identifier)],
);

/** One row: how often an address tried to sign in of late. */
export const signInAttempts = pgTable('sign_in_attempts', {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: 'number' }).notNull(),
});
