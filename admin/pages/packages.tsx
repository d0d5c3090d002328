import { Hono } from 'hono';
import { addPackage, listPackages } from '../../db/packages.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { PackageForm, PackagesTable } from '../components/packages.tsx';
import { goOn, showPage, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { packageForm } from '../forms/package.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

/** What is sold. The speed itself lives in the router's profile of the name given here. */
export function packagePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editPackages');
  return new Hono<DeskEnv>()
    .get('/packages', allow('seePackages'), by(showPackages))
    .get('/packages/new', mayEdit, (c) => showForm(c, filledForm({ service: 'pppoe' })))
    .post('/packages', mayEdit, by(add));
}

async function showPackages({ db }: Desk, c: DeskContext): Promise<Response> {
  const packages = await listPackages(db, 'all');
  const mayEdit = viewerMay(c.var.viewer, 'editPackages');
  return showPage(
    c,
    { title: 'Packages', at: 'settings' },
    <>
      <header class="page-head">
        <h1>Packages</h1>
        {mayEdit && <AddButton />}
      </header>
      {packages.length > 0 ? (
        <PackagesTable packages={packages} />
      ) : (
        <Empty icon="package" title="No package yet">
          <p>Add what you sell. The bot offers it, and a customer's user gets its profile.</p>
          {mayEdit && <AddButton />}
        </Empty>
      )}
    </>,
  );
}

async function add({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, packageForm);
  if (!data) return showForm(c, form);
  const added = await addPackage(db, data);
  if ('refused' in added) return showForm(c, withErrors(form, { name: 'Another package has this name.' }));
  say(c, `${added.name} is on sale.`);
  return goOn(c, '/packages');
}

const AddButton = () => (
  <a class="btn" href="/packages/new" hx-get="/packages/new">
    <Icon name="plus" />
    New package
  </a>
);

const showForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New package',
      at: 'settings',
      back: '/packages',
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <PackageForm form={form} />,
  );
