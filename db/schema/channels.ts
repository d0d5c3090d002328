import { check, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { channels, standings } from '../../domain/channel.ts';
import { createdAt, moment } from './columns.ts';
import { oneOf } from './one-of.ts';

/**
 * One row: an account that the bot speaks from, how it stands with its provider, and when it last heard and spoke. The
 * times are written every few seconds, not with each message: a row that every message writes would hold them all up.
 */
export const channelAccounts = pgTable(
  'channel_accounts',
  {
    channel: text({ enum: channels }).notNull(),
    account: text().notNull(),
    /** What people write to: a Telegram username without the @; null until the provider has told. */
    publicName: text(),
    state: text({ enum: standings }).notNull().default('connecting'),
    /** What is wrong, for a person to act on. */
    words: text(),
    /** Since when it has stood so. */
    since: createdAt(),
    lastInboundAt: moment(),
    lastOutboundAt: moment(),
    /** Up to where a gateway that is asked for what it could not deliver has been read (SMS `lastReceivedId`). */
    readUpTo: text(),
    seenAt: createdAt(),
  },
  (table) => [
    uniqueIndex('channel_accounts_account').on(table.channel, table.account),
    check('channel_accounts_state', oneOf(table.state, standings)),
  ],
);

/** One row: what a gateway told last of a message that left; it may come before we have noted that the message left. */
export const deliveryReports = pgTable(
  'delivery_reports',
  {
    channel: text({ enum: channels }).notNull(),
    account: text().notNull(),
    providerId: text().notNull(),
    outcome: text({ enum: ['delivered', 'failed'] }).notNull(),
    words: text(),
    at: createdAt(),
  },
  (table) => [uniqueIndex('delivery_reports_message').on(table.channel, table.account, table.providerId)],
);
