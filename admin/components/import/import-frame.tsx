import type { Child } from 'hono/jsx';
import type { ImportState } from '../../../db/import/imports.ts';
import { WayBack } from '../way-back.tsx';

const count = new Intl.NumberFormat('en');
/** `12,500` */
export const showCount = (number: number): string => count.format(number);
/** `1 lead`, `12,500 leads` */
export const countOf = (number: number, one: string, many: string): string =>
  `${showCount(number)} ${number === 1 ? one : many}`;

/** Words of a state for people, and its tone. */
export const stateWords: Record<ImportState, { words: string; tone: 'good' | 'bad' | 'open' }> = {
  uploaded: { words: 'Not imported yet', tone: 'open' },
  running: { words: 'Importing', tone: 'open' },
  done: { words: 'Imported', tone: 'good' },
  reverting: { words: 'Being undone', tone: 'open' },
  reverted: { words: 'Undone', tone: 'open' },
  failed: { words: 'Broke off', tone: 'bad' },
};

const steps = ['Upload', 'Columns', 'Preview', 'Import'] as const;

/** The head of a page of the import: where one is on the way. */
export const ImportHead = (props: {
  title: string;
  step: (typeof steps)[number] | null;
  children?: Child;
}) => (
  <>
    <header class="page-head import-head">
      <div>
        <WayBack to="/imports">Imports</WayBack>
        <h1>{props.title}</h1>
      </div>
      {props.children}
    </header>
    {props.step && (
      <ol class="import-steps" aria-label="Steps of the import">
        {steps.map((step) => (
          <li aria-current={step === props.step ? 'step' : undefined}>{step}</li>
        ))}
      </ol>
    )}
  </>
);

/** A number with its word, among others. */
export const Figure = (props: { number: number; words: string; tone?: 'good' | 'doubt' | 'bad' }) => (
  <li class="import-figure" data-tone={props.number > 0 ? props.tone : undefined}>
    <strong>{showCount(props.number)}</strong>
    <span>{props.words}</span>
  </li>
);

/** What a phone's width cannot hold may be long: the cells of a row as they stood in the file. */
export const CellsOfRow = ({ cells }: { cells: readonly string[] }) => {
  const told = cells.filter((cell) => cell.trim() !== '').join(' · ');
  if (told === '') return <span class="muted">forgotten after a month</span>;
  return <span class="import-cells">{told.length > 160 ? `${told.slice(0, 160)}…` : told}</span>;
};
