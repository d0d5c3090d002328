import { sql } from 'drizzle-orm';
import { boolean, check, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { agentKinds, languages, roles } from '../../domain/person.ts';
import { createdAt, idText, moment, phone } from './columns.ts';
import { oneOf } from './one-of.ts';
import { signInUsers } from './sign-in.ts';

/** One row: somebody who works for or with the ISP. Staff have a sign-in; agents only a chat. Never deleted, only made inactive. */
export const people = pgTable(
  'people',
  {
    id: idText().primaryKey(),
    name: text().notNull(),
    phone: phone(),
    role: text({ enum: roles }).notNull(),
    agentKind: text({ enum: agentKinds }),
    language: text({ enum: languages }).notNull().default('en'),
    active: boolean().notNull().default(true),
    /** The better-auth user who signs in as this person; null for agents. */
    signInUserId: text().references(() => signInUsers.id, { onDelete: 'set null' }),
    /** What a poster or link of this person carries: `/start r_<code>`. */
    referralCode: text(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('people_sign_in_user').on(table.signInUserId),
    uniqueIndex('people_referral_code').on(table.referralCode),
    uniqueIndex('people_phone').on(table.phone).where(sql`${table.phone} is not null and ${table.active}`),
    check('people_role', oneOf(table.role, roles)),
    check('people_agent_kind', sql`(${table.role} = 'agent') = (${table.agentKind} is not null)`),
  ],
);

/** One row: a link that works once (an invitation, a new password, joining one's chat). Only the token's SHA-256 is kept. */
export const oneTimeLinks = pgTable(
  'one_time_links',
  {
    tokenHash: text().primaryKey(),
    /** `owner` makes the first owner and has no person yet. */
    purpose: text({ enum: ['owner', 'password', 'chat'] }).notNull(),
    personId: idText().references(() => people.id, { onDelete: 'cascade' }),
    expiresAt: moment().notNull(),
    usedAt: moment(),
    createdAt: createdAt(),
  },
  (table) => [index('one_time_links_person').on(table.personId)],
);

/** One row: a key that another program calls the API with. Only its SHA-256 is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: idText().primaryKey(),
    name: text().notNull(),
    role: text({ enum: roles }).notNull(),
    keyHash: text().notNull(),
    /** The first characters, to tell keys apart in a list. */
    hint: text().notNull(),
    createdAt: createdAt(),
    lastUsedAt: moment(),
    revokedAt: moment(),
  },
  (table) => [
    uniqueIndex('api_keys_hash').on(table.keyHash),
    check('api_keys_role', oneOf(table.role, roles)),
  ],
);
