import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { services } from '../../domain/conversion.ts';
import { createdAt, idText, money } from './columns.ts';
import { oneOf } from './one-of.ts';

/** One row: what the ISP sells. Its speed lives in the router's profile of that name. Never deleted, only made inactive. */
export const packages = pgTable(
  'packages',
  {
    id: idText().primaryKey(),
    name: text().notNull(),
    service: text({ enum: services }).notNull(),
    profile: text().notNull(),
    downloadMbps: integer().notNull(),
    uploadMbps: integer().notNull(),
    price: money().notNull(),
    active: boolean().notNull().default(true),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('packages_name').on(sql`lower(${table.name})`),
    check('packages_service', oneOf(table.service, services)),
  ],
);
