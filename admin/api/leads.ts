import type { RouteHandler, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Database, Transaction } from '../../db/database.ts';
import { archiveLead, restoreLead } from '../../db/lead/lead-archive.ts';
import { editLead } from '../../db/lead/lead-edit.ts';
import { inEvenTime, takeInLead } from '../../db/lead/lead-intake.ts';
import { readLeadAsJson } from '../../db/lead/lead-json.ts';
import { listLeadsAsJson } from '../../db/lead/lead-list.ts';
import type { LeadVision } from '../../db/lead/lead-reads.ts';
import { createLead, type NewLead } from '../../db/lead/leads.ts';
import { type Id, isId } from '../../domain/id.ts';
import { byOf, type Viewer, viewerMay, visionOf } from '../viewer.ts';
import { type ApiEnv, refuseForbidden } from './access.ts';
import { refuse, refuseFields, refuseTooOften, refuseUnparsed, required } from './errors.ts';
import { answerOnce } from './idempotency.ts';
import { limitIntake } from './intake-limit.ts';
import { type leadChangeSchema, readLeadChange, readNewLead } from './lead-input.ts';
import type { LeadJson, LeadListJson } from './lead-json.ts';
import { readCursor, readFilter, readSort, writeCursor } from './lead-query.ts';
import { refuseMissingLead, refuseVerb } from './lead-refusals.ts';
import * as routes from './lead-routes.ts';
import type { Api, ApiParts } from './parts.ts';
import { answerWritten, wrapWritten } from './written.ts';

/** Everything under `/leads` but the conversion: list, read, create, change, archive, restore. */
export function serveLeads(api: Api, parts: ApiParts): void {
  serveReading(api, parts);
  serveCreating(api, parts);
  serveChanging(api, parts);
  serveArchiving(api, parts);
}

function serveReading(api: Api, { db, settings }: ApiParts): void {
  api.openapi(routes.listLeads, async (c) => {
    const query = c.req.valid('query');
    const after = query.cursor === undefined ? null : readCursor(query.cursor, query.sort);
    if (query.cursor !== undefined && !after) {
      return refuse(c, 400, 'bad_cursor', 'This cursor is not one that a list with this sort gave.');
    }
    const { country } = await settings();
    const sort = readSort(query.sort);
    const wish = { filter: readFilter(query, country), sort, after, limit: query.limit };
    const { json, next, ...counted } = await listLeadsAsJson(db, c.get('vision'), wish);
    const nextCursor = next && writeCursor(query.sort, next);
    return answerWritten<LeadListJson, 200>(c, wrapWritten('data', json, { nextCursor, ...counted }), 200);
  });

  api.openapi(routes.readLead, async (c) => {
    const { id } = c.req.valid('param');
    const archived = c.req.valid('query').archived === 'true' ? 'shown' : 'hidden';
    const lead = isId('lead', id) ? await readLeadAsJson(db, id, c.get('vision'), archived) : null;
    return lead === null ? refuseMissingLead(c) : answerWritten<LeadJson, 200>(c, lead, 200);
  });
}

function serveCreating(api: Api, { db, settings }: ApiParts): void {
  const limits = limitIntake();
  const create: RouteHandler<typeof routes.createLead, ApiEnv> = async (c) => {
    const viewer = c.get('viewer');
    const waitSeconds = seesEveryLead(viewer) ? 0 : await limits.take(viewer);
    if (waitSeconds > 0) return refuseTooOften(c, waitSeconds);
    const input = c.req.valid('json');
    const forbidden = forbiddenIn(viewer, input);
    if (forbidden) return refuseForbidden(c, viewer, forbidden);
    if (!input.leadSource && seesEveryLead(viewer)) return refuseFields(c, { leadSource: required });
    const lead = readNewLead(input, (await settings()).country);
    if (!lead) return refusePhone(c);
    return seesEveryLead(viewer) ? createForStaff(c, db, lead) : takeIn(c, db, lead);
  };
  api.openapi(routes.createLead, create, (result, c) =>
    result.success ? undefined : refuseNewLead(c, result.error),
  );
}

const seesEveryLead = (viewer: Viewer) => visionOf(viewer)?.sees === 'all';

/** Staff say where a lead came from; a website need not. */
async function refuseNewLead(c: Context<ApiEnv>, error: z.ZodError) {
  const said: unknown = await c.req.json();
  const saysSource = typeof said === 'object' && said !== null && 'leadSource' in said;
  const missing = !saysSource && seesEveryLead(c.get('viewer')) ? ['leadSource'] : [];
  return refuseUnparsed(c, error, missing);
}

