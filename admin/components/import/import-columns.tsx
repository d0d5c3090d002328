import type { ImportRecord } from '../../../db/import/imports.ts';
import type { Id } from '../../../domain/id.ts';
import { importFieldNames, importFields } from '../../../domain/import-fields.ts';
import { leadSources, leadStatuses, showSource } from '../../../domain/lead.ts';
import type { FormState } from '../../forms/form.ts';
import { columnName } from '../../forms/import.ts';
import { CardTable } from '../card-table.tsx';
import { FormTrouble, SelectField } from '../fields.tsx';
import { Icon } from '../icon.tsx';

interface Props {
  it: ImportRecord;
  form: FormState;
  /** The first values of each column, by its place. */
  samples: readonly (readonly string[])[];
  staff: readonly { id: Id<'user'>; name: string }[];
}

/** What each column is, and what every lead gets where its row says nothing. */
export const ColumnsForm = ({ it, form, samples, staff }: Props) => (
  <form class="import-columns" method="post" action={`/imports/${it.id}/columns`} novalidate>
    <FormTrouble form={form} />
    <CardTable columns={['Column of the file', 'Its first values', 'Is imported as']}>
      {it.columns.map((column, place) => (
        <tr>
          <td class="row-name">
            <label for={`field-${columnName(place)}`}>{column}</label>
          </td>
          <td data-label="Its first values">
            <Samples values={samples[place] ?? []} />
          </td>
          <td>
            <FieldOfColumn form={form} place={place} />
          </td>
        </tr>
      ))}
    </CardTable>
    <Defaults form={form} staff={staff} />
    <div class="import-acts">
      <button class="btn" type="submit">
        See what becomes of it
        <Icon name="chevron-right" />
      </button>
      <button class="btn" data-variant="ghost" type="submit" form="discard">
        Discard the file
      </button>
    </div>
  </form>
);

const Defaults = ({ form, staff }: Pick<Props, 'form' | 'staff'>) => (
  <fieldset class="card plain import-defaults">
    <legend>Where a row says nothing</legend>
    <SelectField
      form={form}
      name="source"
      label="Lead source"
      choices={leadSources.map((source) => ({ value: source, label: showSource(source) }))}
    />
    <SelectField
      form={form}
      name="status"
      label="Status"
      choices={leadStatuses.map((status) => ({ value: status, label: status }))}
    />
    <SelectField
      form={form}
      name="assignedTo"
      label="Assigned to"
      none="Nobody yet"
      choices={staff.map(({ id, name }) => ({ value: id, label: name }))}
    />
  </fieldset>
);

const Samples = ({ values }: { values: readonly string[] }) =>
  values.length > 0 ? (
    <span class="import-samples">
      {values.map((value) => (
        <span>{value.length > 40 ? `${value.slice(0, 40)}…` : value}</span>
      ))}
    </span>
  ) : (
    <span class="muted">empty in the first rows</span>
  );

const FieldOfColumn = ({ form, place }: { form: FormState; place: number }) => {
  const name = columnName(place);
  const error = form.errors[name];
  return (
    <div class="field" data-invalid={error ? 'true' : undefined}>
      <select
        id={`field-${name}`}
        class="select"
        name={name}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `field-${name}-error` : undefined}
      >
        <option value="">Do not import</option>
        {importFields.map((field) => (
          <option value={field} selected={form.typed[name] === field}>
            {importFieldNames[field]}
          </option>
        ))}
      </select>
      {error && (
        <p id={`field-${name}-error`} class="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
};

/** Outside of the other form, whose button names it. */
export const DiscardForm = ({ it }: { it: ImportRecord }) => (
  <form id="discard" method="post" action={`/imports/${it.id}/discard`} />
);
