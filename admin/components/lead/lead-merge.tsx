import type { Child } from 'hono/jsx';
import type { Comparison, MergeField } from '../../../db/lead/lead-merge-fields.ts';
import { mergeFieldNames } from '../../../db/lead/lead-merge-fields.ts';
import type { MergedLead, MergePreview } from '../../../db/lead/lead-merge-reads.ts';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import type { Id } from '../../../domain/id.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { FormState } from '../../forms/form.ts';
import { mergeFieldWords, showField } from '../../merge-words.ts';
import { TextField } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { Moment } from '../time.tsx';
import { leadTitle, StatusBadge } from './status.tsx';

/** Looks for the other lead. Posted, so that no phone stands in an address. */
export const MergeSearch = (props: {
  lead: LeadRecord;
  form: FormState;
  found: readonly LeadRecord[] | null;
}) => {
  const { lead, form, found } = props;
  const path = `/leads/${lead.id}/merge/search`;
  return (
    <div class="sheet-form">
      <form class="merge-search" method="post" action={path} hx-post={path}>
        <TextField
          form={form}
          name="q"
          label="The same person is also"
          type="search"
          hint="Any part of the name, or of the phone."
          maxlength={80}
          required
          autofocus
        />
        <button class="btn" data-variant="outline" type="submit">
          <Icon name="search" />
          Look
        </button>
      </form>
      {found && <Found lead={lead} found={found} />}
    </div>
  );
};

const Found = ({ lead, found }: { lead: LeadRecord; found: readonly LeadRecord[] }) =>
  found.length === 0 ? (
    <p class="muted" role="status">
      No other lead has that in its name or phone.
    </p>
  ) : (
    <ul class="merge-found">
      {found.map((other) => {
        const path = `/leads/${lead.id}/merge/${other.id}`;
        return (
          <li>
            <a href={path} hx-get={path}>
              <span>
                <strong>{leadTitle(other)}</strong>
                <span class="muted">
                  {displayPhone(other.phone)}
                  {other.location && ` · ${other.location}`}
                </span>
              </span>
              <StatusBadge status={other.status} />
              <Icon name="chevron-right" />
            </a>
          </li>
        );
      })}
    </ul>
  );

interface PairProps {
  kept: LeadRecord;
  gone: LeadRecord;
  zone: string;
}

/** The two side by side: what is taken, what is chosen, and what will be so afterwards. */
export const MergeForm = (
  props: PairProps & { preview: Extract<MergePreview, { compared: object }>; error?: string },
) => {
  const { kept, gone, zone, preview, error } = props;
  const path = `/leads/${kept.id}/merge/${gone.id}`;
  const swapped = `/leads/${gone.id}/merge/${kept.id}`;
  const rows = mergeFieldNames.filter((field) => preview.compared[field] !== 'same');
  return (
    <SheetForm path={path}>
      {error && (
        <p class="trouble" role="alert">
          {error}
        </p>
      )}
      <div class="merge-pair">
        <Half title="Stays" lead={kept} zone={zone} />
        <Half title="Becomes part of it" lead={gone} zone={zone} />
      </div>
      <p>
        <a href={swapped} hx-get={swapped}>
          Keep {leadTitle(gone)} instead
        </a>
      </p>
      {rows.map((field) => (
        <Row
          field={field}
          kept={kept}
          gone={gone}
          comparison={preview.compared[field]}
          isFixed={preview.fixed.has(field)}
        />
      ))}
      <p class="hint">
        Chats and history of both are shown together. The phone of the one that goes stays known: whoever
        writes from it is this lead. It can be undone on this page.
      </p>
      <SheetFoot back={`/leads/${kept.id}`} act="Merge" icon={<Icon name="merge" />} />
    </SheetForm>
  );
};

const Half = ({ title, lead, zone }: { title: string; lead: LeadRecord; zone: string }) => (
  <section>
    <p class="muted fine">{title}</p>
    <p class="summary-name">{leadTitle(lead)}</p>
    <p>{displayPhone(lead.phone)}</p>
    <p>
      <StatusBadge status={lead.status} />
    </p>
    <p class="muted fine">
      since <Moment at={lead.createdAt} zone={zone} />
    </p>
  </section>
);

interface RowProps {
  field: MergeField;
  kept: LeadRecord;
  gone: LeadRecord;
  comparison: Comparison;
  isFixed: boolean;
}

const Row = ({ field, kept, gone, comparison, isFixed }: RowProps) => {
  const name = mergeFieldWords[field];
  if (comparison !== 'differ' || isFixed) {
    const isTaken = comparison === 'filled';
    return (
      <div class="merge-row">
        <p class="label">{name}</p>
        <p>
          {showField(field, isTaken ? gone : kept)}{' '}
          <span class="tag">{isTaken ? 'taken over' : 'stays'}</span>
        </p>
      </div>
    );
  }
  return (
    <fieldset class="merge-row">
      <legend class="label">{name}</legend>
      <div class="merge-choice">
        <Option field={field} value="kept" checked>
          {showField(field, kept)}
        </Option>
        <Option field={field} value="gone">
          {showField(field, gone)}
        </Option>
      </div>
    </fieldset>
  );
};

const Option = (props: { field: MergeField; value: 'kept' | 'gone'; checked?: boolean; children: Child }) => (
  <label>
    <input class="input" type="radio" name={props.field} value={props.value} checked={props.checked} />
    <span>{props.children}</span>
  </label>
);

/** The other leads that this one is, each with its phone and the way back. */
export const MergedLeads = (props: {
  lead: Id<'lead'>;
  merged: readonly MergedLead[];
  mayUndo: boolean;
  zone: string;
}) => (
  <ul class="merged-leads">
    {props.merged.map(({ merge, name, phone, by, at }) => (
      <li>
        <div>
          <p>
            {name ?? 'No name'} · <a href={`tel:${phone}`}>{displayPhone(phone)}</a>
          </p>
          <p class="muted fine">
            merged by {by}, <Moment at={at} zone={props.zone} />
          </p>
        </div>
        {props.mayUndo && (
          <form method="post" action={`/leads/${props.lead}/merges/${merge}/undoing`}>
            <button class="btn" data-variant="outline" data-size="sm" type="submit">
              <Icon name="undo-2" />
              Undo
            </button>
          </form>
        )}
      </li>
    ))}
  </ul>
);
