import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { channels } from '../../domain/channel.ts';
import { languages } from '../../domain/person.ts';
import { createdAt, idText, moment, phone } from './columns.ts';
import { leads } from './leads.ts';
import { oneOf } from './one-of.ts';
import { people } from './people.ts';

/** One row: a talk with one chat address, and how far it has come. */
export const conversations = pgTable(
  'conversations',
  {
    id: idText().primaryKey(),
    channel: text({ enum: channels }).notNull(),
    account: text().notNull(),
    /** Where replies go. */
    address: text().notNull(),
    /** The conversation's own state, versioned; null before the first step. A state that no longer parses begins the talk anew. */
    state: jsonb(),
    language: text({ enum: languages }),
    leadId: idText().references(() => leads.id),
    /** The person of the ISP who proved, by a one-time link, that this chat is theirs. */
    personId: idText().references(() => people.id),
    displayName: text(),
    attestedPhone: phone(),
    /** The number that the network gave (SMS): STOP holds for it, and nothing is proved by it. */
    senderPhone: phone(),
    /** Several people listen here: it is no prospect's chat, and nothing is asked. */
    isGroup: boolean().notNull().default(false),
    /** The one group in which staff are told of new leads and of trouble. */
    alertsStaff: boolean().notNull().default(false),
    /** When we first wrote here; WhatsApp limits how many chats a day we may begin. */
    firstSentAt: moment(),
    /** The person blocked the bot; cleared when they write again. */
    blockedAt: moment(),
    /** STOP: nothing is sent until START. */
    stoppedAt: moment(),
    lastInboundAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [
    index('conversations_person').on(table.personId),
    index('conversations_lead').on(table.leadId),
    uniqueIndex('conversations_one_alerts_staff').on(table.alertsStaff).where(sql`${table.alertsStaff}`),
    index('conversations_first_sent').on(table.channel, table.account, table.firstSentAt),
    check('conversations_channel', oneOf(table.channel, channels)),
  ],
);

/** One row: a chat address that leads to a conversation. One conversation may have several (a WhatsApp phone and its LID). */
export const identities = pgTable(
  'identities',
  {
    channel: text({ enum: channels }).notNull(),
    account: text().notNull(),
    address: text().notNull(),
    conversationId: idText().notNull(),
    firstSeenAt: createdAt(),
    lastInboundAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('identities_address').on(table.channel, table.account, table.address),
    index('identities_conversation').on(table.conversationId),
  ],
);

/** One row: a message that somebody sent us, kept before the channel was told so. Purged some weeks after it was stepped. */
export const inbox = pgTable(
  'inbox',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    channel: text({ enum: channels }).notNull(),
    account: text().notNull(),
    externalId: text().notNull(),
    conversationId: idText().notNull(),
    message: jsonb().notNull(),
    receivedAt: createdAt(),
    doneAt: moment(),
    attempts: integer().notNull().default(0),
    error: text(),
    /** A step of it failed: the chat rests until then and tries again. */
    retryAt: moment(),
    /** It failed too often and waits for a human; the chat goes on without it. */
    parkedAt: moment(),
    /** Who looked at it and let it be; it is done without having been stepped. */
    dismissedBy: idText().references(() => people.id),
  },
  (table) => [
    uniqueIndex('inbox_external_id').on(table.channel, table.account, table.externalId),
    // Oldest first over all chats, and the due messages of one chat: both indexes hold only what is still to be stepped.
    index('inbox_oldest').on(table.id).where(sql`${table.doneAt} is null and ${table.parkedAt} is null`),
    index('inbox_due')
      .on(table.conversationId, table.id)
      .where(sql`${table.doneAt} is null and ${table.parkedAt} is null`),
    index('inbox_parked')
      .on(table.parkedAt)
      .where(sql`${table.doneAt} is null and ${table.parkedAt} is not null`),
  ],
);

export const outboxStates = ['queued', 'sending', 'sent', 'dead', 'unknown'] as const;

