import { Hono } from 'hono';
import { readImportRows } from '../../db/import/import-rows.ts';
import { chooseColumns, discardImport, type ImportRecord } from '../../db/import/imports.ts';
import { listStaff } from '../../db/person/people.ts';
import { guessMapping, type ImportMapping } from '../../domain/import-fields.ts';
import { allow } from '../auth/gate.ts';
import { ColumnsForm, DiscardForm } from '../components/import/import-columns.tsx';
import { countOf, ImportHead } from '../components/import/import-frame.tsx';
import { showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm } from '../forms/form.ts';
import { columnName, columnsForm } from '../forms/import.ts';
import { withImport } from '../imports/named.ts';
import { say } from '../said.ts';

/** What each column of an uploaded file is. */
export function importColumnPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayImport = allow('importLeads');
  return new Hono<DeskEnv>()
    .get('/imports/:id/columns', mayImport, by(withImport(askForColumns)))
    .post('/imports/:id/columns', mayImport, by(withImport(choose)))
    .post('/imports/:id/discard', mayImport, by(withImport(discard)));
}

/** So many rows are looked through for first values, and for which column holds phones. */
const samplesFrom = 50;
const samplesShown = 3;

async function readFirstRows({ db }: Desk, it: ImportRecord): Promise<readonly (readonly string[])[]> {
  for await (const rows of readImportRows(db, it.id, samplesFrom)) return rows.map(({ cells }) => cells);
  return [];
}

async function askForColumns(desk: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  if (it.state !== 'uploaded') return c.redirect(`/imports/${it.id}`, 303);
  const mapping =
    it.mapping ?? guessMapping(it.columns, await readFirstRows(desk, it), c.var.settings.country);
  return showColumns(desk, c, it, formOf(it, mapping));
}

const formOf = ({ defaults }: ImportRecord, mapping: ImportMapping): FormState =>
  filledForm({
    ...Object.fromEntries(mapping.map((field, place) => [columnName(place), field])),
    source: defaults.source,
    status: defaults.status,
    assignedTo: defaults.assignedTo,
  });

async function showColumns(desk: Desk, c: DeskContext, it: ImportRecord, form: FormState): Promise<Response> {
  const [rows, staff] = await Promise.all([readFirstRows(desk, it), listStaff(desk.db)]);
  const samples = it.columns.map((_, place) =>
    rows
      .map((cells) => (cells[place] ?? '').trim())
      .filter((cell) => cell !== '')
      .slice(0, samplesShown),
  );
  const isRefused = Object.keys(form.errors).length > 0;
  return showPage(
    c,
    { title: 'What each column is', at: 'leads', status: isRefused ? 422 : 200 },
    <>
      <ImportHead title="What each column is" step="Columns" />
      <p class="import-lead">
        {it.fileName}: {countOf(it.rowCount, 'row', 'rows')}. Columns whose headings are known are filled in;
        look through them, and leave out what you do not need.
      </p>
      <ColumnsForm it={it} form={form} samples={samples} staff={staff} />
      <DiscardForm it={it} />
    </>,
  );
}

async function choose(desk: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const { data, form } = await readForm(c, columnsForm(it.columns.length));
  if (!data && it.state === 'uploaded') return showColumns(desk, c, it, form);
  if (!data || !(await chooseColumns(desk.db, it.id, data)))
    say(c, 'This import has begun: its columns stay as they are.');
  return c.redirect(`/imports/${it.id}`, 303);
}

async function discard({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const isGone = await discardImport(db, it.id);
  say(
    c,
    isGone
      ? `${it.fileName} is discarded. No lead was made of it.`
      : 'This import has begun. You can undo it.',
  );
  return c.redirect(isGone ? '/imports' : `/imports/${it.id}`, 303);
}
