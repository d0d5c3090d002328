import { sql } from 'drizzle-orm';
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core';
import { languages } from '../../domain/person.ts';
import { money } from './columns.ts';

/** The one row of what the owner may change in Settings; the environment gave its first values. */
export const settings = pgTable(
  'settings',
  {
    singleton: boolean().primaryKey().default(true),
    ispName: text().notNull(),
    language: text({ enum: languages }).notNull(),
    timeZone: text().notNull(),
    country: text().notNull(),
    /** What an agent is paid for a lead that became a customer; null while the ISP has not said. */
    payoutPerLead: money(),
  },
  (table) => [check('settings_singleton', sql`${table.singleton}`)],
);
