import { bigint, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idText, moment } from './columns.ts';

/** One row: a key, a session or a credential by which WhatsApp knows our linked device. */
export const waAuth = pgTable(
  'wa_auth',
  {
    account: text().notNull(),
    /** Baileys' own word: `creds`, `session`, `pre-key`, `lid-mapping` … */
    type: text().notNull(),
    id: text().notNull(),
    /** JSON, sealed by the vault. */
    valueSealed: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.type, table.id] })],
);

/** One row: a WhatsApp account of ours, who holds it, and how the linking of its phone goes. */
export const whatsappLinks = pgTable('whatsapp_links', {
  account: text().primaryKey(),
  /** Grows with each process that takes the account; a holder that was overtaken writes nothing more. */
  epoch: bigint({ mode: 'number' }).notNull().default(0),
  /** What staff asked for and the holder has not begun yet: `LinkWish`. */
  wish: jsonb(),
  /** Who asked, so that the log of the house can tell. */
  wishedBy: idText(),
  /** The QR text or pairing code that the page shows until `shown_until`; sealed by the vault. */
  shown: text({ enum: ['qr', 'code'] }),
  shownSealed: text(),
  shownUntil: moment(),
  /** The number that is linked, E.164; null while none is. */
  phone: text(),
  linkedAt: moment(),
});
