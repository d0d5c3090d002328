import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { isHeld, leadTitle, mayConvert, StatusBadge, StatusControl } from './status.tsx';

interface Props {
  lead: LeadRecord;
  viewer: SignedIn;
}

/** Who it is, where it stands, and what may be done with it as a whole. */
export const LeadHead = ({ lead, viewer }: Props) => (
  <header class="page-head lead-head">
    <div>
      <h1 class={lead.name ? undefined : 'muted'}>{leadTitle(lead)}</h1>
      <p class="lead-phone">
        <a href={`tel:${lead.phone}`}>
          <Icon name="phone" />
          {displayPhone(lead.phone)}
        </a>
        {!lead.phoneAttested && (
          <span class="muted fine" title="Somebody typed it; no channel vouches for it.">
            not verified
          </span>
        )}
      </p>
    </div>
    {lead.archivedAt ? (
      <StatusBadge status={lead.status} />
    ) : (
      <div class="page-acts">
        <StatusControl lead={lead} viewer={viewer} back={`/leads/${lead.id}`} />
        <LeadActs lead={lead} viewer={viewer} />
      </div>
    )}
  </header>
);

const LeadActs = ({ lead, viewer }: Props) => (
  <>
    {viewerMay(viewer, 'mergeLeads') && (
      <SheetLink
        path={`/leads/${lead.id}/merge`}
        id="merge"
        variant="ghost"
        size="icon"
        label="Merge with another lead"
        title="Merge with another lead"
      >
        <Icon name="merge" />
      </SheetLink>
    )}
    {viewerMay(viewer, 'archiveLead') && !isHeld(lead) && (
      <SheetLink
        path={`/leads/${lead.id}/archive`}
        id="archive"
        variant="ghost"
        size="icon"
        label="Archive"
        title="Archive"
      >
        <Icon name="archive" />
      </SheetLink>
    )}
    {viewerMay(viewer, 'editLead') && (
      <a class="btn" data-variant="outline" href={`/leads/${lead.id}/edit`}>
        <Icon name="pencil" />
        Edit
      </a>
    )}
    {mayConvert(lead, viewer) && (
      <SheetLink path={`/leads/${lead.id}/conversion/new`} id="convert">
        <Icon name="user-round-check" />
        {lead.status === 'Converted' ? 'Make user' : 'Convert'}
      </SheetLink>
    )}
  </>
);
