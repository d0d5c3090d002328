import { Hono } from 'hono';
import { addRouter, editRouter, findRouter, listRouters, type Router } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { RetiredRouters, RouterForm, RoutersTable } from '../components/settings/routers.tsx';
import { showSettings } from '../components/settings/settings-frame.tsx';
import { SheetLink } from '../components/sheet-link.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { routerForm } from '../forms/router.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

/** The routers that users are made on, and how they are reached. */
export function routerPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editRouters');
  return new Hono<DeskEnv>()
    .get('/routers', allow('seeRouters'), by(showRouters))
    .get('/routers/new', mayEdit, (c) => showForm(c, filledForm({ port: '8728' }), null))
    .post('/routers', mayEdit, by(add))
    .get('/routers/:id/edit', mayEdit, by(withRouter(offerEdit)))
    .post('/routers/:id', mayEdit, by(withRouter(edit)));
}

async function showRouters({ db }: Desk, c: DeskContext): Promise<Response> {
  const [routers, retired] = await Promise.all([listRouters(db), listRouters(db, 'retired')]);
  const mayEdit = viewerMay(c.var.viewer, 'editRouters');
  return showSettings(
    c,
    {
      title: 'Routers',
      tab: 'routers',
      hint: 'The MikroTik routers on which customers get their user.',
      acts: mayEdit && <AddButton />,
    },
    <div class="stack">
      {routers.length > 0 ? (
        <RoutersTable routers={routers} mayEdit={mayEdit} zone={c.var.settings.timeZone} />
      ) : (
        <Empty icon="router" title="No router yet">
          <p>Add the first MikroTik router, and leads can become customers on it.</p>
          {mayEdit && <AddButton />}
        </Empty>
      )}
      {retired.length > 0 && <RetiredRouters routers={retired} mayEdit={mayEdit} />}
    </div>,
  );
}

const nameTaken = { name: 'Another router has this name, perhaps one that is out of use.' };

async function add({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, routerForm);
  if (!data) return showForm(c, form, null);
  const added = await addRouter(db, data);
  if ('refused' in added) return showForm(c, withErrors(form, nameTaken), null);
  say(c, `${added.name} is added. Test the connection next.`);
  return goOn(c, '/routers');
}

function offerEdit(_desk: Desk, c: DeskContext, router: Router) {
  const { name, host, port, tls, tlsFingerprint, username } = router;
  const reached = { name, host, port: String(port), tls: tls ? 'yes' : null, tlsFingerprint, username };
  return showForm(c, filledForm(reached), router);
}

async function edit({ db }: Desk, c: DeskContext, router: Router): Promise<Response> {
  const { data, form } = await readForm(c, routerForm);
  if (!data) return showForm(c, form, router);
  const { password, ...rest } = data;
  if (password === '' && goesElsewhere(router, rest)) {
    return showForm(c, withErrors(form, { password: passwordNeeded }), router);
  }
  // The connection is as it was when the form was read. It is not written again: somebody may just have changed it, and the
  // password with it.
  const { name, username } = rest;
  const edited = await editRouter(db, router.id, password === '' ? { name, username } : data);
  if (edited !== 'ok') {
    return edited.refused === 'name_taken'
      ? showForm(c, withErrors(form, nameTaken), router)
      : showRefusal(c, 'missing');
  }
  say(c, `${data.name} is saved. Test the connection next.`);
  return goOn(c, '/routers');
}

const passwordNeeded = 'The connection changes: write the password again, so that no stranger is told it.';

/** The stored password would be told to another machine, or to one that proves less of who it is. */
const goesElsewhere = (from: Router, to: Pick<Router, 'host' | 'port' | 'tls' | 'tlsFingerprint'>): boolean =>
  from.host !== to.host ||
  from.port !== to.port ||
  from.tls !== to.tls ||
  from.tlsFingerprint !== to.tlsFingerprint;

/** Answers for the router that the path names, while it is in use. */
export const withRouter =
  (answer: (desk: Desk, c: DeskContext, router: Router) => Response | Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const router = isId('router', id) ? await findRouter(desk.db, id) : null;
    return router?.active ? answer(desk, c, router) : showRefusal(c, 'missing');
  };

const AddButton = () => (
  <SheetLink path="/routers/new">
    <Icon name="plus" />
    New router
  </SheetLink>
);

const showForm = (c: DeskContext, form: FormState, router: Router | null) =>
  showSheet(
    c,
    {
      title: router ? router.name : 'New router',
      hint: 'Karibu speaks the RouterOS API. A user of its own in a group with the policies read, write and api is enough.',
      at: 'settings',
      back: '/routers',
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <RouterForm form={form} router={router} />,
  );
