import { createRoute, z } from '@hono/zod-openapi';
import { requires, requiresSight } from './access.ts';
import { refusals } from './errors.ts';
import { leadChangeSchema, newLeadSchema } from './lead-input.ts';
import { leadListSchema, leadSchema } from './lead-json.ts';
import { leadQuerySchema } from './lead-query.ts';
import { answer, body } from './parts.ts';

const tags = ['Leads'];
const params = z.object({ id: z.string().openapi({ description: 'The lead.', example: 'lead_…' }) });
const headers = z.object({
  'if-match': z.string().optional().openapi({ description: 'The `updatedAt` that was read, or `*`.' }),
});
const changing = refusals(400, 401, 403, 404, 409, 412, 413, 422);

export const listLeads = createRoute({
  operationId: 'listLeads',
  method: 'get',
  path: '/leads',
  tags,
  summary: 'List leads',
  description:
    'Filters may be repeated; a value is matched whole and in any case. Pages are walked by `nextCursor`.',
  middleware: requiresSight,
  request: { query: leadQuerySchema },
  responses: {
    200: answer('A page of leads.', leadListSchema),
    ...refusals(400, 401, 403, 422),
  },
});

export const readLead = createRoute({
  operationId: 'readLead',
  method: 'get',
  path: '/leads/{id}',
  tags,
  summary: 'Read a lead',
  middleware: requiresSight,
  request: {
    params,
    query: z.object({
      archived: z.enum(['true', 'false'], 'Expected true or false.').optional().openapi({
        description: 'true: also when it is archived.',
      }),
    }),
  },
  responses: { 200: answer('The lead.', leadSchema), ...refusals(401, 403, 404, 422) },
});

export const createLead = createRoute({
  operationId: 'createLead',
  method: 'post',
  path: '/leads',
  tags,
  summary: 'Create a lead',
  description:
    'Whoever may not look at every lead, such as the key of a website (role intake), is answered 202 whether the phone number was known or not, and learns nothing of the leads that are here. A known one is kept as a touch for staff. It sends neither a status, nor an assignment, nor agreed fees.',
  middleware: requires('createLead'),
  request: { body: body(newLeadSchema) },
  responses: {
    201: answer('The new lead.', leadSchema),
    202: answer('Taken in.', z.object({ received: z.literal(true) })),
    ...changing,
    ...refusals(429),
  },
});

export const changeLead = createRoute({
  operationId: 'changeLead',
  method: 'put',
  path: '/leads/{id}',
  tags,
  summary: 'Change a lead',
  description:
    'Changes the fields that are present; null clears. `If-Match` may hold the `updatedAt` that was read.',
  middleware: [requiresSight, requires('editLead')] as const,
  request: { params, headers, body: body(leadChangeSchema) },
  responses: { 200: answer('The lead as it is now.', leadSchema), ...changing },
});

export const archiveLead = createRoute({
  operationId: 'archiveLead',
  method: 'delete',
  path: '/leads/{id}',
  tags,
  summary: 'Archive a lead',
  description: 'Takes it out of lists and counts. Nothing is deleted: it can be restored.',
  middleware: [requiresSight, requires('archiveLead')] as const,
  request: { params, headers },
  responses: { 204: { description: 'Archived, now or before.' }, ...changing },
});

export const restoreLead = createRoute({
  operationId: 'restoreLead',
  method: 'post',
  path: '/leads/{id}/restore',
  tags,
  summary: 'Restore an archived lead',
  middleware: [requiresSight, requires('archiveLead')] as const,
  request: { params },
  responses: { 200: answer('The lead.', leadSchema), ...changing },
});
