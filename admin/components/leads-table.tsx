import type { LeadRecord } from '../../db/lead-reads.ts';
import { showSource } from '../../domain/lead.ts';
import { displayPhone } from '../../domain/phone.ts';
import type { SignedIn } from '../desk.ts';
import { viewerMay } from '../viewer.ts';
import { Icon } from './icon.tsx';
import { leadTitle, mayConvert, StatusControl } from './status.tsx';
import { Day, FollowUp } from './time.tsx';

interface Props {
  leads: readonly LeadRecord[];
  viewer: SignedIn;
  zone: string;
  /** The page it stands on: where a change of status comes back to. */
  here: string;
}

/** One lead a row; under 640 px one lead a card. */
export const LeadsTable = ({ leads, viewer, zone, here }: Props) => (
  <div class="card-table">
    <table class="table leads">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Phone</th>
          <th scope="col">Source</th>
          <th scope="col">Status</th>
          <th scope="col">Brought in by</th>
          <th scope="col">Follow-up</th>
          <th scope="col">Created</th>
          <th scope="col">
            <span class="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {leads.map((lead) => (
          <LeadRow lead={lead} viewer={viewer} zone={zone} here={here} />
        ))}
      </tbody>
    </table>
  </div>
);

const LeadRow = ({ lead, viewer, zone, here }: Omit<Props, 'leads'> & { lead: LeadRecord }) => (
  <tr>
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
      {mayConvert(lead, viewer) && (
        <a
          class="btn"
          data-variant="ghost"
          data-size="sm"
          href={`/leads/${lead.id}/conversion/new`}
          hx-get={`/leads/${lead.id}/conversion/new`}
          aria-label={`Convert ${leadTitle(lead)}`}
          title="Convert to customer"
        >
          <Icon name="user-round-check" />
          <span class="act-word">Convert</span>
        </a>
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
    </td>
  </tr>
);

const None = () => (
  <span class="none">
    <span aria-hidden="true">–</span>
    <span class="sr-only">none</span>
  </span>
);
