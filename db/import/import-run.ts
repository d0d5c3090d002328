import postgres from 'postgres';
import { type Id, newId } from '../../domain/id.ts';
import { type ImportedLead, type ImportPlan, type ImportWorld, readImportRow } from '../../domain/import.ts';
import { type Phone, parsePhone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { findLeadsByPhones, type ImportOutcome } from './import-rows.ts';
import { readImportWorld } from './import-world.ts';
import type { FileRow } from './imports.ts';

/** Few enough that whoever writes one of the same phones waits for no more than a moment. */
const batchSize = 500;

/** What became of a row, as it is written into it. */
interface End {
  line: number;
  outcome: ImportOutcome;
  error: string | null;
  leadId: Id<'lead'> | null;
}

interface Candidate {
  line: number;
  id: Id<'lead'>;
  lead: ImportedLead;
}

/**
 * Makes leads of the next rows of a running import, in one transaction with the outcome of each row: killed anywhere, a
 * row is either open or done, and whoever comes next goes on with the open ones. Imported leads are told to nobody:
 * a thousand alerts are noise, and people in a spreadsheet have not asked to be written to.
 *
 * Answers with the line that it has come to, behind which the next batch begins (`BatchEnd`).
 */
export async function runImportBatch(db: Database, id: Id<'import'>, after = 0): Promise<BatchEnd> {
  return commit(db, async (tx) => {
    const plan = await claimRunning(tx, id);
    if (!plan) return 'over';
    const rows = await tx.sql<FileRow[]>`
      select line, cells from import_rows where import_id = ${id} and outcome is null and line > ${after}
      order by line limit ${batchSize}`;
    const last = rows.at(-1);
    if (!last && after > 0) return 0;
    if (!last) {
      await tx.sql`update imports set state = 'done', finished_at = now() where id = ${id}`;
      return 'over';
    }
    const { candidates, refused } = readRows(rows, plan, await readImportWorld(tx, plan.by));
    const ends = [...refused, ...(await makeLeads(tx, candidates, { id, by: plan.by }))];
    await keepEnds(tx, id, ends);
    return last.line;
  });
}

/**
 * How a batch of an import or of its revert ends: with the last line it did, or 0 where none was left behind `after` and all
 * are to be looked through once more before the end is believed. `over`: there is nothing to do (any more), or somebody
 * else is at it. Whoever begins at the first row each time reads past all those that are done, again and again.
 */
export type BatchEnd = number | 'over';

/** PostgreSQL refuses what is to be stored (its classes 22 and 23), and will refuse it again. */
export const isDataFault = (error: unknown): boolean =>
  error instanceof postgres.PostgresError && /^2[23]/.test(error.code);

/**
 * The database is away, overburdened or stopped us for somebody else's sake (its classes 08, 40, 53, 55, 57 and 58, and the
 * client's own words for a lost connection): the same batch may go well the next time.
 */
export const isPassingFault = (error: unknown): boolean =>
  error instanceof postgres.PostgresError
    ? /^(?:08|40|5[3578])/.test(error.code)
    : hasCodeLike(error, /^(?:CONNECT|EAI_|E[A-Z]+$)/);

const hasCodeLike = (error: unknown, shape: RegExp): boolean =>
  error instanceof Error && 'code' in error && shape.test(String(error.code));

interface RunningPlan extends ImportPlan {
  by: Id<'user'>;
}

/** Its row stays locked for the transaction: two workers never take the same rows. */
async function claimRunning(tx: Transaction, id: Id<'import'>): Promise<RunningPlan | null> {
  const [plan] = await tx.sql<RunningPlan[]>`
    select columns, mapping, defaults, by_person_id as by from imports
    where id = ${id} and state = 'running' for update skip locked`;
  return plan ?? null;
}

function readRows(rows: readonly FileRow[], plan: ImportPlan, world: ImportWorld) {
  const candidates: Candidate[] = [];
  const refused: End[] = [];
  for (const { line, cells } of rows) {
    const read = readImportRow(cells, plan, world);
    if ('lead' in read) candidates.push({ line, id: newId('lead'), lead: read.lead });
    else refused.push({ line, outcome: 'refused', error: read.problems.join(' '), leadId: null });
  }
  return { candidates, refused };
}

/** The first row of a phone becomes the lead; a phone that is a lead already is left alone, and not touched either. */
async function makeLeads(
  tx: Transaction,
  candidates: readonly Candidate[],
  from: { id: Id<'import'>; by: Id<'user'> },
): Promise<End[]> {
  const first = new Map<Phone, Candidate>();
  for (const candidate of candidates)
    if (!first.has(candidate.lead.phone)) first.set(candidate.lead.phone, candidate);
  const made = await insertLeads(tx, [...first.values()], from.id);
  const others = candidates.filter(({ id }) => !made.has(id));
  await recordArrivals(tx, made, candidates, from.by);
  const known = await findLeadsByPhones(
    tx,
    others.map(({ lead }) => lead.phone),
  );
  const duplicates = others.map(({ line, lead }): End => {
    const leadId = known.get(lead.phone)?.id ?? null;
    return { line, outcome: 'duplicate', error: null, leadId };
  });
  const imported = candidates
    .filter(({ id }) => made.has(id))
    .map(({ line, id }): End => ({ line, outcome: 'imported', error: null, leadId: id }));
  return [...imported, ...duplicates];
}

async function insertLeads(
  { sql }: Transaction,
  candidates: readonly Candidate[],
  importId: Id<'import'>,
): Promise<Set<Id<'lead'>>> {
  const rows = candidates.map(({ id, lead }) => ({ id, ...lead, bringer: phoneOf(lead.broughtInByContact) }));
  // In the order of phones, so that two imports of the same people wait for each other instead of deadlocking.
  const made = await sql<{ id: Id<'lead'> }[]>`
    insert into leads (id, phone, name, source, status, package_id, current_isp, notes, brought_in_by,
      brought_in_by_contact, brought_in_by_person_id, agreed_installation_fee, agreed_monthly_subscription,
      customer_has_router, router_type, follow_up_date, unit_number, location, assigned_to, import_id, created_at,
      converted_at)
    select r.id, r.phone, r.name, r.source, r.status, r."packageId", r."currentIsp", r.notes, r."broughtInBy",
      r."broughtInByContact", p.id, r."agreedInstallationFee", r."agreedMonthlySubscription",
      r."customerHasRouter", r."routerType", r."followUpDate", r."unitNumber", r.location, r."assignedTo", ${importId},
      coalesce(r."createdOn"::timestamp at time zone s.time_zone, now()),
      case when r.status = 'Converted' then coalesce(r."convertedOn"::timestamp at time zone s.time_zone, now()) end
    from settings s cross join jsonb_to_recordset(${sql.json(rows as never)}) as r (id text, phone text, name text,
        source text, status text, "packageId" text, "currentIsp" text, notes text, "broughtInBy" text,
        "broughtInByContact" text, "agreedInstallationFee" numeric, "agreedMonthlySubscription" numeric,
        "customerHasRouter" boolean, "routerType" text, "followUpDate" date, "unitNumber" text, location text,
        "assignedTo" text, "createdOn" date, "convertedOn" date, bringer text)
      left join people p on p.phone = r.bringer and p.active
    -- The second phone of somebody who was in the list twice is no new lead (law 12), and a merge that is under way may
    -- free the first one while this waits for it.
    where not exists (select from leads a where a.phone = r.phone and a.archived_at is null)
      and not exists (select from leads m join leads k on k.id = m.merged_into and k.archived_at is null
      where m.phone = r.phone and m.merged_into is not null)
    order by r.phone
    on conflict (phone) where archived_at is null do nothing
    returning id`;
  return new Set(made.map(({ id }) => id));
}

const phoneOf = (contact: string | null) => (contact ? parsePhone(contact) : null);

/** Every lead begins with these two, in this order. */
async function recordArrivals(
  { sql }: Transaction,
  made: ReadonlySet<Id<'lead'>>,
  candidates: readonly Candidate[],
  by: Id<'user'>,
): Promise<void> {
  const events = candidates
    .filter(({ id }) => made.has(id))
    .flatMap(({ id, lead }) => [
      { id, kind: 'created', details: { door: 'import' } },
      { id, kind: 'status', details: { from: null, to: lead.status } },
    ]);
  await sql`
    insert into lead_events (lead_id, kind, by_person_id, details)
    select e.id, e.kind, ${by}, e.details
    from rows from (jsonb_to_recordset(${sql.json(events)}) as (id text, kind text, details jsonb))
      with ordinality as e (id, kind, details, place)
    order by e.place`;
}

/** Law 5: each of these rows was open, and is not any more. */
async function keepEnds({ sql }: Transaction, id: Id<'import'>, ends: readonly End[]): Promise<void> {
  const kept = await sql`
    update import_rows r set outcome = e.outcome, error = e.error, lead_id = e."leadId"
    from jsonb_to_recordset(${sql.json(ends as never)}) as e (line int, outcome text, error text, "leadId" text)
    where r.import_id = ${id} and r.line = e.line and r.outcome is null`;
  if (kept.count !== ends.length)
    throw new Error(`${id}: ${ends.length} rows came to an end, and ${kept.count} were open.`);
}
