import type { ImportCounts } from '../../../db/import/import-rows.ts';
import type { ImportRecord } from '../../../db/import/imports.ts';
import type { Id } from '../../../domain/id.ts';
import { CardTable } from '../card-table.tsx';
import { Moment } from '../time.tsx';
import { countOf, showCount, stateWords } from './import-frame.tsx';

interface Props {
  imports: readonly ImportRecord[];
  counts: ReadonlyMap<Id<'import'>, ImportCounts>;
  zone: string;
}

/** The files that were uploaded, newest first, and what became of them. */
export const ImportsTable = ({ imports, counts, zone }: Props) => (
  <CardTable columns={['File', 'State', 'Rows', 'What became of them', 'By', 'Uploaded']}>
    {imports.map((it) => (
      <tr>
        <td class="row-name import-file">
          <a href={`/imports/${it.id}`}>{it.fileName}</a>
        </td>
        <td data-label="State">
          <span class="state" data-tone={stateWords[it.state].tone}>
            {stateWords[it.state].words}
          </span>
        </td>
        <td data-label="Rows">{showCount(it.rowCount)}</td>
        <td data-label="What became of them">{summary(counts.get(it.id))}</td>
        <td data-label="By">{it.by.name}</td>
        <td data-label="Uploaded">
          <Moment at={it.createdAt} zone={zone} />
        </td>
      </tr>
    ))}
  </CardTable>
);

function summary(counts: ImportCounts | undefined): string {
  if (!counts) return '–';
  const parts = [
    counts.imported > 0 && countOf(counts.imported, 'lead', 'leads'),
    counts.duplicate > 0 && `${showCount(counts.duplicate)} known already`,
    counts.refused > 0 && `${showCount(counts.refused)} wrong`,
    counts.reverted > 0 && `${showCount(counts.reverted)} taken back`,
    counts.kept > 0 && `${showCount(counts.kept)} kept`,
  ].filter(Boolean);
  return parts.join(', ') || '–';
}
