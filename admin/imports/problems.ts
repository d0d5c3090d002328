import type { Database } from '../../db/database.ts';
import { type EndedRow, listEndedRows } from '../../db/import/import-rows.ts';
import type { ImportRecord } from '../../db/import/imports.ts';
import type { Id } from '../../domain/id.ts';
import { examineRows, planOf, type Verdict } from './preview.ts';

/** The columns that stand behind those of the file. Their words are headings of no field of a lead. */
export const reasonColumns = ['Line', 'Why it was not imported'] as const;

export function wordsOfVerdict(verdict: Exclude<Verdict, { is: 'lead' }>): string {
  switch (verdict.is) {
    case 'known':
      return wordsOfKnown(verdict.lead.name);
    case 'repeated':
      return `This phone stands in line ${verdict.line} already.`;
    case 'wrong':
      return verdict.problems.join(' ');
  }
}

const wordsOfKnown = (name: string | null): string =>
  name ? `This phone is a lead already: ${name}.` : 'This phone is a lead already.';

/** What is said of a row that came to its end; nothing of those that went as they should. */
export function wordsOfEnd({ outcome, error, lead }: EndedRow): string {
  if (outcome === 'duplicate') return wordsOfKnown(lead?.name ?? null);
  return error ?? '';
}

const rowsAtOnce = 500;

/**
 * The rows that are not imported, with the reason, as cells of a file: mended, they can be imported again. Before the
 * import runs they are those that would not be.
 */
export async function* listProblemCells(
  db: Database,
  it: ImportRecord,
  by: Id<'user'>,
): AsyncGenerator<(string | number)[]> {
  if (it.state === 'uploaded') yield* listExpected(db, it, by);
  else yield* listEnded(db, it);
}

async function* listExpected(
  db: Database,
  it: ImportRecord,
  by: Id<'user'>,
): AsyncGenerator<(string | number)[]> {
  const plan = planOf(it);
  if (!plan) return;
  for await (const rows of examineRows(db, it.id, plan, by))
    for (const { line, cells, verdict } of rows)
      if (verdict.is !== 'lead') yield [...inColumns(cells, it), line, wordsOfVerdict(verdict)];
}

async function* listEnded(db: Database, it: ImportRecord): AsyncGenerator<(string | number)[]> {
  for (let after = 0; ; ) {
    const page = { outcomes: ['refused', 'duplicate'] as const, after, limit: rowsAtOnce };
    const rows = await listEndedRows(db, it.id, page);
    for (const row of rows) yield [...inColumns(row.cells, it), row.line, wordsOfEnd(row)];
    const last = rows.at(-1);
    if (!last) return;
    after = last.line;
  }
}

/** A row that is longer than the headings keeps what is too much in its last cell, so that nothing of it is lost. */
function inColumns(cells: readonly string[], { columns }: ImportRecord): string[] {
  const last = columns.length - 1;
  return columns.map((_, place) =>
    place === last && cells.length > columns.length
      ? cells.slice(last).join(' ').trim()
      : (cells[place] ?? ''),
  );
}
