import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import { monthsLater } from '../../../domain/calendar.ts';
import type { FormState } from '../../forms/form.ts';
import { type AskingStatus, anotherDay, longestReason } from '../../forms/lead-move.ts';
import { type Choice, FormTrouble, SelectField, TextField, TickBox } from '../fields.tsx';
import { Pills } from '../pills.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { showDate } from '../time.tsx';

export interface MoveFormProps {
  lead: LeadRecord;
  to: AskingStatus;
  form: FormState;
  back: string;
  /** Who may go to a survey. */
  staff: readonly Choice[];
  /** `2026-11-22`, in the ISP's zone. */
  today: string;
}

/** What a status asks when somebody moves a lead to it. */
export const MoveForm = (props: MoveFormProps) => {
  const { lead, to, form, back } = props;
  const path = `/leads/${lead.id}/move`;
  const Questions = questions[to];
  return (
    <SheetForm path={path}>
      <FormTrouble form={form} />
      <input type="hidden" name="to" value={to} />
      <input type="hidden" name="was" value={form.typed.was ?? ''} />
      <input type="hidden" name="back" value={back} />
      <Questions {...props} />
      <SheetFoot back={back} act="Save" />
    </SheetForm>
  );
};

const reasons = ['Too expensive', 'Happy with their ISP', 'No coverage', 'Moved away', 'Never answers'];

const WhyNot = ({ form, lead }: MoveFormProps) => (
  <>
    <Pills
      form={form}
      name="reason"
      label="Reason"
      choices={[
        { value: '', label: 'Not said' },
        ...reasons.map((reason) => ({ value: reason, label: reason })),
      ]}
      autofocus
    />
    <TextField form={form} name="words" label="In their own words" maxlength={longestReason} />
    {lead.followUpDate && (
      <TickBox form={form} name="endFollowUp" label={`End the follow-up on ${showDate(lead.followUpDate)}`} />
    )}
  </>
);

const WhenAndWho = ({ form, staff }: MoveFormProps) => (
  <>
    <TextField form={form} name="surveyOn" label="Day of the survey" type="date" required autofocus />
    <SelectField
      form={form}
      name="surveyBy"
      label="Who goes"
      none="Not decided yet"
      choices={staff}
      hint="A technician who goes is assigned the lead, and so finds it in their list."
    />
  </>
);

const AskAgain = ({ form, today }: MoveFormProps) => (
  <>
    <Pills form={form} name="when" label="Follow-up" choices={laterDays(today)} autofocus />
    <div class="if-another-day">
      <TextField form={form} name="followUpDate" label="Follow-up date" type="date" />
    </div>
  </>
);

const questions: Record<AskingStatus, (props: MoveFormProps) => Child> = {
  'Not Interested': WhyNot,
  'Site Survey Scheduled': WhenAndWho,
  'Future Prospect': AskAgain,
};

/** When to ask a future prospect again: the one in the middle is proposed. */
const laterMonths = [1, 3, 6, 12];
export const proposedMonths = 3;

const laterDays = (today: string): Choice[] => [
  ...laterMonths.map((months) => {
    const date = monthsLater(today, months);
    return { value: date, label: `${monthWords(months)}, ${showDate(date)}` };
  }),
  { value: anotherDay, label: 'Another day' },
  { value: '', label: 'No follow-up' },
];

function monthWords(months: number): string {
  if (months === 12) return 'In a year';
  return months === 1 ? 'In a month' : `In ${months} months`;
}
