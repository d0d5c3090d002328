import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt, idText, moment } from './columns.ts';
import { oneOf } from './one-of.ts';
import { people } from './people.ts';

export const importStates = ['uploaded', 'running', 'done', 'reverting', 'reverted', 'failed'] as const;

/**
 * One row: a file of leads that somebody uploaded.
 *
 *   uploaded    its rows are kept; which column means what is being chosen
 *   running     the worker makes leads of its rows, batch by batch; it goes on where it was after a crash
 *   done        every row has an outcome
 *   reverting   the worker takes back, batch by batch, the leads that it made
 *   reverted    none of its leads is left, but those that people have worked on since
 *   failed      it could not go on; `error` says why, and what was made stays and can be reverted
 */
export const imports = pgTable(
  'imports',
  {
    id: idText().primaryKey(),
    fileName: text().notNull(),
    /** How the file was read, as it was found out: `utf-8`, `windows-1252`. */
    encoding: text().notNull(),
    delimiter: text().notNull(),
    /** The words of its first line, in order: text[]. */
    columns: jsonb().notNull(),
    /** Which field of a lead each column fills, by the column's place; null until it was chosen. */
    mapping: jsonb(),
    /** What every lead of it gets where its row says nothing: `{ source, assignedTo }`. */
    defaults: jsonb().notNull().default({}),
    state: text({ enum: importStates }).notNull().default('uploaded'),
    rowCount: integer().notNull(),
    error: text(),
    byPersonId: idText()
      .notNull()
      .references(() => people.id),
    /** Who asked to take it back. */
    revertedBy: idText().references(() => people.id),
    createdAt: createdAt(),
    startedAt: moment(),
    finishedAt: moment(),
  },
  (table) => [
    index('imports_created').on(table.createdAt),
    index('imports_working').on(table.id).where(sql`${table.state} in ('running', 'reverting')`),
    check('imports_state', oneOf(table.state, importStates)),
  ],
);

export const importOutcomes = ['imported', 'duplicate', 'refused', 'reverted', 'kept'] as const;

/**
 * One row: a line of an imported file. `outcome` is null until its turn; `duplicate` names the lead whose phone it is,
 * `refused` says in `error` what is wrong with it, `kept` was imported and outlived the revert because people worked on it.
 */
export const importRows = pgTable(
  'import_rows',
  {
    importId: idText()
      .notNull()
      .references(() => imports.id),
    /** Of the file, the first line of which is 1 and names the columns. */
    line: integer().notNull(),
    /** What stood in it, in the order of the columns: text[]. Cleared some weeks later. */
    cells: jsonb().notNull(),
    outcome: text({ enum: importOutcomes }),
    error: text(),
    /** The lead that was made of it, or whose phone it is. No foreign key: an import must not wait for whoever holds a lead. */
    leadId: idText(),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.line] }),
    index('import_rows_outcome').on(table.importId, table.outcome, table.line),
    check('import_rows_outcome', oneOf(table.outcome, importOutcomes)),
  ],
);
