import { index, jsonb, pgTable } from 'drizzle-orm/pg-core';
import { createdAt, idText, moment } from './columns.ts';
import { leads } from './leads.ts';
import { people } from './people.ts';

/** One row: two leads were found to be one. `before` holds what undoing it needs: the fields and the rows that moved. */
export const leadMerges = pgTable(
  'lead_merges',
  {
    id: idText().primaryKey(),
    kept: idText()
      .notNull()
      .references(() => leads.id),
    gone: idText()
      .notNull()
      .references(() => leads.id),
    before: jsonb().notNull(),
    byPersonId: idText()
      .notNull()
      .references(() => people.id),
    at: createdAt(),
    undoneAt: moment(),
    undoneBy: idText().references(() => people.id),
  },
  (table) => [index('lead_merges_kept').on(table.kept), index('lead_merges_gone').on(table.gone)],
);
