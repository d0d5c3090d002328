import type { EndedRow, ImportCounts } from '../../../db/import/import-rows.ts';
import type { ImportRecord } from '../../../db/import/imports.ts';
import { Icon, type IconName } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { countOf, Figure, showCount } from './import-frame.tsx';
import { DownloadProblems } from './import-preview.tsx';
import { EndedRows, type RowsView } from './import-rows.tsx';

export interface ImportView {
  it: ImportRecord;
  counts: ImportCounts;
  rows: readonly EndedRow[];
  view: RowsView;
}

export const isWorking = ({ state }: ImportRecord): boolean => state === 'running' || state === 'reverting';

/** How many rows the worker has done of those that it has to do. */
function progressOf({ it, counts }: ImportView): { done: number; of: number } {
  if (it.state === 'reverting') {
    const done = counts.reverted + counts.kept;
    return { done, of: done + counts.imported };
  }
  return { done: it.rowCount - counts.open, of: it.rowCount };
}

/** What a page has shown already: while it stays the same, a poll is answered with nothing. */
export const importVersion = (it: ImportRecord, counts: ImportCounts): string =>
  `${it.state}.${counts.open}.${counts.imported}`;

/** An import from its start to its end, and how it went: asks for itself each second while the worker is at it. */
export const ImportSection = (view: ImportView) => {
  const { it, counts } = view;
  const poll = isWorking(it)
    ? {
        'hx-get': `/imports/${it.id}/live?seen=${importVersion(it, counts)}`,
        'hx-trigger': 'every 1s',
        'hx-swap': 'outerMorph',
        'hx-target': 'this',
      }
    : {};
  return (
    <section id="import" aria-label="The import" {...poll}>
      {isWorking(it) ? <Progress {...view} /> : <Outcome {...view} />}
      <Figures it={it} counts={counts} />
      {!isWorking(it) && <EndedRows {...view} />}
    </section>
  );
};

const Figures = ({ it, counts }: Pick<ImportView, 'it' | 'counts'>) => (
  <ul class="import-figures">
    {it.state !== 'reverted' && (
      <Figure
        number={counts.imported}
        words={it.state === 'reverting' ? 'leads to take back' : 'leads imported'}
        tone="good"
      />
    )}
    {counts.reverted > 0 && <Figure number={counts.reverted} words="taken back" />}
    {counts.kept > 0 && <Figure number={counts.kept} words="kept, for people worked on them" tone="doubt" />}
    <Figure number={counts.duplicate} words="were leads already" tone="doubt" />
    <Figure number={counts.refused} words="had something wrong" tone="bad" />
    {counts.open > 0 && !isWorking(it) && <Figure number={counts.open} words="never reached" />}
  </ul>
);

const Progress = (view: ImportView) => {
  const { it } = view;
  const { done, of } = progressOf(view);
  const isReverting = it.state === 'reverting';
  return (
    <div class="card plain import-progress">
      <h2>
        <Icon name="loader-circle" />
        {isReverting ? 'Taking the leads back' : 'Importing'}
      </h2>
      <progress
        aria-label={isReverting ? 'Leads taken back' : 'Rows done'}
        value={done}
        max={Math.max(of, 1)}
      />
      <p class="import-pace">
        {showCount(done)} of {countOf(of, 'row', 'rows')}
        {paceWords(view, done)}
      </p>
      <p class="muted">You may leave this page: the work goes on by itself.</p>
      {!isReverting && <UndoLink it={it} words="Stop and undo" />}
    </div>
  );
};

function paceWords({ it }: ImportView, done: number): string {
  if (done === 0) return ', waiting for its turn';
  if (it.state !== 'running' || !it.startedAt) return '';
  const seconds = Math.max(1, (Date.now() - it.startedAt.getTime()) / 1000);
  return `, ${showCount(Math.round(done / seconds))} a second`;
}

/** Read out now and then, not each second: it changes with each quarter. Stands outside of what is swapped. */
export const Milestone = ({ view, isNews }: { view: ImportView; isNews?: boolean }) => {
  const { done, of } = progressOf(view);
  const quarter = Math.floor((done / Math.max(of, 1)) * 4) * 25;
  return (
    <p id="import-milestone" class="sr-only" role="status" hx-swap-oob={isNews ? 'innerMorph' : undefined}>
      {isWorking(view.it) ? `${quarter} percent done.` : outcomeOf(view).title}
    </p>
  );
};

const outcomeIcons = { good: 'circle-check', calm: 'undo-2', bad: 'circle-x' } as const satisfies Record<
  string,
  IconName
>;

interface OutcomeWords {
  tone: keyof typeof outcomeIcons;
  title: string;
  words: string;
}

function outcomeOf({ it, counts }: ImportView): OutcomeWords {
  const leads = countOf(counts.imported, 'lead was', 'leads were');
  switch (it.state) {
    case 'reverted':
      return {
        tone: 'calm',
        title: `${countOf(counts.reverted, 'lead was', 'leads were')} taken back`,
        words: `${it.revertedBy ? `${it.revertedBy.name} undid the import. ` : ''}${
          counts.kept > 0
            ? 'Those that people have worked on since were kept; why is said below. The others are archived, and their phones are free again.'
            : 'They are archived, and their phones are free: the file can be mended and imported again.'
        }`,
      };
    case 'failed':
      return { tone: 'bad', title: 'The import broke off', words: it.error ?? '' };
    default:
      return {
        tone: 'good',
        title: `${leads} imported`,
        words:
          counts.refused > 0
            ? 'Download the rows with a problem, mend them, and import that file: what is here already is not imported twice.'
            : 'Nobody was written to. They stand in the list of leads now.',
      };
  }
}

const Outcome = (view: ImportView) => {
  const { tone, title, words } = outcomeOf(view);
  const { it, counts } = view;
  return (
    <div class="card plain import-outcome" data-tone={tone}>
      <h2>
        <Icon name={outcomeIcons[tone]} />
        {title}
      </h2>
      <p>{words}</p>
      <div class="import-acts">
        <a class="btn" href="/leads">
          Show the leads
        </a>
        {it.columns.length > 0 && counts.refused + counts.duplicate > 0 && <DownloadProblems it={it} />}
        {counts.imported > 0 && <UndoLink it={it} words="Undo this import" />}
      </div>
    </div>
  );
};

const UndoLink = ({ it, words }: { it: ImportRecord; words: string }) => (
  <SheetLink path={`/imports/${it.id}/revert`} class="import-undo" variant="outline">
    <Icon name="undo-2" />
    {words}
  </SheetLink>
);
