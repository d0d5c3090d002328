import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { countImportRows } from '../../db/import/import-rows.ts';
import { keepImport, listImports } from '../../db/import/imports.ts';
import { type Id, isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { ImportHead } from '../components/import/import-frame.tsx';
import { ImportsTable } from '../components/import/import-list.tsx';
import { UploadForm } from '../components/import/import-upload.tsx';
import { showPage } from '../components/show.tsx';
import { WayBack } from '../components/way-back.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { blankForm, withErrors } from '../forms/form.ts';
import { openCsv, readCsvRows } from '../imports/file.ts';
import { FileUnreadable } from '../imports/unreadable.ts';
import { receiveFile } from '../imports/upload.ts';
import { importColumnPages } from './imports-columns.tsx';
import { importRunPages } from './imports-run.tsx';

const pageSize = 20;

/**
 * Leads out of other people's spreadsheets: a file is uploaded, its columns are named, what would become of it is shown,
 * the worker imports it, and it can be undone whole. Whoever may import sees every lead, so their names are no secret here.
 */
export function importPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayImport = allow('importLeads');
  return new Hono<DeskEnv>()
    .get('/imports', mayImport, by(showImports))
    .get('/imports/new', mayImport, (c) => showUpload(c))
    .post('/imports', mayImport, by(upload))
    .route('/', importColumnPages(desk))
    .route('/', importRunPages(desk));
}

async function showImports({ db }: Desk, c: DeskContext): Promise<Response> {
  const { before } = c.req.query();
  const imports = await listImports(db, { limit: pageSize, before: isId('import', before) ? before : null });
  const counts = await countImportRows(
    db,
    imports.map(({ id }) => id),
  );
  const last = imports.at(-1);
  return showPage(
    c,
    { title: 'Imports', at: 'leads' },
    <>
      <header class="page-head import-head">
        <div>
          <WayBack to="/leads">Leads</WayBack>
          <h1>Imports</h1>
        </div>
        {imports.length > 0 && <NewImport />}
      </header>
      {imports.length > 0 ? (
        <ImportsTable imports={imports} counts={counts} zone={c.var.settings.timeZone} />
      ) : (
        <Empty icon="upload" title="Nothing imported yet">
          <p>
            Leads that stand in a spreadsheet need not be typed again. Save it as CSV, and upload it here.
          </p>
          <NewImport />
        </Empty>
      )}
      {last && imports.length === pageSize && <Older before={last.id} />}
    </>,
  );
}

const NewImport = () => (
  <a class="btn" href="/imports/new">
    <Icon name="upload" />
    Import a file
  </a>
);

const Older = ({ before }: { before: Id<'import'> }) => (
  <p class="pager">
    <a class="btn" data-variant="outline" href={`/imports?before=${before}`}>
      Older imports
      <Icon name="chevron-right" />
    </a>
  </p>
);

const showUpload = (c: DeskContext, trouble?: string) =>
  showPage(
    c,
    { title: 'Import leads', at: 'leads', status: trouble ? 422 : 200 },
    <>
      <ImportHead title="Import leads" step="Upload" />
      <UploadForm form={trouble ? withErrors(blankForm, { form: trouble }) : blankForm} />
    </>,
  );

/** The file lies on the disk only while its rows are read. */
async function upload({ db }: Desk, c: DeskContext): Promise<Response> {
  const folder = await mkdtemp(join(tmpdir(), 'karibu-import-'));
  const path = join(folder, 'leads.csv');
  try {
    const { fileName } = await receiveFile(c.req.raw, path);
    const file = await openCsv(path, c.var.settings.country);
    const read = () => readCsvRows(path, file);
    const id = await keepImport(db, { fileName, ...file }, read, c.var.viewer.person.id);
    return c.redirect(`/imports/${id}/columns`, 303);
  } catch (error) {
    if (error instanceof FileUnreadable) return showUpload(c, error.message);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
