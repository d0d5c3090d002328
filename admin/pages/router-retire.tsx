import { Hono } from 'hono';
import { countRouterUse, type RouterUse, retireRouter, reviveRouter } from '../../db/router-retire.ts';
import { findRouter, type Router } from '../../db/routers.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { Confirmation } from '../components/confirmation.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { goOn, showSheet } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { say } from '../said.ts';
import { withRouter } from './routers.tsx';

/** Taking a router out of use, and putting it to use again. */
export function routerRetirePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editRouters');
  return new Hono<DeskEnv>()
    .get('/routers/:id/retirement', mayEdit, by(withRouter(offerRetirement)))
    .post('/routers/:id/retirement', mayEdit, by(withRouter(retire)))
    .post('/routers/:id/revival', mayEdit, by(revive));
}

async function offerRetirement({ db }: Desk, c: DeskContext, router: Router): Promise<Response> {
  const use = await countRouterUse(db, router.id);
  if (use.users > 0 || use.conversions > 0) return showInUse(c, router, use, 200);
  return showSheet(
    c,
    { title: `Take ${router.name} out of use?`, at: 'settings', back: '/routers' },
    <Confirmation path={`/routers/${router.id}/retirement`} back="/routers" act="Take out of use">
      <p>
        Nobody can be converted on it any more, and Karibu asks it nothing. What was done on it stays in the
        history of the leads. You can put it to use again.
      </p>
    </Confirmation>,
  );
}

async function retire({ db }: Desk, c: DeskContext, router: Router): Promise<Response> {
  const retired = await retireRouter(db, router.id);
  if (retired !== 'ok') {
    return retired.refused === 'in_use' ? showInUse(c, router, retired, 422) : showRefusal(c, 'missing');
  }
  say(c, `${router.name} is out of use.`);
  return goOn(c, '/routers');
}

async function revive({ db }: Desk, c: DeskContext): Promise<Response> {
  const id = c.req.param('id');
  const router = isId('router', id) ? await findRouter(db, id) : null;
  if (!router || (await reviveRouter(db, router.id)) !== 'ok') return showRefusal(c, 'missing');
  say(c, `${router.name} is in use again. Test the connection next.`);
  return goOn(c, '/routers');
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** `3 users are on it, and 1 conversion is under way.` */
function wordsOfUse({ users, conversions }: RouterUse): string {
  const there = users > 0 && counted(users, 'user is on it', 'users are on it');
  const coming =
    conversions > 0 && counted(conversions, 'conversion is under way', 'conversions are under way');
  return `${[there, coming].filter(Boolean).join(', and ')}.`;
}

const showInUse = (c: DeskContext, router: Router, use: RouterUse, status: 200 | 422) =>
  showSheet(
    c,
    { title: `${router.name} is in use`, at: 'settings', back: '/routers', status },
    <>
      <div class="sheet-form">
        <p>{wordsOfUse(use)}</p>
        <p class="hint">
          A router stays while users that Karibu made are on it, or are being made. If it has only moved, edit
          it and change its address.
        </p>
      </div>
      <footer class="sheet-foot">
        <a class="btn" data-variant="outline" href="/routers" data-close>
          Close
        </a>
      </footer>
    </>,
  );
