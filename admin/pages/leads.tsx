import { Hono } from 'hono';
import { findBringerNames } from '../../db/lead/lead-bringers.ts';
import { listLeads } from '../../db/lead/lead-list.ts';
import { readNames } from '../../db/names.ts';
import { listStaff } from '../../db/person/people.ts';
import { readDashboard } from '../../db/reports/stats.ts';
import { isId } from '../../domain/id.ts';
import { assetPath } from '../assets.ts';
import { allow } from '../auth/gate.ts';
import { Icon } from '../components/icon.tsx';
import { ChartScripts } from '../components/leads/chart.tsx';
import { LeadFigures } from '../components/leads/lead-figures.tsx';
import { BringerNames, LeadsFilter } from '../components/leads/leads-filter.tsx';
import { LeadsLive, NewLead } from '../components/leads/leads-live.tsx';
import type { PeopleNames } from '../components/leads/leads-words.ts';
import { showRefusal } from '../components/refusal.tsx';
import { isFromHtmx, showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, serving } from '../desk.ts';
import { filterOfView, type LeadView, pathOfView, readView } from '../lead-view.ts';
import { viewerMay, visionOf } from '../viewer.ts';
import { readYear } from './figures.tsx';

const pageSize = 50;

/** The leads as a table; on a phone as cards. */
export function leadsPage(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  const maySee = allow('seeLeads', 'seeAssignedLeads');
  return new Hono<DeskEnv>()
    .get('/leads', maySee, by(showLeads))
    .get('/leads/bringers', maySee, by(suggestBringers));
}

async function showLeads(desk: Desk, c: DeskContext): Promise<Response> {
  const { viewer, settings } = c.var;
  const vision = visionOf(viewer);
  if (!vision) return showRefusal(c, 'forbidden');
  const view = askedView(c);
  const isEverybodys = vision.sees === 'all';
  const [found, staff, dashboard] = await Promise.all([
    listLeads(desk.db, vision, {
      filter: filterOfView(view, viewer.person.id, settings.country),
      sort: view.sort,
      after: view.page?.after ?? null,
      limit: pageSize,
    }),
    isEverybodys ? listStaffNames(desk, view) : null,
    // htmx takes the table and its filter; what stands above them stays as it is.
    isEverybodys && !isFromHtmx(c) ? readDashboard(desk.db, readYear(view.year ?? undefined)) : null,
  ]);
  tellAddress(c, view);
  return showPage(
    c,
    { title: 'Leads', at: 'leads', head: <Scripts hasChart={dashboard !== null} /> },
    <>
      <header class="page-head">
        <h1>Leads</h1>
        <div class="page-acts">
          {viewerMay(viewer, 'importLeads') && <ImportLeads />}
          {viewerMay(viewer, 'createLead') && <NewLead />}
        </div>
      </header>
      {dashboard && <LeadFigures dashboard={dashboard} here={new URL(c.req.url)} />}
      <LeadsFilter view={view} staff={staff} />
      <LeadsLive
        found={found}
        view={view}
        names={staff ?? new Map()}
        viewer={viewer}
        zone={settings.timeZone}
      />
    </>,
  );
}

const Scripts = ({ hasChart }: { hasChart: boolean }) => (
  <>
    {hasChart && <ChartScripts />}
    <script src={assetPath('leads.js')} type="module" />
  </>
);

/** The view of this address. The year of the chart changes without the filter, so htmx's own word for it is newer. */
function askedView(c: DeskContext): LeadView {
  const view = readView(new URL(c.req.url).searchParams);
  const shown = shownView(c);
  return shown ? { ...view, year: shown.year } : view;
}

/** What the browser shows while htmx asks; null where it does not. */
function shownView(c: DeskContext): LeadView | null {
  const told = c.req.header('hx-current-url');
  return told && URL.canParse(told) ? readView(new URL(told).searchParams) : null;
}

/**
 * The filter's form asks with all of its fields: the address bar is given the short form of the same. Each view is a step
 * that the browser's back button returns to, except for the letters of one search.
 */
function tellAddress(c: DeskContext, view: LeadView): void {
  const shown = shownView(c);
  if (!shown || !c.req.header('hx-source')?.endsWith('#filter')) return;
  const path = pathOfView(view);
  if (path === pathOfView(shown)) return;
  const isSameSearch =
    shown.search !== '' && pathOfView({ ...shown, search: view.search, page: null }) === path;
  c.header(isSameSearch ? 'hx-replace-url' : 'hx-push-url', path);
}

/** Those who work here, and whoever else the view names. */
async function listStaffNames({ db }: Desk, view: LeadView): Promise<PeopleNames> {
  const staff = new Map((await listStaff(db)).map(({ id, name }) => [id, name]));
  const others = view.assignedTo.filter((who) => who !== 'me' && who !== 'nobody' && !staff.has(who));
  for (const [id, name] of await readNames(db, others)) if (isId('user', id)) staff.set(id, name);
  return staff;
}

/** For the field that finds who brought a lead, while somebody types. */
async function suggestBringers({ db }: Desk, c: DeskContext): Promise<Response> {
  const vision = visionOf(c.var.viewer);
  if (!vision) return showRefusal(c, 'forbidden');
  const typed = (c.req.query('broughtInBy') ?? '').replaceAll('\0', '');
  const names = await findBringerNames(db, vision, typed.slice(0, 120));
  return c.html(<BringerNames names={names} />);
}

const ImportLeads = () => (
  <a class="btn" data-variant="outline" href="/imports">
    <Icon name="upload" />
    Import
  </a>
);
