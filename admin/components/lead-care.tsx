import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../db/lead-reads.ts';
import type { Id } from '../../domain/id.ts';
import type { SignedIn } from '../desk.ts';
import { viewerMay } from '../viewer.ts';
import { FollowUp, todayIn } from './time.tsx';

interface Props {
  lead: LeadRecord;
  viewer: SignedIn;
  /** Whom a lead can be assigned to; empty for those who may not assign. */
  staff: readonly { id: Id<'user'>; name: string }[];
  zone: string;
}

/** Who looks after the lead, and when next. */
export const CareForms = (props: Props) => (
  <div class="care">
    <Assignment {...props} />
    <FollowUpForm {...props} />
  </div>
);

/** A small form that changes one thing and leaves the rest of the page where it is. */
const CareForm = ({ path, trigger, children }: { path: string; trigger: string; children: Child }) => (
  <form
    class="care-form"
    method="post"
    action={path}
    hx-post={path}
    hx-trigger={trigger}
    hx-target="#live"
    hx-select="#live"
    hx-select-oob="#said"
    hx-swap="outerHTML"
  >
    {children}
  </form>
);

const Assignment = ({ lead, viewer, staff }: Props) => {
  if (staff.length === 0) {
    return (
      <p>
        <span class="label">Assigned to</span> {lead.assignedTo?.name ?? 'nobody yet'}
      </p>
    );
  }
  const path = `/leads/${lead.id}/assignment`;
  return (
    <>
      <CareForm path={path} trigger="chosen">
        <div class="field">
          <label for="assigned-to">Assigned to</label>
          <select id="assigned-to" class="select" name="assignedTo" data-choose>
            <option value="">Nobody yet</option>
            {staff.map(({ id, name }) => (
              <option value={id} selected={id === lead.assignedTo?.id}>
                {id === viewer.person.id ? `${name} (me)` : name}
              </option>
            ))}
          </select>
        </div>
        <noscript>
          <button class="btn" data-variant="outline" type="submit">
            Assign
          </button>
        </noscript>
      </CareForm>
      {lead.assignedTo?.id !== viewer.person.id && (
        <CareForm path={path} trigger="submit">
          <input type="hidden" name="assignedTo" value={viewer.person.id} />
          <button class="btn" data-variant="outline" data-size="sm" type="submit">
            Assign to me
          </button>
        </CareForm>
      )}
    </>
  );
};

const FollowUpForm = ({ lead, viewer, zone }: Props) => (
  <>
    {viewerMay(viewer, 'editLead') && (
      <CareForm path={`/leads/${lead.id}/follow-up`} trigger="submit">
        <div class="field">
          <label for="follow-up">Follow-up</label>
          <div class="with-buttons">
            <input
              id="follow-up"
              class="input"
              type="date"
              name="followUpDate"
              value={lead.followUpDate ?? ''}
            />
            <button class="btn" data-variant="outline" type="submit">
              Save
            </button>
          </div>
        </div>
      </CareForm>
    )}
    {lead.followUpDate && lead.followUpDate <= todayIn(zone) && (
      <p>
        <FollowUp on={lead.followUpDate} zone={zone} />
      </p>
    )}
  </>
);
