import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { createdAt, idText, moment } from './columns.ts';

/** One row: a MikroTik router that users are made on, and how it last answered. */
export const routers = pgTable(
  'routers',
  {
    id: idText().primaryKey(),
    name: text().notNull(),
    host: text().notNull(),
    port: integer().notNull(),
    tls: boolean().notNull().default(false),
    /** SHA-256 of the certificate as colon-separated hex; null where a CA vouches for it. */
    tlsFingerprint: text(),
    username: text().notNull(),
    /** Sealed by the vault. */
    passwordSealed: text().notNull(),
    active: boolean().notNull().default(true),
    lastSeenAt: moment(),
    lastError: text(),
    /** The breaker: how often in a row it could not be asked, and until when it is left in peace. */
    failures: integer().notNull().default(0),
    awayUntil: moment(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('routers_name').on(sql`lower(${table.name})`)],
);