/**
 * One row: something to be said in a chat; it leaves at least once on chat, at most once on SMS, and in order.
 *
 *   queued    it may leave from `not_before` on
 *   sending   a sender holds it until `not_before`, its lease; after that a chat message is sent again
 *   sent      the channel took it
 *   dead      it will never leave: refused, blocked, stopped, or tried too often; `error` says which
 *   unknown   an SMS whose sender died or heard no answer: not sent again, for it may have arrived
 */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    conversationId: idText()
      .notNull()
      .references(() => conversations.id),
    /** `reply` answers what the person just wrote; `notice` comes unasked and keeps quiet hours. */
    kind: text({ enum: ['reply', 'notice'] }).notNull(),
    /** What happened or what is asked; the bot gives it words when it sends. */
    body: jsonb().notNull(),
    /** The one confirmation of STOP may leave after STOP. */
    despiteStop: boolean().notNull().default(false),
    /** The same note is never queued twice: `conversion_…:asker`. */
    uniqueKey: text(),
    state: text({ enum: outboxStates }).notNull().default('queued'),
    attempts: integer().notNull().default(0),
    notBefore: createdAt(),
    providerId: text(),
    error: text(),
    /** What the provider took for it, in `cost_currency` (ISO 4217); null where it took nothing or did not tell. */
    cost: numeric({ precision: 12, scale: 4 }),
    costCurrency: text(),
    createdAt: createdAt(),
    sentAt: moment(),
    /** The provider saw it on the person's phone. */
    deliveredAt: moment(),
  },
  (table) => [
    uniqueIndex('outbox_unique_key').on(table.uniqueKey),
    index('outbox_due')
      .on(table.conversationId, table.id)
      .where(sql`${table.state} in ('queued', 'sending')`),
    index('outbox_oldest').on(table.notBefore, table.id).where(sql`${table.state} in ('queued', 'sending')`),
    index('outbox_provider_id').on(table.providerId).where(sql`${table.providerId} is not null`),
    index('outbox_cost').on(table.createdAt).where(sql`${table.cost} is not null`),
    index('outbox_failed').on(table.createdAt).where(sql`${table.state} in ('dead', 'unknown')`),
    index('outbox_failed_in_chat')
      .on(table.conversationId, table.id)
      .where(sql`${table.state} in ('dead', 'unknown')`),
    check('outbox_state', oneOf(table.state, outboxStates)),
  ],
);

/** One row: a line of the thread that staff read on the lead page. Kept for good. */
export const messages = pgTable(
  'messages',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    conversationId: idText()
      .notNull()
      .references(() => conversations.id),
    /**
     * The lead that the chat was about when this was said: a second lead that is begun in it leaves the first its thread.
     * No foreign key: a message must never wait for whoever holds the lead's row.
     */
    leadId: idText(),
    direction: text({ enum: ['in', 'out'] }).notNull(),
    text: text().notNull(),
    /** The buttons that stood under it, as `{ label, value, way }`; null where there were none. */
    choices: jsonb(),
    /** The member of staff who wrote it; null for the bot and for the person. */
    byPersonId: idText().references(() => people.id),
    at: createdAt(),
  },
  (table) => [
    index('messages_conversation').on(table.conversationId, table.id),
    index('messages_lead').on(table.leadId, table.id).where(sql`${table.leadId} is not null`),
  ],
);

/** One row: something for a person of the ISP who has no chat; shown to them when they sign in. */
export const notices = pgTable(
  'notices',
  {
    id: idText().primaryKey(),
    personId: idText()
      .notNull()
      .references(() => people.id),
    notice: jsonb().notNull(),
    uniqueKey: text(),
    createdAt: createdAt(),
    readAt: moment(),
  },
  (table) => [
    uniqueIndex('notices_unique_key').on(table.uniqueKey),
    index('notices_person').on(table.personId, table.createdAt),
  ],
);

/** One row: somebody agreed to be written to, or forbade it, in which words. Append-only: the proof for the regulator. */
export const consents = pgTable(
  'consents',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    conversationId: idText().references(() => conversations.id),
    phone: phone(),
    /** `form`: the words of the box that was ticked on the form page, after the code of their language: `sw: Nakubali …`. */
    kind: text({ enum: ['stop', 'start', 'form'] }).notNull(),
    words: text().notNull(),
    at: createdAt(),
  },
  (table) => [index('consents_phone').on(table.phone, table.id)],
);

/** One row: a phone that nobody may write to on any channel. START removes it. */
export const stoppedPhones = pgTable('stopped_phones', {
  phone: phone().primaryKey(),
  stoppedAt: createdAt(),
});
