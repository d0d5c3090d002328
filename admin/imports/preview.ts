import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../db/database.ts';
import { findLeadsByPhones, readImportRows } from '../../db/import/import-rows.ts';
import { readImportWorld } from '../../db/import/import-world.ts';
import type { FileRow, ImportRecord } from '../../db/import/imports.ts';
import type { Id } from '../../domain/id.ts';
import {
  findDayFirst,
  type ImportedLead,
  type ImportPlan,
  type ReadRow,
  readImportRow,
} from '../../domain/import.ts';
import type { ImportField } from '../../domain/import-fields.ts';
import type { Phone } from '../../domain/phone.ts';

/** What a row would become if the import began now. */
export type Verdict =
  | { is: 'lead'; lead: ImportedLead; remarks: string[] }
  | { is: 'known'; lead: { id: Id<'lead'>; name: string | null } }
  | { is: 'repeated'; line: number }
  | { is: 'wrong'; problems: string[] };

export interface ExaminedRow extends FileRow {
  verdict: Verdict;
}

/** Without a mapping there is nothing to examine by. */
export const planOf = ({ columns, mapping, defaults }: ImportRecord): ImportPlan | null =>
  mapping && { columns, mapping, defaults };

/**
 * Looks at every row in batches, as the worker will. Between them others have their turn. Dates of the fields `dayFirst` are
 * read without a remark.
 */
export async function* examineRows(
  db: Database,
  id: Id<'import'>,
  plan: ImportPlan,
  by: Id<'user'>,
  dayFirst: ReadonlySet<ImportField> = new Set(),
): AsyncGenerator<ExaminedRow[]> {
  const world = { ...(await readImportWorld(db, by)), dayFirst };
  const seen = new Map<Phone, number>();
  for await (const rows of readImportRows(db, id)) {
    const read = rows.map((row) => ({ row, read: readImportRow(row.cells, plan, world) }));
    const phones = read.flatMap(({ read: it }) => ('lead' in it ? [it.lead.phone] : []));
    const known = await findLeadsByPhones(db, phones);
    yield read.map(({ row, read: it }) => ({ ...row, verdict: judge(row.line, it, known, seen) }));
    await nextTurn();
  }
}

function judge(
  line: number,
  read: ReadRow,
  known: Awaited<ReturnType<typeof findLeadsByPhones>>,
  seen: Map<Phone, number>,
): Verdict {
  if ('problems' in read) return { is: 'wrong', problems: read.problems };
  const { phone } = read.lead;
  const lead = known.get(phone);
  if (lead) return { is: 'known', lead };
  const before = seen.get(phone);
  if (before !== undefined) return { is: 'repeated', line: before };
  seen.set(phone, line);
  return { is: 'lead', ...read };
}

export interface Preview {
  counts: Record<Verdict['is'], number>;
  /** Rows that were read in a way that somebody should know of. */
  remarked: number;
  /** How many rows these figures are of: every one, or the first so many. */
  examined: number;
  rows: ExaminedRow[];
}

/** Enough for most files, and so many as a page may take half a second for. */
const previewLooksAt = 10_000;

/** What the dates of the rows that a preview looks at prove. */
async function proveDayFirst(db: Database, id: Id<'import'>, plan: ImportPlan): Promise<Set<ImportField>> {
  const cells: (readonly string[])[] = [];
  for await (const rows of readImportRows(db, id)) {
    cells.push(...rows.map((row) => row.cells));
    if (cells.length >= previewLooksAt) break;
  }
  return findDayFirst(cells, plan);
}

/** The figures of the first `previewLooksAt` rows, and the first `show` rows of them (or of those with a problem). */
export async function previewImport(
  db: Database,
  id: Id<'import'>,
  plan: ImportPlan,
  view: { by: Id<'user'>; only: 'all' | 'problems'; show: number },
): Promise<Preview> {
  const preview: Preview = {
    counts: { lead: 0, known: 0, repeated: 0, wrong: 0 },
    remarked: 0,
    examined: 0,
    rows: [],
  };
  const dayFirst = await proveDayFirst(db, id, plan);
  for await (const rows of examineRows(db, id, plan, view.by, dayFirst)) {
    for (const row of rows) {
      const { verdict } = row;
      preview.counts[verdict.is] += 1;
      if (verdict.is === 'lead' && verdict.remarks.length > 0) preview.remarked += 1;
      const isWanted = view.only === 'all' || verdict.is !== 'lead';
      if (isWanted && preview.rows.length < view.show) preview.rows.push(row);
    }
    preview.examined += rows.length;
    if (preview.examined >= previewLooksAt) break;
  }
  return preview;
}
