import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { conversionStates, liveStates, services } from '../../domain/conversion.ts';
import { conversations } from './chat.ts';
import { createdAt, idText, moment } from './columns.ts';
import { leads } from './leads.ts';
import { oneOf } from './one-of.ts';
import { packages } from './packages.ts';
import { people } from './people.ts';
import { routers } from './routers.ts';

/**
 * One row: the intent to make one user on one router, committed before the first word to it. Login, password and marker
 * never change between attempts. `domain/conversion.ts` tells the states.
 */
export const conversions = pgTable(
  'conversions',
  {
    id: idText().primaryKey(),
    /** Null for a user made without a lead. */
    leadId: idText().references(() => leads.id),
    routerId: idText()
      .notNull()
      .references(() => routers.id),
    packageId: idText()
      .notNull()
      .references(() => packages.id),
    service: text({ enum: services }).notNull(),
    profile: text().notNull(),
    username: text().notNull(),
    /** Sealed by the vault. */
    passwordSealed: text().notNull(),
    ipAddress: text(),
    state: text({ enum: conversionStates }).notNull().default('requested'),
    /** `[{ at, what }]`, oldest first. */
    steps: jsonb().notNull().default([]),
    errorCode: text(),
    errorMessage: text(),
    /** Counts the claims; a worker that lost its lease finds a higher number and stops. */
    attempts: integer().notNull().default(0),
    leaseUntil: moment(),
    nextAttemptAt: moment(),
    /** When an add was last sent without a definite answer: until a later look, the outcome is unknown. */
    unansweredSince: moment(),
    requestedBy: idText().references(() => people.id),
    /** Where the answer goes when it was asked in a chat. */
    askedIn: idText().references(() => conversations.id),
    createdAt: createdAt(),
    finishedAt: moment(),
  },
  (table) => [
    uniqueIndex('conversions_one_live_per_lead').on(table.leadId).where(oneOf(table.state, liveStates)),
    uniqueIndex('conversions_one_live_per_username')
      .on(table.routerId, table.username)
      .where(oneOf(table.state, liveStates)),
    index('conversions_due').on(table.routerId, table.createdAt).where(oneOf(table.state, liveStates)),
    index('conversions_failed').on(table.finishedAt).where(sql`${table.state} = 'failed'`),
    index('conversions_lead').on(table.leadId, table.createdAt),
    check('conversions_state', oneOf(table.state, conversionStates)),
  ],
);

/** One row: a user that we made on a router and saw there. */
export const mikrotikUsers = pgTable(
  'mikrotik_users',
  {
    id: idText().primaryKey(),
    username: text().notNull(),
    routerId: idText()
      .notNull()
      .references(() => routers.id),
    packageId: idText()
      .notNull()
      .references(() => packages.id),
    service: text({ enum: services }).notNull(),
    profile: text().notNull(),
    ipAddress: text(),
    passwordSealed: text().notNull(),
    leadId: idText().references(() => leads.id),
    conversionId: idText()
      .notNull()
      .references(() => conversions.id),
    /** RouterOS's `.id`: a hint only, it does not survive a restore. */
    routerItemId: text(),
    createdAt: createdAt(),
    removedAt: moment(),
  },
  (table) => [
    uniqueIndex('mikrotik_users_conversion').on(table.conversionId),
    uniqueIndex('mikrotik_users_lead').on(table.leadId).where(sql`${table.removedAt} is null`),
    uniqueIndex('mikrotik_users_username')
      .on(table.routerId, table.username)
      .where(sql`${table.removedAt} is null`),
  ],
);
