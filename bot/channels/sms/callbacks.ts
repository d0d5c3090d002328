import { z } from 'zod';
import type { Inbound } from '../../../domain/message.ts';
import { type Phone, parsePhone } from '../../../domain/phone.ts';
import type { DeliveryReport } from '../channel.ts';
import { saidAs } from '../said-as.ts';

// What Africa's Talking tells us: docs.africastalking.com/sms/notifications and /sms/callback.

/** A key of an index in the database: a longer one would not fit, and the gateway's are uuids. */
const messageId = z.string().min(1).max(200);

/** A message that somebody sent us, as its callback brings it. */
export const inboundForm = z.object({
  id: messageId,
  from: z.string().min(1),
  text: z.string(),
  date: z.string().optional(),
});
export type InboundForm = z.infer<typeof inboundForm>;

/** How far one of our messages came. */
export const reportForm = z.object({
  id: messageId,
  status: z.string().min(1),
  phoneNumber: z.string().optional(),
  failureReason: z.string().optional(),
});

/** Somebody forbade our messages at the gateway. */
export const optOutForm = z.object({ phoneNumber: z.string().min(1), senderId: z.string().optional() });

/** The gateway writes international numbers, with or without the plus. Null for a name, a short code, a masked number. */
export const phoneOf = (number: string): Phone | null =>
  parsePhone(`+${number.trim().replace(/^\+/, '')}`) ?? parsePhone(number);

const zoned = /(?:z|[+-]\d{2}:?\d{2})$/i;

/**
 * `2026-11-22 10:04:55` and `2026-11-22T10:04:55Z`, in ISO 8601. Without a zone it is read as UTC. Null: no date, or none on
 * which an SMS can have been sent; not every year that JavaScript writes can PostgreSQL read.
 */
export function momentOf(date: string | undefined): string | null {
  const written = (date ?? '').trim().replace(' ', 'T');
  const at = new Date(zoned.test(written) ? written : `${written}Z`);
  const year = at.getUTCFullYear();
  return year >= 1990 && year < 10_000 ? at.toISOString() : null;
}

/** Null where nobody could be answered. The sender of an SMS can be forged: its phone is a claim (law 11). */
export function toInbound({ id, from, text, date }: InboundForm): Inbound | null {
  const phone = phoneOf(from);
  return (
    phone && {
      externalId: id,
      address: phone,
      displayName: null,
      attestedPhone: null,
      senderPhone: phone,
      sentAt: momentOf(date),
      said: saidAs(text),
    }
  );
}

/**
 * The last words on a message. `Sent`, `Submitted` and `Buffered` are not: it is on its way. Neither is `AbsentSubscriber`:
 * the phone is off just now, and the network may still reach it.
 */
const ends: Readonly<Record<string, DeliveryReport['end']>> = {
  success: 'delivered',
  failed: 'failed',
  rejected: 'failed',
  expired: 'failed',
};

/** The gateway's words for somebody who forbids our messages. */
const forbids = new Set(['UserInBlackList', 'UserInBlacklist', 'DoNotDisturbRejection']);

export interface ReadReport {
  /** Null while the message is on its way. */
  report: DeliveryReport | null;
  /** Whoever forbids our messages, and the gateway's words for it. */
  optOut: { phone: Phone; words: string } | null;
}

export function toReport({ id, status, phoneNumber, failureReason }: z.infer<typeof reportForm>): ReadReport {
  const phone = phoneOf(phoneNumber ?? '');
  const end = ends[status.toLowerCase()] ?? null;
  const reason = failureReason || null;
  return {
    report: end && {
      providerId: id,
      address: phone,
      end,
      words: end === 'failed' ? (reason ?? status) : null,
    },
    optOut: phone && reason && forbids.has(reason) ? { phone, words: reason } : null,
  };
}
