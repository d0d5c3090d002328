import { Hono } from 'hono';
import {
  addPackage,
  countPackageUse,
  editPackage,
  findPackage,
  listPackages,
  type Package,
  sellPackage,
} from '../../db/packages.ts';
import { listRouters } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { PackageForm, PackagesTable } from '../components/settings/packages.tsx';
import { showSettings } from '../components/settings/settings-frame.tsx';
import { SheetLink } from '../components/sheet-link.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
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
    .get('/packages/new', mayEdit, by(offerNew))
    .post('/packages', mayEdit, by(add))
    .get('/packages/:id/edit', mayEdit, by(withPackage(offerEdit)))
    .post('/packages/:id', mayEdit, by(withPackage(edit)))
    .post('/packages/:id/sale', mayEdit, by(withPackage(beginSale)))
    .post('/packages/:id/sale-end', mayEdit, by(withPackage(endSale)));
}

async function showPackages({ db }: Desk, c: DeskContext): Promise<Response> {
  const [packages, use] = await Promise.all([listPackages(db, 'all'), countPackageUse(db)]);
  const mayEdit = viewerMay(c.var.viewer, 'editPackages');
  return showSettings(
    c,
    {
      title: 'Packages',
      tab: 'packages',
      hint: 'What you sell. The bot offers it, and a customer’s user gets its profile.',
      acts: mayEdit && <AddButton />,
    },
    packages.length > 0 ? (
      <PackagesTable packages={packages} use={use} mayEdit={mayEdit} />
    ) : (
      <Empty icon="package" title="No package yet">
        <p>Add what you sell. The bot offers it, and a customer's user gets its profile.</p>
        {mayEdit && <AddButton />}
      </Empty>
    ),
  );
}

const offerNew = (desk: Desk, c: DeskContext) => showForm(desk, c, filledForm({ service: 'pppoe' }), null);

const nameTaken = { name: 'Another package has this name.' };

async function add(desk: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, packageForm);
  if (!data) return showForm(desk, c, form, null);
  const added = await addPackage(desk.db, data);
  if ('refused' in added) return showForm(desk, c, withErrors(form, nameTaken), null);
  say(c, `${added.name} is on sale.`);
  return goOn(c, '/packages');
}

function offerEdit(desk: Desk, c: DeskContext, sold: Package) {
  const { name, service, profile, price, downloadMbps, uploadMbps } = sold;
  const speed = { downloadMbps: String(downloadMbps), uploadMbps: String(uploadMbps) };
  return showForm(
    desk,
    c,
    filledForm({ name, service, profile, price: price.replace(/\.00$/, ''), ...speed }),
    sold,
  );
}

async function edit(desk: Desk, c: DeskContext, sold: Package): Promise<Response> {
  const { data, form } = await readForm(c, packageForm);
  if (!data) return showForm(desk, c, form, sold);
  const edited = await editPackage(desk.db, sold.id, data);
  if (edited !== 'ok') return showForm(desk, c, withErrors(form, nameTaken), sold);
  say(c, `${data.name} is saved.`);
  return goOn(c, '/packages');
}

async function beginSale({ db }: Desk, c: DeskContext, sold: Package): Promise<Response> {
  await sellPackage(db, sold.id, true);
  say(c, `${sold.name} is on sale again.`);
  return goOn(c, '/packages');
}

async function endSale({ db }: Desk, c: DeskContext, sold: Package): Promise<Response> {
  await sellPackage(db, sold.id, false);
  say(c, `${sold.name} is no longer offered. Whoever has it keeps it.`);
  return goOn(c, '/packages');
}

const withPackage =
  (answer: (desk: Desk, c: DeskContext, sold: Package) => Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const sold = isId('package', id) ? await findPackage(desk.db, id) : null;
    return sold ? answer(desk, c, sold) : showRefusal(c, 'missing');
  };

const AddButton = () => (
  <SheetLink path="/packages/new">
    <Icon name="plus" />
    New package
  </SheetLink>
);

async function showForm({ db }: Desk, c: DeskContext, form: FormState, sold: Package | null) {
  const routers = await listRouters(db);
  return showSheet(
    c,
    {
      title: sold ? sold.name : 'New package',
      at: 'settings',
      back: '/packages',
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <PackageForm form={form} sold={sold} routers={routers} />,
  );
}
