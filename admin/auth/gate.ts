import type { Context, MiddlewareHandler } from 'hono';
import { listTroubledAccounts } from '../../db/channel/channel-accounts.ts';
import { readSettings } from '../../db/settings.ts';
import type { Verb } from '../../domain/permissions.ts';
import { showRefusal } from '../components/refusal.tsx';
import type { Desk, DeskEnv, SignedIn } from '../desk.ts';
import { viewerMay } from '../viewer.ts';
import { setCookies } from './session.ts';

/** Behind it everybody is known. Whoever is not goes to the sign-in and comes back to where they were. */
export const gate =
  (desk: Desk): MiddlewareHandler<DeskEnv> =>
  async (c, next) => {
    const [known, settings, troubles] = await Promise.all([
      desk.signIn.whoIs(c.req.raw.headers),
      readSettings(desk.db),
      listTroubledAccounts(desk.db),
    ]);
    if (!known) return askToSignIn(c);
    setCookies(c, known.cookies);
    // What one person sees must not come back out of a shared cache, nor by the back button after signing out.
    c.header('cache-control', 'no-store');
    const viewer: SignedIn = { kind: 'person', role: known.person.role, person: known.person };
    c.set('viewer', viewer);
    c.set('settings', settings);
    c.set('troubles', viewerMay(viewer, 'seeChannels') ? troubles : []);
    await next();
  };

function askToSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  const wanted = c.req.method === 'GET' && !c.req.header('hx-request') ? pathname + search : null;
  const path = wanted && wanted !== '/' ? `/sign-in?next=${encodeURIComponent(wanted)}` : '/sign-in';
  if (!c.req.header('hx-request')) return c.redirect(path, 303);
  c.header('hx-redirect', path);
  return c.body(null, 401);
}

/** Lets through whoever may do one of these; the table of permissions decides, the page only asks. */
export const allow =
  (...verbs: Verb[]): MiddlewareHandler<DeskEnv> =>
  async (c, next) => {
    if (!verbs.some((verb) => viewerMay(c.var.viewer, verb))) return showRefusal(c, 'forbidden');
    await next();
  };
