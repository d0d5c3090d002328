import { z } from '@hono/zod-openapi';
import { leadSources, leadStatuses } from '../../domain/lead.ts';
import type { Money } from '../../domain/money.ts';

export const named = (noun: string, name: string) =>
  z.object({
    _id: z.string().openapi({ example: `${noun}_…` }),
    name: z.string().openapi({ example: name }),
  });

export const moment = () => z.string().openapi({ format: 'date-time', example: '2025-09-18T10:00:00.000Z' });
const shillings = (example: number) =>
  z.number().nullable().openapi({ description: 'KES, at most two decimals.', example });

/** A lead as other programs read it. `db/lead/lead-json.ts` writes it; a test holds each of them to the other. */
export const leadSchema = z
  .object({
    _id: z.string().openapi({ example: 'lead_0199f3c2-…' }),
    name: z.string().nullable().openapi({ example: 'Jane Smith' }),
    phoneNumber: z.string().openapi({ description: 'E.164.', example: '+254722000111' }),
    leadSource: z.enum(leadSources),
    unitNumber: z.string().nullable().openapi({ example: 'A5' }),
    location: z.string().nullable().openapi({ example: 'Westlands, Nairobi' }),
    desiredPackage: named('package', '20 Mbps Home').nullable(),
    currentIsp: z.string().nullable().openapi({ example: 'Zuku' }),
    notes: z.string().nullable().openapi({
      description: 'The reason for their interest or dissatisfaction.',
      example: 'Complaining about frequent downtime.',
    }),
    status: z.enum(leadStatuses),
    broughtInBy: z.string().nullable().openapi({ example: 'John Doe' }),
    broughtInByContact: z.string().nullable().openapi({ example: '+254733000222' }),
    agreedInstallationFee: shillings(2500),
    agreedMonthlySubscription: shillings(2999),
    totalAmount: shillings(5499).openapi({ description: 'The sum of the known fees; read-only.' }),
    customerHasRouter: z.boolean().nullable(),
    routerType: z.string().nullable().openapi({ example: 'TP-Link Archer C6' }),
    assignedTo: named('user', 'Tech Mark').nullable(),
    followUpDate: z.string().nullable().openapi({
      description: 'A calendar date, written as its midnight UTC; due at 00:00 in the ISP’s zone.',
      example: '2025-09-20T00:00:00Z',
    }),
    statusHistory: z.array(
      z.object({
        status: z.enum(leadStatuses),
        changedBy: z
          .string()
          .nullable()
          .openapi({ description: 'Null for the bot, prospects and API keys.' }),
        changedAt: moment(),
      }),
    ),
    isConverted: z.boolean(),
    mikrotikUser: z
      .object({ _id: z.string(), username: z.string(), router: named('router', 'Westlands-1') })
      .nullable(),
    createdAt: moment(),
    updatedAt: moment().openapi({ description: 'What `If-Match` is compared with.' }),
  })
  .openapi('Lead');

export const leadListSchema = z.object({
  data: z.array(leadSchema),
  nextCursor: z.string().nullable().openapi({ description: 'Null: this was the last page.' }),
  total: z.number().openapi({ description: 'Counted up to 10 000.' }),
  totalIsExact: z.boolean(),
});

export type LeadJson = z.infer<typeof leadSchema>;
export type LeadListJson = z.infer<typeof leadListSchema>;

export const reference = (row: { id: string; name: string }) => ({ _id: row.id, name: row.name });
export const moneyJson = (money: Money) => Number(money);
