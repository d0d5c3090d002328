import type { EndedRow, ImportCounts, ImportOutcome } from '../../../db/import/import-rows.ts';
import type { ImportRecord } from '../../../db/import/imports.ts';
import { wordsOfEnd } from '../../imports/problems.ts';
import { CardTable } from '../card-table.tsx';
import { Icon } from '../icon.tsx';
import { CellsOfRow, showCount } from './import-frame.tsx';

/** Which rows of an import that ended are shown. */
export const rowViews = {
  kept: { name: 'Kept', outcomes: ['kept'] },
  problems: { name: 'Problems', outcomes: ['refused', 'duplicate'] },
  imported: { name: 'Imported', outcomes: ['imported'] },
} as const satisfies Record<string, { name: string; outcomes: ImportOutcome[] }>;
export type RowsView = keyof typeof rowViews;

const isRowsView = (text: string | undefined): text is RowsView => text !== undefined && text in rowViews;

const countOfView = (view: RowsView, counts: ImportCounts): number =>
  rowViews[view].outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);

/** The views that have rows, in the order in which somebody has to do with them. */
const viewsOf = (counts: ImportCounts): RowsView[] =>
  Object.keys(rowViews)
    .filter(isRowsView)
    .filter((view) => countOfView(view, counts) > 0);

/** What was asked for, else the first that there is. */
export const chooseRowsView = (asked: string | undefined, counts: ImportCounts): RowsView =>
  isRowsView(asked) ? asked : (viewsOf(counts)[0] ?? 'problems');

export const rowsOnAPage = 50;

interface Props {
  it: ImportRecord;
  counts: ImportCounts;
  /** One more than a page where there are more. */
  rows: readonly EndedRow[];
  view: RowsView;
}

/** What became of the rows, a page at a time. */
export const EndedRows = ({ it, counts, rows, view }: Props) => {
  const shown = rows.slice(0, rowsOnAPage);
  const last = shown.at(-1);
  return (
    <>
      <nav class="import-tabs" aria-label="Rows">
        {viewsOf(counts).map((key) => (
          <a href={`/imports/${it.id}?rows=${key}`} aria-current={key === view ? 'page' : undefined}>
            {rowViews[key].name} ({showCount(countOfView(key, counts))})
          </a>
        ))}
      </nav>
      {shown.length > 0 && <EndedTable rows={shown} />}
      {rows.length > rowsOnAPage && last && (
        <p class="pager">
          <a class="btn" data-variant="outline" href={`/imports/${it.id}?rows=${view}&after=${last.line}`}>
            Next {rowsOnAPage}
            <Icon name="chevron-right" />
          </a>
        </p>
      )}
    </>
  );
};

const EndedTable = ({ rows }: { rows: readonly EndedRow[] }) => (
  <CardTable class="import-rows" columns={['Line', 'What became of it', 'What stood in it']}>
    {rows.map((row) => (
      <tr>
        <td data-label="Line">{row.line}</td>
        <td>
          <End row={row} />
        </td>
        <td>
          <CellsOfRow cells={row.cells} />
        </td>
      </tr>
    ))}
  </CardTable>
);

const ends: Record<ImportOutcome, { words: string; tone: 'good' | 'bad' | 'open' }> = {
  imported: { words: 'Imported', tone: 'good' },
  duplicate: { words: 'Left as it is', tone: 'open' },
  refused: { words: 'Not imported', tone: 'bad' },
  reverted: { words: 'Taken back', tone: 'open' },
  kept: { words: 'Kept', tone: 'good' },
};

const End = ({ row }: { row: EndedRow }) => (
  <>
    <span class="state" data-tone={ends[row.outcome].tone}>
      {ends[row.outcome].words}
    </span>
    <p class="import-why">
      {wordsOfEnd(row)}{' '}
      {row.lead && <a href={`/leads/${row.lead.id}`}>{`Show ${row.lead.name ?? 'the lead'}`}</a>}
    </p>
  </>
);
