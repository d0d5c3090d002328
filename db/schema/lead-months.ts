import { bigint, date, integer, pgTable } from 'drizzle-orm/pg-core';

// The dashboard's figures. A trigger on `leads` appends what each statement changed; the worker folds that into the months;
// whoever reads adds both. No row is written by every new lead, so that writers do not wait for each other.

/** One row: a month in the ISP's zone, and how many leads that are not archived came and were converted in it. */
export const leadMonths = pgTable('lead_months', {
  /** Its first day. */
  month: date({ mode: 'string' }).primaryKey(),
  arrived: integer().notNull().default(0),
  converted: integer().notNull().default(0),
});

/** One row: what a statement changed of a month, not yet folded into it. */
export const leadMonthDeltas = pgTable('lead_month_deltas', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  month: date({ mode: 'string' }).notNull(),
  arrived: integer().notNull(),
  converted: integer().notNull(),
});
