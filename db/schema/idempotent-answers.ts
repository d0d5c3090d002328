import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt } from './columns.ts';

/**
 * One row: a POST that carried an Idempotency-Key, and what was answered, so that a repeat gets the same answer and does
 * nothing. Kept for a day. Answers hold no secret.
 */
export const idempotentAnswers = pgTable(
  'idempotent_answers',
  {
    /** Whose key it is: the id of the person or of the API key. */
    owner: text().notNull(),
    /** SHA-256 of the header, hex: what others send us is not kept in the clear. */
    keyHash: text().notNull(),
    /** HMAC of method, path and body, keyed with the header, hex: the same key with another request is refused. */
    requestHash: text().notNull(),
    /** Null while the first request is under way. */
    status: integer(),
    /** The answer. While under way null, or the id of what has been begun, with which a repeat goes on after a crash. */
    body: text(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.owner, table.keyHash] }),
    index('idempotent_answers_created').on(table.createdAt),
  ],
);
