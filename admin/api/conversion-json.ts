import { z } from '@hono/zod-openapi';
import type { ConversionRecord, RouterUser } from '../../db/conversion/conversion-reads.ts';
import {
  conversionErrors,
  conversionStates,
  conversionSteps,
  isLive,
  services,
} from '../../domain/conversion.ts';
import { errorSchema, refusal } from './errors.ts';
import { leadSchema, moment, named, reference } from './lead-json.ts';

/** The way of one user to one router. */
export const conversionSchema = z
  .object({
    _id: z.string().openapi({ example: 'conversion_0199f3c2-…' }),
    lead: z.string().nullable().openapi({ description: 'Null for a user without a lead.' }),
    state: z.enum(conversionStates).openapi({ description: 'Final when done, failed or cancelled.' }),
    username: z.string().openapi({ example: 'jane.westlands' }),
    router: named('router', 'Westlands-1'),
    steps: z.array(z.object({ at: moment(), what: z.enum(conversionSteps) })),
    error: z
      .object({ code: z.enum(conversionErrors), message: z.string() })
      .nullable()
      .openapi({ description: 'In the router’s own words.' }),
    requestedBy: z.string().nullable(),
    createdAt: moment(),
    finishedAt: moment().nullable(),
  })
  .openapi('Conversion');

export const routerUserSchema = z
  .object({
    _id: z.string().openapi({ example: 'mikrotik_user_0199f3c2-…' }),
    username: z.string(),
    service: z.enum(services),
    profile: z.string(),
    ipAddress: z.string().nullable().openapi({ description: 'Null: the profile’s pool gives one.' }),
    router: named('router', 'Westlands-1'),
    package: named('package', '20 Mbps Home'),
    lead: z.string().nullable(),
    createdAt: moment(),
  })
  .openapi('MikrotikUser');

export const convertedSchema = z.object({ lead: leadSchema, conversion: conversionSchema.nullable() });
export const failedSchema = errorSchema.extend({ conversion: conversionSchema });
export const failedLeadSchema = failedSchema.extend({ lead: leadSchema });

export type ConversionJson = z.infer<typeof conversionSchema>;
export type ConvertedJson = z.infer<typeof convertedSchema>;
export type FailedJson = z.infer<typeof failedLeadSchema>;

export function conversionJson(conversion: ConversionRecord): ConversionJson {
  const { errorCode: code, errorMessage: message } = conversion;
  return {
    _id: conversion.id,
    lead: conversion.leadId,
    state: conversion.state,
    username: conversion.username,
    router: { _id: conversion.routerId, name: conversion.routerName },
    // A step may carry words besides; those of a failure are in `error`.
    steps: conversion.steps.map(({ at, what }) => ({ at, what })),
    error: code && { code, message: message ?? '' },
    requestedBy: conversion.requestedBy,
    createdAt: conversion.createdAt.toISOString(),
    finishedAt: conversion.finishedAt?.toISOString() ?? null,
  };
}

export function routerUserJson(user: RouterUser): z.infer<typeof routerUserSchema> {
  return {
    _id: user.id,
    username: user.username,
    service: user.service,
    profile: user.profile,
    ipAddress: user.ipAddress,
    router: reference(user.router),
    package: reference(user.package),
    lead: user.leadId,
    createdAt: user.createdAt.toISOString(),
  };
}

/** The router said no, or could not be asked. */
export function failure(conversion: ConversionRecord) {
  const { errorCode, errorMessage, state } = conversion;
  if (state === 'cancelled')
    return refusal('cancelled', 'Somebody cancelled this before the router was asked.');
  return refusal(errorCode ?? 'failed', errorMessage ?? 'The conversion failed.');
}

export const isOver = (conversion: ConversionRecord | null) => !conversion || !isLive(conversion.state);
