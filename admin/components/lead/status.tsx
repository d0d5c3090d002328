import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { type LeadStatus, leadStatuses, refuseToChange } from '../../../domain/lead.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon } from '../icon.tsx';

export const StatusBadge = ({ status }: { status: LeadStatus }) => (
  <span class="status" data-status={status}>
    {status}
  </span>
);

/** How a lead is called where it has no name yet. */
export const leadTitle = (lead: Pick<LeadRecord, 'name'>): string => lead.name ?? 'No name yet';

/** The same in the middle of a sentence. */
export const callLead = (lead: Pick<LeadRecord, 'name'>): string => lead.name ?? 'The lead';

interface Props {
  lead: LeadRecord;
  viewer: SignedIn;
  /** The page to come back to: the one this stands on. */
  back: string;
}

/** Why status and phone stay as they are, and it is not archived: a conversion, or a user on a router (law 6). */
export const isHeld = (lead: LeadRecord) =>
  refuseToChange({
    status: lead.status,
    hasRouterUser: lead.mikrotikUser !== null,
    isConverting: lead.isConverting,
  });

/** The statuses this viewer may move the lead to; none where it is locked, being converted, or not theirs to move. */
function openStatuses(lead: LeadRecord, viewer: SignedIn): readonly LeadStatus[] {
  if (isHeld(lead) || !viewerMay(viewer, 'moveLead')) return [];
  const mayConvert = viewerMay(viewer, 'convertLead');
  return leadStatuses.filter((status) => status !== 'Converted' || mayConvert || lead.status === status);
}

/** Whether this viewer may make the lead a customer now, or give a customer without a user one. */
export const mayConvert = (lead: LeadRecord, viewer: SignedIn): boolean =>
  viewerMay(viewer, 'convertLead') && openStatuses(lead, viewer).length > 0;

/** The status, changed in place. Without JavaScript a button sends it. */
export function StatusControl({ lead, viewer, back }: Props) {
  const choices = openStatuses(lead, viewer);
  if (choices.length === 0) return <HeldStatus lead={lead} />;
  const path = `/leads/${lead.id}/status`;
  return (
    <form
      class="status-control"
      method="post"
      action={path}
      hx-post={path}
      hx-trigger="chosen"
      hx-target="#live"
      hx-select="#live"
      hx-select-oob="#said"
      hx-swap="outerHTML"
      data-forget
    >
      <input type="hidden" name="back" value={back} />
      <input type="hidden" name="was" value={lead.status} />
      <select
        class="status"
        data-choose
        name="status"
        data-status={lead.status}
        aria-label={`Status of ${leadTitle(lead)}`}
        id={`status-${lead.id}`}
      >
        {choices.map((status) => (
          <option value={status} selected={status === lead.status}>
            {status}
          </option>
        ))}
      </select>
      <noscript>
        <button class="btn" data-variant="outline" data-size="sm" type="submit">
          Save
        </button>
      </noscript>
    </form>
  );
}

const HeldStatus = ({ lead }: { lead: LeadRecord }) => (
  <span class="status-held">
    <StatusBadge status={lead.status} />
    {lead.isConverting && (
      <span class="muted" title="A user is being made on a router">
        <Icon name="loader-circle" /> converting
      </span>
    )}
    {lead.mikrotikUser && (
      <span
        class="muted"
        title={`Locked: ${lead.mikrotikUser.username} is on ${lead.mikrotikUser.router.name}`}
      >
        <Icon name="lock" />
        <span class="sr-only">locked</span>
      </span>
    )}
  </span>
);
