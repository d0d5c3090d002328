import { jsonb, pgTable } from 'drizzle-orm/pg-core';
import { createdAt, idText, moment } from './columns.ts';

/** One row: something one room asks another (is this router well? which profiles has it?), and the answer. */
export const questions = pgTable('questions', {
  id: idText().primaryKey(),
  asked: jsonb().notNull(),
  answer: jsonb(),
  askedAt: createdAt(),
  answeredAt: moment(),
});
