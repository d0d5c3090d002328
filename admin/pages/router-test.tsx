import { Hono } from 'hono';
import { type Answer, askQuestion, readAnswer } from '../../db/questions.ts';
import type { Router } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { isTooLate, noWorker, RouterTest } from '../components/settings/router-test.tsx';
import { isFromHtmx, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { withRouter } from './routers.tsx';

/** Whether a router answers: asked of a worker, and told as soon as it has said something. */
export function routerTestPages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editRouters');
  return new Hono<DeskEnv>()
    .post('/routers/:id/test', mayEdit, by(withRouter(beginTest)))
    .get('/routers/:id/test/:question', mayEdit, by(withRouter(showTest)));
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
