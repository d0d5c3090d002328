import { createRoute, z } from '@hono/zod-openapi';
import { requires, requiresSight } from './access.ts';
import { convertSchema, newRouterUserSchema } from './conversion-input.ts';
import {
  conversionSchema,
  convertedSchema,
  failedLeadSchema,
  failedSchema,
  routerUserSchema,
} from './conversion-json.ts';
import { refusals } from './errors.ts';
import { answer, body } from './parts.ts';

const tags = ['Conversions'];
const asking = refusals(400, 401, 403, 404, 409, 412, 413, 422);
const headers = z.object({
  prefer: z.string().optional().openapi({ description: '`respond-async`: answer 202 at once.' }),
});

export const convertLead = createRoute({
  operationId: 'convertLead',
  method: 'post',
  path: '/leads/convert/{id}',
  tags,
  summary: 'Convert a lead to a customer',
  description:
    'With a user, a worker makes it on the router and only then moves the lead to Converted; the answer waits for that. Without one, only the status moves.',
  middleware: [requiresSight, requires('convertLead')] as const,
  request: {
    params: z.object({ id: z.string().openapi({ description: 'The lead.', example: 'lead_…' }) }),
    headers,
    body: body(convertSchema),
  },
  responses: {
    200: answer('Converted.', convertedSchema),
    202: answer('Not done yet, or its outcome is not known: read the conversion again.', convertedSchema),
    502: answer('The router refused, or could not be asked; the lead is as it was.', failedLeadSchema),
    ...asking,
  },
});

export const readConversion = createRoute({
  operationId: 'readConversion',
  method: 'get',
  path: '/conversions/{id}',
  tags,
  summary: 'Read a conversion',
  middleware: requires('convertLead'),
  request: {
    params: z.object({ id: z.string().openapi({ description: 'The conversion.', example: 'conversion_…' }) }),
  },
  responses: { 200: answer('The conversion.', conversionSchema), ...refusals(401, 403, 404) },
});

export const createRouterUser = createRoute({
  operationId: 'createRouterUser',
  method: 'post',
  path: '/mikrotik/users',
  tags,
  summary: 'Make a user on a router without a lead',
  middleware: requires('createRouterUser'),
  request: { headers, body: body(newRouterUserSchema) },
  responses: {
    201: answer('The user, seen on the router.', routerUserSchema),
    202: answer(
      'Not done yet, or its outcome is not known: read the conversion again.',
      z.object({ conversion: conversionSchema }),
    ),
    502: answer('The router refused, or could not be asked.', failedSchema),
    ...asking,
  },
});
