import type { LeadSortField } from '../../../db/lead/lead-list.ts';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { showSource } from '../../../domain/lead.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { SignedIn } from '../../desk.ts';
import { changeView, type LeadView } from '../../lead-view.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon } from '../icon.tsx';
import { leadTitle, mayConvert, StatusControl } from '../lead/status.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { Day, FollowUp } from '../time.tsx';
import { mayTick } from './leads-bulk.tsx';
import { ViewLink } from './leads-link.tsx';

interface Props {
  leads: readonly LeadRecord[];
  view: LeadView;
  viewer: SignedIn;
  zone: string;
  /** The page it stands on: where a change of status comes back to. */
  here: string;
}

/** One lead a row; under 640 px one lead a card. */
export const LeadsTable = ({ leads, view, viewer, zone, here }: Props) => {
  const ticks = mayTick(viewer);
  return (
    <div class="card-table">
      <table class="table leads">
        <thead>
          <tr>
            {ticks && (
              <th scope="col" class="lead-tick">
                <input
                  type="checkbox"
                  class="input tick-page needs-script"
                  aria-label="Tick every lead on this page"
                />
              </th>
            )}
            <SortHead by="name" name="Name" view={view} />
            <th scope="col">Phone</th>
            <th scope="col">Source</th>
            <SortHead by="status" name="Status" view={view} />
            <th scope="col">Brought in by</th>
            <SortHead by="followUpDate" name="Follow-up" view={view} />
            <SortHead by="createdAt" name="Created" view={view} />
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {leads.map((lead) => (
            <LeadRow lead={lead} viewer={viewer} zone={zone} here={here} ticks={ticks} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface SortHeadProps {
  by: LeadSortField;
  name: string;
  view: LeadView;
}

/** A press sorts by it, another one the other way round. */
const SortHead = ({ by, name, view }: SortHeadProps) => {
  const { sort } = view;
  const isSorted = sort.by === by;
  const way = sort.descending ? 'descending' : 'ascending';
  // The newest lead first, yet the soonest follow-up and the first letter.
  const descending = isSorted ? !sort.descending : by === 'createdAt';
  return (
    <th scope="col" aria-sort={isSorted ? way : undefined}>
      <ViewLink id={`sort-${by}`} class="sort-link" view={changeView(view, { sort: { by, descending } })}>
        {name}
        <Icon name={isSorted ? (sort.descending ? 'arrow-down' : 'arrow-up') : 'arrow-up-down'} />
      </ViewLink>
    </th>
  );
};

type RowProps = Pick<Props, 'viewer' | 'zone' | 'here'> & { lead: LeadRecord; ticks: boolean };

// Its id keeps what a person ticked with its lead, wherever the row goes when another view is put in.
const LeadRow = ({ lead, viewer, zone, here, ticks }: RowProps) => (
  <tr id={`row-${lead.id}`}>
    {ticks && (
      <td class="lead-tick">
        <input
          type="checkbox"
          class="input"
          form="bulk"
          name="lead"
          value={lead.id}
          aria-label={`Tick ${leadTitle(lead)}, ${displayPhone(lead.phone)}`}
        />
      </td>
    )}
    <td class="lead-name">
      <a href={`/leads/${lead.id}`} class={lead.name ? undefined : 'muted'}>
        {leadTitle(lead)}
      </a>
      <span class="muted">{[lead.location, lead.unitNumber].filter(Boolean).join(', ')}</span>
    </td>
    <td class="lead-phone">
      <a href={`tel:${lead.phone}`}>{displayPhone(lead.phone)}</a>
    </td>
    <td data-label="Source">{showSource(lead.source)}</td>
    <td class="lead-status">
      <StatusControl lead={lead} viewer={viewer} back={here} />
    </td>
    <td data-label="Brought in by">{lead.broughtInBy ?? <None />}</td>
    <td data-label="Follow-up">
      {lead.followUpDate ? <FollowUp on={lead.followUpDate} zone={zone} /> : <None />}
    </td>
    <td data-label="Created">
      <Day at={lead.createdAt} zone={zone} />
    </td>
    <td class="actions">
      <LeadActs lead={lead} viewer={viewer} />
    </td>
  </tr>
);

const LeadActs = ({ lead, viewer }: Pick<RowProps, 'lead' | 'viewer'>) => (
  <>
    {mayConvert(lead, viewer) && (
      <SheetLink
        path={`/leads/${lead.id}/conversion/new`}
        variant="ghost"
        size="sm"
        label={`Convert ${leadTitle(lead)}`}
        title="Convert to customer"
      >
        <Icon name="user-round-check" />
        <span class="act-word">Convert</span>
      </SheetLink>
    )}
    {viewerMay(viewer, 'editLead') && (
      <a
        class="btn"
        data-variant="ghost"
        data-size="sm"
        href={`/leads/${lead.id}/edit`}
        aria-label={`Edit ${leadTitle(lead)}`}
        title="Edit"
      >
        <Icon name="pencil" />
        <span class="act-word">Edit</span>
      </a>
    )}
  </>
);

const None = () => (
  <span class="none">
    <span aria-hidden="true">–</span>
    <span class="sr-only">none</span>
  </span>
);
