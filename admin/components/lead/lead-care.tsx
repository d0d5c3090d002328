import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { daysLater } from '../../../domain/calendar.ts';
import type { Id } from '../../../domain/id.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { FollowUp, showDate, todayIn } from '../time.tsx';

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
    {props.lead.status === 'Site Survey Scheduled' && <SurveyLine {...props} />}
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
  const left =
    lead.assignedTo && !staff.some(({ id }) => id === lead.assignedTo?.id) ? lead.assignedTo : null;
  return (
    <>
      <CareForm path={path} trigger="chosen">
        <div class="field">
          <label for="assigned-to">Assigned to</label>
          <select id="assigned-to" class="select" name="assignedTo" data-choose>
            <option value="">Nobody yet</option>
            {left && (
              <option value={left.id} selected disabled>
                {left.name} (no longer here)
              </option>
            )}
            {staff.map(({ id, name }) => (
              <option value={id} selected={id === lead.assignedTo?.id}>
                {id === viewer.person.id ? `${name} (me)` : name}
              </option>
            ))}
          </select>
          {left && <p class="hint">Nobody looks after this lead: {left.name} no longer works here.</p>}
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

const FollowUpForm = ({ lead, viewer, zone }: Props) => {
  if (!viewerMay(viewer, 'editLead')) return <FollowUpLine lead={lead} zone={zone} />;
  const path = `/leads/${lead.id}/follow-up`;
  return (
    <>
      <CareForm path={path} trigger="submit">
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
            <button class="btn" id="save-follow-up" data-variant="outline" type="submit">
              Save
            </button>
          </div>
        </div>
      </CareForm>
      <CareForm path={path} trigger="submit">
        <QuickDays current={lead.followUpDate} today={todayIn(zone)} />
      </CareForm>
      {lead.followUpDate && lead.followUpDate <= todayIn(zone) && <FollowUpLine lead={lead} zone={zone} />}
    </>
  );
};

const FollowUpLine = ({ lead, zone }: Pick<Props, 'lead' | 'zone'>) =>
  lead.followUpDate ? (
    <p>
      <FollowUp on={lead.followUpDate} zone={zone} />
    </p>
  ) : null;

/** The days that are chosen most, each by one press. */
const QuickDays = ({ current, today }: { current: string | null; today: string }) => (
  <fieldset class="quick-days">
    <legend class="sr-only">Follow-up in one press</legend>
    {quickDays.map(({ days, words }) => (
      <button
        class="btn"
        id={`follow-up-${days}`}
        data-variant="outline"
        data-size="sm"
        type="submit"
        name="followUpDate"
        value={daysLater(today, days)}
      >
        {words}
      </button>
    ))}
    {current && (
      <button
        class="btn"
        id="no-follow-up"
        data-variant="ghost"
        data-size="sm"
        type="submit"
        name="followUpDate"
        value=""
      >
        None
      </button>
    )}
  </fieldset>
);

const quickDays = [
  { days: 1, words: 'Tomorrow' },
  { days: 7, words: 'Next week' },
] as const;

/** When somebody goes to look, and a way to change that. */
const SurveyLine = ({ lead, viewer }: Props) => {
  const path = `/leads/${lead.id}/move?to=${encodeURIComponent('Site Survey Scheduled')}`;
  return (
    <div class="survey-line">
      <p>
        <span class="label">Site survey</span>
        {lead.surveyOn ? showDate(lead.surveyOn) : 'No day yet'}
        {lead.surveyBy && `, ${lead.surveyBy.name}`}
      </p>
      {viewerMay(viewer, 'moveLead') && (
        <SheetLink path={path} id="survey" variant="outline" size="sm">
          Change
        </SheetLink>
      )}
    </div>
  );
};

/** Longer than any note that somebody reads again. */
export const longestNote = 4000;

/**
 * A note for colleagues; it stays in the history. What is half written outlives a page that is put anew below it: `written`,
 * how many notes there are, tells the field that is preserved from the empty one after a note was kept.
 */
export const NoteForm = ({ lead, written }: { lead: LeadRecord; written: number }) => (
  <CareForm path={`/leads/${lead.id}/notes`} trigger="submit">
    <div class="field note-field">
      <label for={`note-${written}`}>Note for colleagues</label>
      <textarea
        id={`note-${written}`}
        hx-preserve
        class="textarea"
        name="note"
        rows={2}
        maxlength={longestNote}
        placeholder="What they said, what to bring, whom to ask for"
        required
      />
      <button class="btn" id="add-note" data-variant="outline" data-size="sm" type="submit">
        <Icon name="plus" />
        Add note
      </button>
    </div>
  </CareForm>
);
