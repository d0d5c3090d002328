import { Hono } from 'hono';
import { type Answer, askQuestion, readAnswer } from '../../db/questions.ts';
import { addRouter, findRouter, listRouters, type Router } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { isTooLate, RouterTest } from '../components/router-test.tsx';
import { RouterForm, RoutersTable } from '../components/routers.tsx';
import { goOn, isFromHtmx, showPage, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type Handler, serving } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { routerForm } from '../forms/router.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

/** The routers that users are made on, and whether they answer. */
export function routerPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editRouters');
  return new Hono<DeskEnv>()
    .get('/routers', allow('seeRouters'), by(showRouters))
    .get('/routers/new', mayEdit, (c) => showForm(c, filledForm({ port: '8728' })))
    .post('/routers', mayEdit, by(add))
    .post('/routers/:id/test', mayEdit, by(withRouter(beginTest)))
    .get('/routers/:id/test/:question', mayEdit, by(withRouter(showTest)));
}

async function showRouters({ db }: Desk, c: DeskContext): Promise<Response> {
  const routers = await listRouters(db);
  const mayEdit = viewerMay(c.var.viewer, 'editRouters');
  return showPage(
    c,
    { title: 'Routers', at: 'settings' },
    <>
      <header class="page-head">
        <h1>Routers</h1>
        {mayEdit && <AddButton />}
      </header>
      {routers.length > 0 ? (
        <RoutersTable routers={routers} mayEdit={mayEdit} zone={c.var.settings.timeZone} />
      ) : (
        <Empty icon="router" title="No router yet">
          <p>Add the first MikroTik router, and leads can become customers on it.</p>
          {mayEdit && <AddButton />}
        </Empty>
      )}
    </>,
  );
}

async function add({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data, form } = await readForm(c, routerForm);
  if (!data) return showForm(c, form);
  const added = await addRouter(db, data);
  if ('refused' in added) return showForm(c, withErrors(form, { name: 'Another router has this name.' }));
  say(c, `${added.name} is added. Test the connection next.`);
  return goOn(c, '/routers');
}

async function beginTest({ db }: Desk, c: DeskContext, router: Router): Promise<Response> {
  const question = await askQuestion(db, { ask: 'test_router', router: router.id });
  const path = `/routers/${router.id}/test/${question}?since=${Date.now()}`;
  return isFromHtmx(c) ? c.html(<RouterTest path={path} answer={null} />) : c.redirect(path, 303);
}

async function showTest({ db }: Desk, c: DeskContext, router: Router): Promise<Response> {
  const question = c.req.param('question');
  if (!isId('question', question)) return showRefusal(c, 'missing');
  const answer = (await readAnswer(db, question)) ?? (isTooLate(c.req.query('since')) ? noWorker : null);
  const { pathname, search } = new URL(c.req.url);
  if (!isFromHtmx(c)) return showTestPage(c, router, answer, pathname + search);
  return answer ? c.html(<RouterTest path={pathname + search} answer={answer} />) : c.body(null, 204);
}

const noWorker: Answer = { ok: false, message: 'No worker has answered. Is one running?' };

const withRouter =
  (answer: (desk: Desk, c: DeskContext, router: Router) => Promise<Response>): Handler =>
  async (desk, c) => {
    const id = c.req.param('id');
    const router = isId('router', id) ? await findRouter(desk.db, id) : null;
    return router ? answer(desk, c, router) : showRefusal(c, 'missing');
  };

const AddButton = () => (
  <a class="btn" href="/routers/new" hx-get="/routers/new">
    <Icon name="plus" />
    New router
  </a>
);

const showForm = (c: DeskContext, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New router',
      hint: 'Karibu speaks the RouterOS API. A user of its own in a group with the policies read, write and api is enough.',
      at: 'settings',
      back: '/routers',
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
    <RouterForm form={form} />,
  );

const showTestPage = (c: DeskContext, router: Router, answer: Answer | null, path: string) =>
  showSheet(
    c,
    {
      title: `Testing ${router.name}`,
      at: 'settings',
      back: '/routers',
      head: answer ? null : (
        <noscript>
          <meta http-equiv="refresh" content="2" />
        </noscript>
      ),
    },
    <>
      <div class="sheet-form">
        <RouterTest path={path} answer={answer} />
      </div>
      <footer class="sheet-foot">
        <a class="btn" data-variant="outline" href="/routers">
          Back
        </a>
      </footer>
    </>,
  );
