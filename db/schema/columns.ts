import { customType, numeric, timestamp } from 'drizzle-orm/pg-core';
import type { Money } from '../../domain/money.ts';
import type { Phone } from '../../domain/phone.ts';

/** Ids compare byte by byte whatever the database's locale: keyset paging and the unique indexes rest on it. */
export const idText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

export const phone = customType<{ data: Phone; driverData: string }>({ dataType: () => 'text' });

export const money = () => numeric({ precision: 12, scale: 2 }).$type<Money>();

/** Milliseconds, as JavaScript and the API's `updatedAt` have them: finer times would break `If-Match`. */
export const moment = () => timestamp({ withTimezone: true, precision: 3 });

export const createdAt = () => moment().notNull().defaultNow();
