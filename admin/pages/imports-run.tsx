import { Hono } from 'hono';
import { type Foreseen, foreseeRevert } from '../../db/import/import-revert.ts';
import { countImportRows, listEndedRows } from '../../db/import/import-rows.ts';
import { type ImportRecord, revertImport, startImport } from '../../db/import/imports.ts';
import { allow } from '../auth/gate.ts';
import { countOf, ImportHead } from '../components/import/import-frame.tsx';
import { ImportPreview } from '../components/import/import-preview.tsx';
import {
  ImportSection,
  type ImportView,
  importVersion,
  isWorking,
  Milestone,
} from '../components/import/import-progress.tsx';
import { chooseRowsView, rowsOnAPage, rowViews } from '../components/import/import-rows.tsx';
import { SheetForm } from '../components/sheet-form.tsx';
import { goOn, SheetFoot, showPage, showSheet } from '../components/show.tsx';
import { answerCsv } from '../csv.ts';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { withImport } from '../imports/named.ts';
import { planOf, previewImport } from '../imports/preview.ts';
import { listProblemCells, reasonColumns } from '../imports/problems.ts';
import { say } from '../said.ts';

/** An import whose columns are known: its preview, its way, its end, and undoing it. */
export function importRunPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayImport = allow('importLeads');
  return new Hono<DeskEnv>()
    .get('/imports/:id', mayImport, by(withImport(showImport)))
    .get('/imports/:id/live', mayImport, by(withImport(showLive)))
    .get('/imports/:id/problems.csv', mayImport, by(withImport(downloadProblems)))
    .post('/imports/:id/start', mayImport, by(withImport(start)))
    .get('/imports/:id/revert', mayImport, by(withImport(askToRevert)))
    .post('/imports/:id/revert', mayImport, by(withImport(revert)));
}

function showImport(desk: Desk, c: DeskContext, it: ImportRecord): Response | Promise<Response> {
  if (it.state !== 'uploaded') return showRun(desk, c, it);
  return it.mapping ? showPreview(desk, c, it) : c.redirect(`/imports/${it.id}/columns`, 303);
}

const previewRows = 20;

async function showPreview({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const plan = planOf(it);
  if (!plan) return c.redirect(`/imports/${it.id}/columns`, 303);
  const only = c.req.query('rows') === 'problems' ? 'problems' : 'all';
  const view = { by: c.var.viewer.person.id, only, show: previewRows } as const;
  const preview = await previewImport(db, it.id, plan, view);
  return showPage(
    c,
    { title: 'What becomes of the file', at: 'leads' },
    <>
      <ImportHead title="What becomes of the file" step="Preview" />
      <p class="import-lead">
        {it.fileName}: {countOf(it.rowCount, 'row', 'rows')}. Nothing is imported yet.
      </p>
      <ImportPreview it={it} preview={preview} only={only} />
    </>,
  );
}

async function readView({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<ImportView> {
  const counts = (await countImportRows(db, [it.id])).get(it.id);
  if (!counts) throw new Error('Every import that is asked for is counted.');
  const view = chooseRowsView(c.req.query('rows'), counts);
  const after = Number(/^\d{1,9}$/.exec(c.req.query('after') ?? '')?.[0] ?? 0);
  const page = { outcomes: rowViews[view].outcomes, after, limit: rowsOnAPage + 1 };
  return { it, counts, view, rows: isWorking(it) ? [] : await listEndedRows(db, it.id, page) };
}

async function showRun(desk: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const view = await readView(desk, c, it);
  return showPage(
    c,
    { title: it.fileName, at: 'leads', head: isWorking(it) ? <ReloadWithoutScripts /> : null },
    <>
      <ImportHead title={it.fileName} step={isWorking(it) ? 'Import' : null} />
      <Milestone view={view} />
      <ImportSection {...view} />
    </>,
  );
}

const ReloadWithoutScripts = () => (
  <noscript>
    <meta http-equiv="refresh" content="3" />
  </noscript>
);

async function showLive(desk: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const view = await readView(desk, c, it);
  if (c.req.query('seen') === importVersion(it, view.counts)) return c.body(null, 204);
  return c.html(
    <>
      <ImportSection {...view} />
      <Milestone view={view} isNews />
    </>,
  );
}

function downloadProblems({ db, log }: Desk, c: DeskContext, it: ImportRecord): Response {
  const name = `rows-with-a-problem-${it.createdAt.toISOString().slice(0, 10)}.csv`;
  const columns = [...it.columns, ...reasonColumns];
  return answerCsv({ name, columns, rows: listProblemCells(db, it, c.var.viewer.person.id) }, log);
}

async function start({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const started = await startImport(db, it.id, c.var.viewer.person.id);
  if (started !== 'ok') say(c, 'Say first what each column is.');
  return c.redirect(`/imports/${it.id}`, 303);
}

async function askToRevert({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const foreseen = await foreseeRevert(db, it.id);
  const back = `/imports/${it.id}`;
  return showSheet(
    c,
    { title: 'Undo this import?', hint: it.fileName, at: 'leads', back },
    <SheetForm path={`${back}/revert`}>
      <WhatGoes foreseen={foreseen} />
      {it.state === 'running' && (
        <p>It is still running, and is stopped first: what it has not reached stays undone.</p>
      )}
      <SheetFoot back={back} act="Undo the import" />
    </SheetForm>,
  );
}

const WhatGoes = ({ foreseen }: { foreseen: Foreseen | null }) => (
  <>
    <p>
      <strong>
        {foreseen ? countOf(foreseen.going, 'lead goes', 'leads go') : 'Leads that nobody has worked on go'}
      </strong>{' '}
      into the archive: out of every list and every count. Their phones are free again.
    </p>
    {foreseen?.kept !== 0 && (
      <p>
        <strong>{foreseen ? countOf(foreseen.kept, 'lead stays', 'leads stay') : 'The others stay'}</strong>,
        because somebody has worked on them since. You see which, and why.
      </p>
    )}
  </>
);

async function revert({ db }: Desk, c: DeskContext, it: ImportRecord): Promise<Response> {
  const reverted = await revertImport(db, it.id, c.var.viewer.person.id);
  if (reverted !== 'ok') say(c, 'Nothing was imported from this file yet.');
  return goOn(c, `/imports/${it.id}`);
}
