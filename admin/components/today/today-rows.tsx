import type { TroubledConversion, WaitingLead, Whose } from '../../../db/today.ts';
import { displayPhone } from '../../../domain/phone.ts';
import { Icon } from '../icon.tsx';
import { leadTitle, StatusBadge } from '../lead/status.tsx';
import { FollowUp } from '../time.tsx';

interface LeadRowProps {
  lead: WaitingLead;
  /** The day it is due. */
  due?: string | null;
  /** Beside the place, in few words. */
  note?: string | null;
  /** Whose page to come back to after claiming; without it there is nothing to claim. */
  claim?: Whose;
  withStatus?: boolean;
  zone: string;
}

/** Who waits, since when, and how to reach them. */
export const LeadRow = ({ lead, due, note, claim, withStatus, zone }: LeadRowProps) => (
  <li>
    <div class="waiting-who">
      <a href={`/leads/${lead.id}`} class={lead.name ? 'waiting-name' : 'waiting-name muted'}>
        {leadTitle(lead)}
      </a>
      <span class="muted fine">
        {[[lead.location, lead.unitNumber].filter(Boolean).join(', '), note].filter(Boolean).join(' · ')}
      </span>
    </div>
    <div class="waiting-acts">
      {withStatus && <StatusBadge status={lead.status} />}
      {due && <FollowUp on={due} zone={zone} />}
      <a
        class="btn"
        data-variant="ghost"
        data-size="icon"
        href={`tel:${lead.phone}`}
        aria-label={`Call ${leadTitle(lead)}, ${displayPhone(lead.phone)}`}
        title={displayPhone(lead.phone)}
      >
        <Icon name="phone" />
      </a>
      {claim && <Claim lead={lead} whose={claim} />}
    </div>
  </li>
);

const Claim = ({ lead, whose }: { lead: WaitingLead; whose: Whose }) => {
  const path = `/leads/${lead.id}/claim`;
  return (
    <form
      method="post"
      action={path}
      hx-post={path}
      hx-target="#live"
      hx-select="#live"
      hx-select-oob="#said"
      hx-swap="outerMorph"
    >
      {whose === 'everybody' && <input type="hidden" name="whose" value="everybody" />}
      <button
        class="btn"
        data-variant="outline"
        data-size="sm"
        type="submit"
        aria-label={`Claim ${leadTitle(lead)}`}
      >
        Claim
      </button>
    </form>
  );
};

/** Who was to become a customer, and what the router said. */
export const ConversionRow = ({ conversion }: { conversion: TroubledConversion }) => {
  const { lead, state, username, router, errorMessage } = conversion;
  return (
    <li>
      <div class="waiting-who">
        <a href={`/leads/${lead}`} class="waiting-name">
          {leadTitle(conversion)}
        </a>
        <span class="muted fine">
          {username} on {router}
        </span>
        {errorMessage && <p class="router-words">{errorMessage}</p>}
      </div>
      <div class="waiting-acts">
        <span class="tag" data-tone={state === 'failed' ? 'bad' : 'doubt'}>
          {state === 'failed' ? 'failed' : 'not known yet'}
        </span>
        <a class="btn" data-variant="outline" data-size="sm" href={`/leads/${lead}/conversion`}>
          Look
        </a>
      </div>
    </li>
  );
};
