import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core';
import { languages } from '../../domain/person.ts';

/** The one row of what the owner may change in Settings; the environment gave its first values. */
export const settings = pgTable(
  'settings',
  {
    singleton: boolean().primaryKey().default(true),
    ispName: text().notNull(),
    language: text({ enum: languages }).notNull(),
    timeZone: text().notNull(),
    country: text().notNull(),
  },
  (table) => [check('settings_singleton', sql`${table.singleton}`)],
);
