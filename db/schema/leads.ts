import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { channels } from '../../domain/channel.ts';
import { leadSources, leadStatuses } from '../../domain/lead.ts';
import { createdAt, idText, moment, money, phone } from './columns.ts';
import { imports } from './imports.ts';
import { oneOf } from './one-of.ts';
import { packages } from './packages.ts';
import { payouts } from './payouts.ts';
import { people } from './people.ts';

/** One row: somebody who may become a customer. One phone, one lead, among those not archived. Never deleted. */
export const leads = pgTable(
  'leads',
  {
    id: idText().primaryKey(),
    name: text(),
    phone: phone().notNull(),
    /** The channel vouched for the phone (law 11); false where it was typed. */
    phoneAttested: boolean().notNull().default(false),
    source: text({ enum: leadSources }).notNull(),
    /** The platform of the first contact; null for staff, forms and the API. */
    channel: text({ enum: channels }),
    unitNumber: text(),
    location: text(),
    packageId: idText().references(() => packages.id),
    currentIsp: text(),
    notes: text(),
    status: text({ enum: leadStatuses }).notNull().default('New'),
    broughtInBy: text(),
    broughtInByContact: text(),
    /** Who is told when the lead becomes a customer; null where `broughtInBy` is only a name. */
    broughtInByPersonId: idText().references(() => people.id),
    agreedInstallationFee: money(),
    agreedMonthlySubscription: money(),
    customerHasRouter: boolean(),
    routerType: text(),
    assignedTo: idText().references(() => people.id),
    /** A calendar date without zone, due at midnight in the ISP's zone. */
    followUpDate: date({ mode: 'string' }),
    /** The calendar date of the site survey, and the technician who goes; kept when the status moves on. */
    surveyOn: date({ mode: 'string' }),
    surveyBy: idText().references(() => people.id),
    /** When staff first answered: wrote in the chat, or moved the lead on from New. */
    firstReplyAt: moment(),
    /** The import that made it; null for every other way in. */
    importId: idText().references(() => imports.id),
    /**
     * The lead that this one became part of; it is archived then, and only undoing the merge brings it back. No foreign key:
     * a restore writes leads in any order.
     */
    mergedInto: idText(),
    /** The payout in which whoever brought it was paid for it. */
    payoutId: idText().references(() => payouts.id),
    convertedAt: moment(),
    archivedAt: moment(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    uniqueIndex('leads_phone').on(table.phone).where(sql`${table.archivedAt} is null`),
    // Read backwards, newest first. An index declared `desc` would be `nulls last` and serve no plain `order by … desc`.
    index('leads_created').on(table.createdAt, table.id).where(sql`${table.archivedAt} is null`),
    index('leads_status_source')
      .on(table.status, table.source, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    // One of them alone: for a rare one the walk of all leads by date would find its fifty only after the whole table.
    index('leads_status_created')
      .on(table.status, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    index('leads_source_created')
      .on(table.source, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    index('leads_assigned').on(table.assignedTo, table.followUpDate),
    index('leads_assigned_created')
      .on(table.assignedTo, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    index('leads_follow_up').on(table.followUpDate, table.id).where(sql`${table.archivedAt} is null`),
    index('leads_name').on(sql`lower(${table.name})`, table.id).where(sql`${table.archivedAt} is null`),
    // The two that Today asks for: who waits to be claimed, and where somebody is expected.
    index('leads_unclaimed')
      .on(table.createdAt, table.id)
      .where(sql`${table.status} = 'New' and ${table.assignedTo} is null and ${table.archivedAt} is null`),
    index('leads_survey')
      .on(table.surveyOn, table.id)
      .where(sql`${table.status} = 'Site Survey Scheduled' and ${table.archivedAt} is null`),
    index('leads_status').on(table.status, table.id).where(sql`${table.archivedAt} is null`),
    index('leads_brought_in_by')
      .on(sql`lower(${table.broughtInBy})`, table.createdAt, table.id)
      .where(sql`${table.archivedAt} is null`),
    index('leads_brought_by').on(table.broughtInByPersonId),
    index('leads_merged_phone').on(table.phone).where(sql`${table.mergedInto} is not null`),
    index('leads_merged_into').on(table.mergedInto).where(sql`${table.mergedInto} is not null`),
    index('leads_import').on(table.importId).where(sql`${table.importId} is not null`),
    index('leads_payout').on(table.payoutId).where(sql`${table.payoutId} is not null`),
    // Who is still to be paid: conversions of one agent, by when they happened.
    index('leads_converted_by')
      .on(table.broughtInByPersonId, table.convertedAt)
      .where(sql`${table.convertedAt} is not null and ${table.archivedAt} is null`),
    // Without a pending list: every search reads that one from end to end, and took four times as long after some thousand
    // new leads; writing into the index at once costs a lead nothing that could be measured.
    index('leads_name_trigram')
      .using('gin', sql`lower(${table.name}) gin_trgm_ops`)
      .with({ fastupdate: false }),
    index('leads_phone_trigram').using('gin', sql`${table.phone} gin_trgm_ops`).with({ fastupdate: false }),
    check('leads_source', oneOf(table.source, leadSources)),
    check('leads_status', oneOf(table.status, leadStatuses)),
  ],
);

export const leadEventKinds = [
  'created',
  'status',
  'assigned',
  'follow_up',
  'edited',
  'touched',
  'note',
  'conversion',
  'archived',
  'restored',
  'survey',
  'merged',
  'unmerged',
] as const;

/** One row: something that happened to a lead. Append-only; the status history is read from here. */
export const leadEvents = pgTable(
  'lead_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    leadId: idText()
      .notNull()
      .references(() => leads.id),
    kind: text({ enum: leadEventKinds }).notNull(),
    /** Null for the bot, prospects and API keys. */
    byPersonId: idText().references(() => people.id),
    details: jsonb().notNull().default({}),
    at: createdAt(),
  },
  (table) => [
    index('lead_events_lead').on(table.leadId, table.id),
    check('lead_events_kind', oneOf(table.kind, leadEventKinds)),
  ],
);
