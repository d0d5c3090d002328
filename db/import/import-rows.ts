import type { Id } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Database, Transaction } from '../database.ts';
import type { importOutcomes } from '../schema/imports.ts';
import type { FileRow } from './imports.ts';

export type ImportOutcome = (typeof importOutcomes)[number];

/** How many rows came to which end. `open` are those whose turn has not come. */
export type ImportCounts = Record<ImportOutcome | 'open', number>;

const none: ImportCounts = { imported: 0, duplicate: 0, refused: 0, reverted: 0, kept: 0, open: 0 };

export async function countImportRows(
  at: Database,
  imports: readonly Id<'import'>[],
): Promise<Map<Id<'import'>, ImportCounts>> {
  const rows = await at.sql<{ id: Id<'import'>; counts: Partial<ImportCounts> }[]>`
    select import_id as id, jsonb_object_agg(coalesce(outcome, 'open'), count) as counts from (
      select import_id, outcome, count(*) from import_rows where import_id = any(${[...imports]})
      group by import_id, outcome) counted
    group by import_id`;
  const known = new Map(rows.map(({ id, counts }) => [id, counts]));
  return new Map(imports.map((id) => [id, { ...none, ...known.get(id) }]));
}

/** The rows of an import in batches, from the first; a hundred thousand need no more memory than a batch. */
export async function* readImportRows(
  at: Database,
  id: Id<'import'>,
  batch = 500,
): AsyncGenerator<readonly FileRow[]> {
  for (let after = 0; ; ) {
    const rows = await at.sql<FileRow[]>`
      select line, cells from import_rows where import_id = ${id} and line > ${after} order by line limit ${batch}`;
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.line;
  }
}

/** A row that came to an end, and the lead it is about. */
export interface EndedRow extends FileRow {
  outcome: ImportOutcome;
  error: string | null;
  lead: { id: Id<'lead'>; name: string | null } | null;
}

/** Those with one of these outcomes, by line; `after` is the last line of the page before. */
export async function listEndedRows(
  at: Database,
  id: Id<'import'>,
  page: { outcomes: readonly ImportOutcome[]; after: number; limit: number },
): Promise<EndedRow[]> {
  return at.sql<EndedRow[]>`
    select r.line, r.cells, r.outcome, r.error,
      case when l.id is not null then jsonb_build_object('id', l.id, 'name', l.name) end as lead
    from import_rows r left join leads l on l.id = r.lead_id
    where r.import_id = ${id} and r.outcome = any(${[...page.outcomes]}) and r.line > ${page.after}
    order by r.line limit ${page.limit}`;
}

/** The leads that have these phones now. */
export async function findLeadsByPhones(
  at: Database | Transaction,
  phones: readonly Phone[],
): Promise<Map<Phone, { id: Id<'lead'>; name: string | null }>> {
  const rows = await at.sql<{ phone: Phone; id: Id<'lead'>; name: string | null }[]>`
    select m.phone, k.id, k.name from leads m join leads k on k.id = m.merged_into and k.archived_at is null
    where m.phone = any(${[...phones]}) and m.merged_into is not null
    union all select phone, id, name from leads where phone = any(${[...phones]}) and archived_at is null`;
  return new Map(rows.map(({ phone, ...lead }) => [phone, lead]));
}
