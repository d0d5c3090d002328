import type { Context } from 'hono';
import {
  type ConversionRecord,
  findConversion,
  findUserOfConversion,
  proposeFreeUsername,
} from '../../db/conversion/conversion-reads.ts';
import { requestConversion, type UserWish } from '../../db/conversion/conversions.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { moveLead } from '../../db/lead/lead-edit.ts';
import type { By } from '../../db/lead/lead-events.ts';
import { readLeadAsJson } from '../../db/lead/lead-json.ts';
import { findLead, type LeadRecord } from '../../db/lead/lead-reads.ts';
import { listRouters } from '../../db/routers.ts';
import { type Id, isId } from '../../domain/id.ts';
import { generatePassword } from '../../domain/password.ts';
import { byOf } from '../viewer.ts';
import type { ConvertInput } from './conversion-input.ts';
import {
  type ConvertedJson,
  conversionJson,
  type FailedJson,
  failure,
  isOver,
  routerUserJson,
} from './conversion-json.ts';
import * as routes from './conversion-routes.ts';
import { type Fields, refuse, refuseFields } from './errors.ts';
import { beginOnce, onceOf } from './idempotency.ts';
import { refuseMissingLead, refuseVerb } from './lead-refusals.ts';
import type { Api, ApiParts } from './parts.ts';
import { readUntil } from './patience.ts';
import { answerWritten, wrapWritten } from './written.ts';

/** Converting a lead, users without a lead, and how either is getting on. */
export function serveConversions(api: Api, parts: ApiParts): void {
  const { db } = parts;

  api.openapi(routes.convertLead, async (c) => {
    const { id } = c.req.valid('param');
    const lead = isId('lead', id) ? await findLead(db, id, c.get('vision')) : null;
    if (!lead) return refuseMissingLead(c);
    const begun = begunBefore(c);
    if (begun) return answerConversion(c, parts, lead.id, begun);
    const input = c.req.valid('json');
    const by = byOf(c.get('viewer'));
    if (!input.createMikrotikUser) return convertWithoutUser(c, db, lead, by);
    const completed = await completeWish(db, lead, input);
    if ('missing' in completed) return refuseFields(c, completed.missing);
    const asked = await askOnce(c, db, (at) => requestConversion(at, lead.id, completed.wish, { by }));
    if ('refused' in asked) return refuseVerb(c, asked, 'packageId');
    return answerConversion(c, parts, lead.id, asked.conversion);
  });

  api.openapi(routes.createRouterUser, async (c) => {
    const begun = begunBefore(c);
    if (begun) return answerRouterUser(c, parts, begun);
    const { ipAddress = null, ...user } = c.req.valid('json');
    const wish = { ...user, ipAddress };
    const by = byOf(c.get('viewer'));
    const asked = await askOnce(c, db, (at) => requestConversion(at, null, wish, { by }));
    if ('refused' in asked) return refuseVerb(c, asked, 'packageId');
    return answerRouterUser(c, parts, asked.conversion);
  });

  api.openapi(routes.readConversion, async (c) => {
    const { id } = c.req.valid('param');
    const conversion = isId('conversion', id) ? await findConversion(db, id) : null;
    if (!conversion) return refuse(c, 404, 'not_found', 'There is no such conversion.');
    return c.json(conversionJson(conversion), 200);
  });
}

/** The conversion that the first request of this Idempotency-Key asked for, before its process died. */
function begunBefore(c: Context): Id<'conversion'> | null {
  const work = onceOf(c)?.work;
  return isId('conversion', work) ? work : null;
}

type Asked = Awaited<ReturnType<typeof requestConversion>>;

const askOnce = (c: Context, db: Database, ask: (at: Database | Transaction) => Promise<Asked>) =>
  beginOnce(c, db, ask, (asked) => ('conversion' in asked ? asked.conversion : null));

async function convertWithoutUser(c: Context, db: Database, lead: LeadRecord, by: By) {
  if (lead.mikrotikUser) return refuseVerb(c, { refused: 'locked' });
  const moved = await moveLead(db, lead.id, 'Converted', by);
  if (moved !== 'ok') return refuseVerb(c, moved);
  return answerConverted(c, db, lead.id, { conversion: null }, 200);
}

/** Whatever the asker left open and we can answer: see the schema's description. */
async function completeWish(
  db: Database,
  lead: LeadRecord,
  input: ConvertInput,
): Promise<{ wish: UserWish } | { missing: Fields }> {
  const packageId = input.packageId ?? lead.package?.id;
  const routerId = input.routerId ?? (await findOnlyRouter(db));
  const missing: Fields = {};
  if (!packageId) missing.packageId = 'Choose a package: the lead has no desired package.';
  if (!routerId) missing.routerId = 'Choose the router.';
  if (!packageId || !routerId) return { missing };
  const username = input.username ?? (await proposeFreeUsername(db, lead));
  const password = input.password ?? generatePassword();
  return { wish: { username, password, packageId, routerId, ipAddress: input.ipAddress ?? null } };
}

async function findOnlyRouter(db: Database): Promise<Id<'router'> | null> {
  const [first, second] = await listRouters(db);
  return first && !second ? first.id : null;
}

async function answerConversion(c: Context, parts: ApiParts, lead: Id<'lead'>, id: Id<'conversion'>) {
  const record = await awaitConversion(c, parts, id);
  const conversion = conversionJson(record);
  if (record.state === 'done') return answerConverted(c, parts.db, lead, { conversion }, 200);
  if (isOver(record)) {
    return answerConverted<FailedJson, 502>(c, parts.db, lead, { ...failure(record), conversion }, 502);
  }
  c.header('Location', whereToLook(id));
  return answerConverted(c, parts.db, lead, { conversion }, 202);
}

/** The lead as it is now, and the rest of the answer. */
async function answerConverted<T extends ConvertedJson, S extends 200 | 202 | 502>(
  c: Context,
  db: Database,
  id: Id<'lead'>,
  rest: Omit<T, 'lead'>,
  status: S,
) {
  const lead = await readLeadAsJson(db, id, { sees: 'all' }, 'shown');
  if (lead === null) throw new Error(`${id} is gone, yet leads are never deleted.`);
  return answerWritten<T, S>(c, wrapWritten('lead', lead, rest), status);
}

async function answerRouterUser(c: Context, parts: ApiParts, id: Id<'conversion'>) {
  const record = await awaitConversion(c, parts, id);
  const conversion = conversionJson(record);
  const user = record.state === 'done' ? await findUserOfConversion(parts.db, id) : null;
  if (user) return c.json(routerUserJson(user), 201);
  if (isOver(record)) return c.json({ ...failure(record), conversion }, 502);
  c.header('Location', whereToLook(id));
  return c.json({ conversion }, 202);
}

const whereToLook = (id: Id<'conversion'>) => `/api/conversions/${id}`;

/** Reads the row until the worker has finished it, or patience ends (RFC 7240: `respond-async` has none). */
async function awaitConversion(
  c: Context,
  { db, waitMs, stopping }: ApiParts,
  id: Id<'conversion'>,
): Promise<ConversionRecord> {
  const isAsync = /\brespond-async\b/i.test(c.req.header('prefer') ?? '');
  if (isAsync) c.header('Preference-Applied', 'respond-async');
  const conversion = await readUntil(() => findConversion(db, id), isOver, {
    ms: isAsync ? 0 : waitMs,
    signal: AbortSignal.any([c.req.raw.signal, stopping]),
  });
  if (!conversion) throw new Error(`${id} was asked for and is gone, yet conversions are never deleted.`);
  return conversion;
}
