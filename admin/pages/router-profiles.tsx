import { Hono } from 'hono';
import { z } from 'zod';
import { askQuestion, readAnswer } from '../../db/questions.ts';
import { findRouter } from '../../db/routers.ts';
import { services } from '../../domain/conversion.ts';
import { isId } from '../../domain/id.ts';
import { allow } from '../auth/gate.ts';
import { showRefusal } from '../components/refusal.tsx';
import { NoProfiles, RouterProfiles } from '../components/settings/router-profiles.tsx';
import { isTooLate, noWorker } from '../components/settings/router-test.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { readForm } from '../forms/form.ts';
import { oneOf, optionalId } from '../forms/typed.ts';

const sourceForm = z.object({
  profilesOf: optionalId('router'),
  service: oneOf(services, 'Choose how these customers connect.'),
});

/** The profiles that a router has, asked of a worker while a package is written: parts of the package's form. */
export function routerProfilePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const mayEdit = allow('editPackages');
  return new Hono<DeskEnv>()
    .post('/packages/profiles', mayEdit, by(ask))
    .get('/packages/profiles/:question', mayEdit, by(show));
}

async function ask({ db }: Desk, c: DeskContext): Promise<Response> {
  const { data } = await readForm(c, sourceForm);
  const router = data?.profilesOf ? await findRouter(db, data.profilesOf) : null;
  if (!data || !router?.active) return c.html(<NoProfiles />);
  const question = await askQuestion(db, {
    ask: 'list_profiles',
    router: router.id,
    service: data.service,
  });
  const path = `/packages/profiles/${question}?since=${Date.now()}`;
  return c.html(<RouterProfiles path={path} answer={null} />);
}

async function show({ db }: Desk, c: DeskContext): Promise<Response> {
  const question = c.req.param('question');
  if (!isId('question', question)) return showRefusal(c, 'missing');
  const answer = (await readAnswer(db, question)) ?? (isTooLate(c.req.query('since')) ? noWorker : null);
  return answer ? c.html(<RouterProfiles path="" answer={answer} />) : c.body(null, 204);
}
