import type { Child } from 'hono/jsx';
import { type BulkOutcome, mostChanged } from '../../../db/lead/lead-bulk.ts';
import type { FormState } from '../../forms/form.ts';
import { bulkStatuses } from '../../forms/lead-bulk.ts';
import { longestReason } from '../../forms/lead-move.ts';
import type { Ticked } from '../../lead-choice.ts';
import { wordsOfRefusal } from '../../lead-words.ts';
import { showCount } from '../count.ts';
import { type Choice, SelectField, TextField } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { leadTitle } from '../lead/status.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';

interface Asked {
  ticked: Ticked;
  back: string;
}

interface BulkFormProps {
  path: string;
  fields: Ticked['fields'];
  children: Child;
}

/** Says again what was ticked, and waits: a thousand leads take some seconds. */
const BulkForm = ({ path, fields, children }: BulkFormProps) => (
  <SheetForm path={path}>
    {fields.map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {children}
    <p class="working" role="status">
      <Icon name="loader-circle" /> Working through them…
    </p>
  </SheetForm>
);

interface AssignmentProps {
  form: FormState;
  asked: Asked;
  staff: readonly Choice[];
}

export const AssignmentForm = ({ form, asked, staff }: AssignmentProps) => (
  <BulkForm path="/leads/bulk/assignment" fields={asked.ticked.fields}>
    <SelectField form={form} name="to" label="Assign to" none="Nobody" choices={staff} />
    <MostAtOnce asked={asked} />
    <SheetFoot back={asked.back} act="Assign" />
  </BulkForm>
);

export const BulkStatusForm = ({ form, asked }: Omit<AssignmentProps, 'staff'>) => (
  <BulkForm path="/leads/bulk/status" fields={asked.ticked.fields}>
    <SelectField
      form={form}
      name="status"
      label="Status"
      choices={bulkStatuses.map((status) => ({ value: status, label: status }))}
      hint="Customers are made one by one: each is asked about a user on a router."
    />
    <div class="if-not-interested">
      <TextField form={form} name="reason" label="Reason, for all of them" maxlength={longestReason} />
    </div>
    <div class="if-future-prospect">
      <TextField form={form} name="followUpDate" label="Follow-up date, for all of them" type="date" />
    </div>
    <MostAtOnce asked={asked} />
    <SheetFoot back={asked.back} act="Set status" />
  </BulkForm>
);

const MostAtOnce = ({ asked }: { asked: Asked }) =>
  'filter' in asked.ticked.choice ? (
    <p class="hint">
      Every lead that matches now, on every page. At most {showCount(mostChanged)} are done at once.
    </p>
  ) : null;

/** So many are named; the others are counted. */
const mostNamed = 8;

interface ResultProps {
  outcome: BulkOutcome;
  words: string;
  back: string;
  path: string;
  /** What was asked, to go on with it. */
  form: URLSearchParams;
}

export const BulkResult = ({ outcome: { refused, left }, words, back, path, form }: ResultProps) => (
  <BulkForm path={path} fields={[...form]}>
    <p>{words}</p>
    {refused.length > 0 && (
      <>
        <p class="trouble" role="alert">
          {showCount(refused.length)} could not be changed:
        </p>
        <ul class="refused">
          {refused.slice(0, mostNamed).map(({ lead, name, refusal }) => (
            <li>
              <a href={`/leads/${lead}`}>{leadTitle({ name })}</a>
              <span class="muted">{wordsOfRefusal(refusal)}</span>
            </li>
          ))}
          {refused.length > mostNamed && (
            <li class="muted">and {showCount(refused.length - mostNamed)} more</li>
          )}
        </ul>
      </>
    )}
    {left === 'some' ? (
      <>
        <p class="hint">More are left: so many take longer than one page may. Go on for the next ones.</p>
        <SheetFoot back={back} act="Go on" />
      </>
    ) : (
      <footer class="sheet-foot">
        <a class="btn" href={back} data-close>
          Close
        </a>
      </footer>
    )}
  </BulkForm>
);
