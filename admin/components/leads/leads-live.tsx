import type { LeadPage } from '../../../db/lead/lead-list.ts';
import type { SignedIn } from '../../desk.ts';
import { changeView, clearView, isFiltered, type LeadView, pathOfView } from '../../lead-view.ts';
import { viewerMay } from '../../viewer.ts';
import { Empty } from '../empty.tsx';
import { Icon } from '../icon.tsx';
import { BulkBar, ExportLink, mayTick } from './leads-bulk.tsx';
import { LeadsChips } from './leads-chips.tsx';
import { ViewLink } from './leads-link.tsx';
import { LeadsTable } from './leads-table.tsx';
import { type PeopleNames, rangeWords } from './leads-words.ts';

interface Props {
  found: LeadPage;
  view: LeadView;
  /** Of whoever the view names, for the words of its filter. */
  names: PeopleNames;
  viewer: SignedIn;
  zone: string;
}

/** What another view swaps: its filter in words, how many there are, the leads, and the way to more of them. */
export function LeadsLive(props: Props) {
  const { found, view, names } = props;
  const here = pathOfView(view);
  return (
    <section
      id="live"
      aria-label="Leads"
      hx-get={here}
      hx-trigger="leadChanged from:body"
      hx-select="#live"
      hx-swap="outerHTML"
    >
      <LeadsChips view={view} names={names} />
      {found.leads.length === 0 ? <NoLeads {...props} /> : <SomeLeads {...props} here={here} />}
    </section>
  );
}

const SomeLeads = ({ found, view, viewer, zone, here }: Props & { here: string }) => (
  <>
    <div class="leads-head">
      <p id="count" class="count" aria-live="polite">
        {rangeWords(found, view.page ? view.page.from : 1)}
      </p>
      {mayTick(viewer) && <TickAll />}
      <ExportLink view={view} viewer={viewer} />
    </div>
    {mayTick(viewer) && <BulkBar found={found} view={view} viewer={viewer} />}
    <LeadsTable leads={found.leads} view={view} viewer={viewer} zone={zone} here={here} />
    <Pager found={found} view={view} />
  </>
);

/** On a phone the table has no head to tick. */
const TickAll = () => (
  <label class="box tick-all needs-script">
    <input type="checkbox" class="input tick-page" />
    Tick all on this page
  </label>
);

/** Pages are walked by key: there is a next one and a first one, and the browser's own way back. */
const Pager = ({ found, view }: Pick<Props, 'found' | 'view'>) => {
  const from = view.page ? view.page.from : 1;
  const next = found.next && { after: found.next, from: from && from + found.leads.length };
  return (
    <nav class="pager" aria-label="Pages">
      {view.page && (
        <ViewLink id="first-page" variant="ghost" view={changeView(view, {})} show="top">
          First page
        </ViewLink>
      )}
      {next && (
        <ViewLink id="next-page" variant="outline" view={changeView(view, { page: next })} show="top">
          Next page
          <Icon name="chevron-right" />
        </ViewLink>
      )}
    </nav>
  );
};

function NoLeads({ view, viewer }: Props) {
  if (view.page) return <PageIsEmpty view={view} />;
  if (isFiltered(view)) return <NothingFound view={view} />;
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

const NothingFound = ({ view }: Pick<Props, 'view'>) => (
  <Empty icon="search" title="Nothing found">
    <p>
      {view.search
        ? 'No lead matches. Try fewer letters or part of the phone number, or leave out what is filtered.'
        : 'No lead matches all of this. Leave something out above.'}
    </p>
    <ViewLink id="show-all" variant="outline" view={clearView(view)}>
      Show all leads
    </ViewLink>
  </Empty>
);

const PageIsEmpty = ({ view }: Pick<Props, 'view'>) => (
  <Empty icon="sprout" title="Nothing more here">
    <p>What stood on this page has been changed meanwhile.</p>
    <ViewLink id="first-page" variant="outline" view={changeView(view, {})}>
      First page
    </ViewLink>
  </Empty>
);

export const NewLead = () => (
  <a class="btn" href="/leads/new">
    <Icon name="plus" />
    New lead
  </a>
);
