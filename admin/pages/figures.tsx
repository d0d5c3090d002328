import { Hono } from 'hono';
import { readDashboard } from '../../db/reports/stats.ts';
import { allow } from '../auth/gate.ts';
import { LeadFigures } from '../components/leads/lead-figures.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';

/** The dashboard by itself, for the page of the leads that shows it. */
export function figurePages(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>().get('/leads/figures', allow('seeLeads'), by(showFigures));
}

/** The year that was asked for; null is the one it is now. */
export function readYear(text: string | undefined): number | null {
  return text && /^[12]\d{3}$/.test(text) ? Number(text) : null;
}

async function showFigures({ db }: Desk, c: DeskContext): Promise<Response> {
  const here = pageOfLeads(c);
  const year = readYear(c.req.query('year'));
  if (year) here.searchParams.set('year', String(year));
  // The year joins whatever filter the address bar holds, so that a view can be shared and comes back.
  c.header('hx-replace-url', here.pathname + here.search);
  return c.html(<LeadFigures dashboard={await readDashboard(db, year)} here={here} />);
}

/** The address in the browser's bar: htmx tells it. Only its query is taken, whatever it may be. */
function pageOfLeads(c: DeskContext): URL {
  const told = c.req.header('hx-current-url');
  const query = told && URL.canParse(told) ? new URL(told).search : '';
  return new URL(`/leads${query}`, c.req.url);
}
