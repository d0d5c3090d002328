import { Hono } from 'hono';
import { type LeadPage, type LeadPlace, listLeads } from '../../db/lead-list.ts';
import { listNotices } from '../../db/notices.ts';
import { readDashboard } from '../../db/stats.ts';
import { isId } from '../../domain/id.ts';
import { type LeadStatus, leadStatuses, parseStatus } from '../../domain/lead.ts';
import { allow } from '../auth/gate.ts';
import { ChartScripts } from '../components/chart.tsx';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { LeadFigures } from '../components/lead-figures.tsx';
import { LeadsTable } from '../components/leads-table.tsx';
import { Notices } from '../components/notices.tsx';
import { showRefusal } from '../components/refusal.tsx';
import { showPage } from '../components/show.tsx';
import { type Desk, type DeskContext, type DeskEnv, type SignedIn, serving } from '../desk.ts';
import { viewerMay, visionOf } from '../viewer.ts';
import { readYear } from './figures.tsx';

const pageSize = 50;

/** What the address bar holds: a view can be shared and comes back. */
interface View {
  search: string;
  status: LeadStatus | null;
  after: LeadPlace | null;
}

/** The leads as a table; on a phone as cards. */
export function leadsPage(desk: Desk): Hono<DeskEnv> {
  const by = serving(desk);
  return new Hono<DeskEnv>().get('/leads', allow('seeLeads', 'seeAssignedLeads'), by(showLeads));
}

async function showLeads({ db }: Desk, c: DeskContext): Promise<Response> {
  const { viewer, settings } = c.var;
  const vision = visionOf(viewer);
  if (!vision) return showRefusal(c, 'forbidden');
  const view = readView(c.req.query());
  const found = await listLeads(db, vision, {
    filter: {
      ...(view.status && { statuses: [view.status] }),
      ...(view.search && { search: { text: view.search, country: settings.country } }),
    },
    sort: { by: 'createdAt', descending: true },
    after: view.after,
    limit: pageSize,
  });
  const notices = await listNotices(db, viewer.person.id);
  const here = new URL(c.req.url);
  const { pathname, search } = here;
  const dashboard = viewerMay(viewer, 'seeLeads')
    ? await readDashboard(db, readYear(c.req.query('year')))
    : null;
  return showPage(
    c,
    { title: 'Leads', at: 'leads', head: dashboard && <ChartScripts /> },
    <>
      <header class="page-head">
        <h1>Leads</h1>
        {viewerMay(viewer, 'createLead') && <NewLead />}
      </header>
      <Notices notices={notices} zone={settings.timeZone} />
      {dashboard && <LeadFigures dashboard={dashboard} here={here} />}
      <Filter view={view} />
      <Leads found={found} view={view} viewer={viewer} zone={settings.timeZone} here={pathname + search} />
    </>,
  );
}

const NewLead = () => (
  <a class="btn" href="/leads/new">
    <Icon name="plus" />
    New lead
  </a>
);

function readView(query: Record<string, string>): View {
  const [value = '', id = ''] = (query.after ?? '').split('~');
  const isPlace = isId('lead', id) && !Number.isNaN(Date.parse(value));
  return {
    search: (query.q ?? '').trim().slice(0, 100),
    status: parseStatus(query.status ?? ''),
    after: isPlace ? { value, id } : null,
  };
}

function pathOf({ search, status }: View, next: LeadPlace): string {
  const query = new URLSearchParams();
  if (search) query.set('q', search);
  if (status) query.set('status', status);
  query.set('after', `${next.value}~${next.id}`);
  return `/leads?${query}`;
}

const Filter = ({ view }: { view: View }) => (
  <search>
    <form
      class="filter"
      method="get"
      action="/leads"
      hx-get="/leads"
      hx-trigger="input delay:250ms, submit"
      hx-target="#live"
      hx-select="#live"
      hx-swap="outerHTML"
      hx-push-url="true"
      hx-sync="this:replace"
    >
      <div class="search">
        <Icon name="search" />
        <label class="sr-only" for="search">
          Search by name or phone
        </label>
        <input
          id="search"
          class="input"
          type="search"
          name="q"
          value={view.search}
          placeholder="Name or phone"
          autocomplete="off"
        />
      </div>
      <label class="sr-only" for="status">
        Status
      </label>
      <select id="status" class="select" name="status">
        <option value="">All statuses</option>
        {leadStatuses.map((status) => (
          <option value={status} selected={status === view.status}>
            {status}
          </option>
        ))}
      </select>
      <noscript>
        <button class="btn" data-variant="outline" type="submit">
          Search
        </button>
      </noscript>
    </form>
  </search>
);

interface LeadsProps {
  found: LeadPage;
  view: View;
  viewer: SignedIn;
  zone: string;
  /** This page's own address: what it reloads itself from after a change. */
  here: string;
}

function Leads({ found, view, viewer, zone, here }: LeadsProps) {
  return (
    <section
      id="live"
      aria-label="Leads"
      hx-get={here}
      hx-trigger="leadChanged from:body"
      hx-select="#live"
      hx-swap="outerHTML"
    >
      {found.leads.length === 0 ? (
        <NoLeads view={view} viewer={viewer} />
      ) : (
        <>
          <p class="count" aria-live="polite">
            {countWords(found)}
          </p>
          <LeadsTable leads={found.leads} viewer={viewer} zone={zone} here={here} />
          {found.next && (
            <p class="pager">
              <a class="btn" data-variant="outline" href={pathOf(view, found.next)}>
                Next {pageSize}
                <Icon name="chevron-right" />
              </a>
            </p>
          )}
        </>
      )}
    </section>
  );
}

function countWords({ total, totalIsExact }: LeadPage): string {
  const count = new Intl.NumberFormat('en').format(total);
  if (!totalIsExact) return `More than ${count} leads`;
  return total === 1 ? '1 lead' : `${count} leads`;
}

function NoLeads({ view, viewer }: { view: View; viewer: SignedIn }) {
  if (view.search || view.status) {
    return (
      <Empty icon="search" title="Nothing found">
        <p>No lead matches this search. Try fewer letters, part of the phone number, or all statuses.</p>
        <a class="btn" data-variant="outline" href="/leads">
          Show all leads
        </a>
      </Empty>
    );
  }
  if (!viewerMay(viewer, 'createLead')) {
    return (
      <Empty icon="sprout" title="Nothing assigned to you">
        <p>Leads that are assigned to you appear here.</p>
      </Empty>
    );
  }
  return (
    <Empty icon="sprout" title="No leads yet">
      <p>They arrive by chat as soon as the bot is connected. Or enter the first one yourself.</p>
      <NewLead />
    </Empty>
  );
}
