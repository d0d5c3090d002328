import type { Child } from 'hono/jsx';
import type { FormState } from '../forms/form.ts';

interface FieldProps {
  form: FormState;
  name: string;
  label: string;
  /** Under the control, in few words. */
  hint?: Child;
  required?: boolean;
  /** Where two forms on a page have a field of the same name. */
  id?: string;
}

/** What every control of a field has in common: its name, its id, and what describes it to a screen reader. */
function controlOf({ form, name, hint, required, id = `field-${name}` }: FieldProps) {
  const error = form.errors[name];
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ');
  return {
    id,
    name,
    required,
    'aria-invalid': error ? ('true' as const) : undefined,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
  };
}

const Field = (props: FieldProps & { children: Child; wide?: boolean }) => {
  const { form, name, label, hint, required, id = `field-${name}` } = props;
  const error = form.errors[name];
  return (
    <div class={props.wide ? 'field wide' : 'field'} data-invalid={error ? 'true' : undefined}>
      <label for={id}>
        {label}
        {required && (
          <span class="must" title="Needed">
            *
          </span>
        )}
      </label>
      {props.children}
      {error && (
        <p id={`${id}-error`} class="error" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
};

interface TextProps extends FieldProps {
  type?: 'text' | 'email' | 'password' | 'tel' | 'date' | 'search';
  autocomplete?: string;
  inputmode?: 'decimal' | 'numeric' | 'tel' | 'email';
  placeholder?: string;
  maxlength?: number;
  autofocus?: boolean;
  readonly?: boolean;
  /** An id of a datalist with words to choose from. */
  list?: string;
}

export const TextField = (props: TextProps) => (
  <Field {...props}>
    <input
      {...controlOf(props)}
      type={props.type ?? 'text'}
      value={props.type === 'password' ? '' : (props.form.typed[props.name] ?? '')}
      autocomplete={props.autocomplete ?? 'off'}
      inputmode={props.inputmode}
      placeholder={props.placeholder}
      maxlength={props.maxlength}
      autofocus={props.autofocus}
      readonly={props.readonly}
      list={props.list}
    />
  </Field>
);

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps extends FieldProps {
  choices: readonly Choice[];
  /** What stands there while nothing is chosen. */
  none?: string;
}

export const SelectField = (props: SelectProps) => {
  const chosen = props.form.typed[props.name] ?? '';
  return (
    <Field {...props}>
      <select {...controlOf(props)} class="select">
        {props.none !== undefined && <option value="">{props.none}</option>}
        {props.choices.map(({ value, label }) => (
          <option value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
};

export const TextArea = (props: FieldProps & { rows?: number; maxlength?: number }) => (
  <Field {...props} wide>
    <textarea {...controlOf(props)} rows={props.rows ?? 3} maxlength={props.maxlength}>
      {props.form.typed[props.name] ?? ''}
    </textarea>
  </Field>
);

/** A box to tick, its words beside it. */
export const TickBox = ({ hint, ...props }: FieldProps) => {
  const control = controlOf({ ...props, hint });
  return (
    <div class="tick">
      <input
        {...control}
        type="checkbox"
        class="input"
        value="yes"
        checked={props.form.typed[props.name] !== undefined && props.form.typed[props.name] !== ''}
      />
      <div>
        <label for={control.id}>{props.label}</label>
        {hint && (
          <p id={`${control.id}-hint`} class="hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
};

/** What is wrong with the form as a whole. */
export const FormTrouble = ({ form }: { form: FormState }) =>
  form.errors.form ? (
    <p class="trouble" role="alert">
      {form.errors.form}
    </p>
  ) : null;
