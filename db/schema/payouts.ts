import { date, index, integer, pgTable } from 'drizzle-orm/pg-core';
import { createdAt, idText, money } from './columns.ts';
import { people } from './people.ts';

/**
 * One row: an agent was paid for the leads that became customers in a period. Each of those leads names it in `payout_id`,
 * so that nobody is paid twice for one.
 */
export const payouts = pgTable(
  'payouts',
  {
    id: idText().primaryKey(),
    /** The agent. */
    personId: idText()
      .notNull()
      .references(() => people.id),
    /** Calendar dates of the ISP's zone; both are in the period. */
    firstDay: date({ mode: 'string' }).notNull(),
    lastDay: date({ mode: 'string' }).notNull(),
    leadCount: integer().notNull(),
    amountPerLead: money().notNull(),
    amount: money().notNull(),
    paidBy: idText()
      .notNull()
      .references(() => people.id),
    paidAt: createdAt(),
  },
  (table) => [index('payouts_person').on(table.personId, table.paidAt)],
);