const createForStaff = (c: Context, db: Database, lead: NewLead) =>
  answerOnce(c, db, async (at) => {
    const made = await createLead(at, lead, byOf(c.get('viewer')), 'api');
    return 'refused' in made ? refuseVerb(c, made) : answerWritten<LeadJson, 201>(c, made.json, 201);
  });

/** For whoever may not look at leads: known or new, the answer and the time it takes are the same. */
const takeIn = (c: Context, db: Database, lead: NewLead) =>
  inEvenTime(() =>
    answerOnce(c, db, async (at) => {
      const taken = await takeInLead(at, lead, byOf(c.get('viewer')), 'api');
      return taken === 'received' ? c.json({ received: true as const }, 202) : refuseVerb(c, taken);
    }),
  );

function serveChanging(api: Api, { db, settings }: ApiParts): void {
  api.openapi(routes.changeLead, async (c) => {
    const [viewer, vision] = [c.get('viewer'), c.get('vision')];
    const input = c.req.valid('json');
    const forbidden = forbiddenIn(viewer, input);
    if (forbidden) return refuseForbidden(c, c.get('viewer'), forbidden);
    const change = readLeadChange(input, (await settings()).country);
    if (!change) return refusePhone(c);
    const id = await leadInSight(db, c.req.valid('param').id, vision);
    if (!id) return refuseMissingLead(c);
    const edited = await editLead(db, id, { ...change, unchangedSince: readIfMatch(c) }, byOf(viewer));
    return edited === 'ok' ? answerLeadOf(c, db, id, 200) : refuseVerb(c, edited);
  });
}

function serveArchiving(api: Api, { db }: ApiParts): void {
  api.openapi(routes.archiveLead, async (c) => {
    const id = await leadInSight(db, c.req.valid('param').id, c.get('vision'));
    if (!id) return refuseMissingLead(c);
    const archived = await archiveLead(db, id, byOf(c.get('viewer')), readIfMatch(c));
    return archived === 'ok' ? c.body(null, 204) : refuseVerb(c, archived);
  });

  api.openapi(routes.restoreLead, async (c) => {
    const id = await leadInSight(db, c.req.valid('param').id, c.get('vision'));
    if (!id) return refuseMissingLead(c);
    const restored = await restoreLead(db, id, byOf(c.get('viewer')));
    return restored === 'ok' ? answerLeadOf(c, db, id, 200) : refuseVerb(c, restored);
  });
}

/** What of these fields the viewer may not write, as words; null when they may. Fees are agreed with staff, never with a website. */
function forbiddenIn(viewer: Viewer, input: z.output<typeof leadChangeSchema>): string | null {
  const { status, assignedTo, agreedInstallationFee, agreedMonthlySubscription } = input;
  const hasFees = agreedInstallationFee !== undefined || agreedMonthlySubscription !== undefined;
  if (hasFees && !viewerMay(viewer, 'editLead')) return 'agree fees';
  if (assignedTo !== undefined && !viewerMay(viewer, 'assignLead')) return 'assign leads';
  if (status !== undefined && !viewerMay(viewer, 'moveLead')) return 'set the status of leads';
  return status === 'Converted' && !viewerMay(viewer, 'convertLead') ? 'convert leads' : null;
}

const refusePhone = (c: Context) =>
  refuseFields(c, { phoneNumber: 'Expected a mobile number, such as 0712 345 678 or +254712345678.' });

/** The lead of the path, if the viewer may look at it. Whoever sees every lead learns from the verb whether there is one. */
async function leadInSight(db: Database, id: string, vision: LeadVision): Promise<Id<'lead'> | null> {
  if (!isId('lead', id)) return null;
  return vision.sees === 'all' || (await readLeadAsJson(db, id, vision, 'shown')) ? id : null;
}

/** `If-Match: "2025-09-18T10:00:00.000Z"`. What is no time matches no lead. */
function readIfMatch(c: Context): Date | undefined {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || header === '*') return undefined;
  return new Date(header.replace(/^"|"$/g, ''));
}

async function answerLeadOf<S extends 200 | 201>(
  c: Context,
  at: Database | Transaction,
  id: Id<'lead'>,
  status: S,
) {
  const lead = await readLeadAsJson(at, id);
  // Somebody archived it between our write and this read.
  return lead === null ? refuseMissingLead(c) : answerWritten<LeadJson, S>(c, lead, status);
}
