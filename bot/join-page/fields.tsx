import { displayMoney } from '../../domain/money.ts';
import { type Field, fields, isRequired, mostWritten, type Written, type Wrong } from './form.ts';
import type { JoinFrame } from './frame.ts';

/** The form as it stands before somebody. */
export interface FormState {
  seal: string;
  written: Written;
  wrong?: Wrong;
  /** What is in the way of sending it, and lies in none of its fields. */
  trouble?: string;
}

export interface Shown {
  frame: JoinFrame;
  form: FormState;
}

/** A label, what is said below it, and the attributes that tie them to their input. */
function describe({ frame: { words }, form: { wrong } }: Shown, field: Field) {
  const [hint, mistake] = [words.hint[field], wrong?.[field]];
  const describedBy = [hint && `${field}-hint`, mistake && `${field}-wrong`].filter(Boolean).join(' ');
  return {
    label: (
      <label for={field}>
        {words.label[field]}
        {!isRequired(field) && <small> ({words.optional})</small>}
      </label>
    ),
    hint: hint && (
      <small class="hint" id={`${field}-hint`}>
        {hint}
      </small>
    ),
    mistake: mistake && (
      <p class="wrong" id={`${field}-wrong`}>
        {mistake}
      </p>
    ),
    input: {
      id: field,
      name: field,
      maxlength: mostWritten[field],
      // The first that is wrong: whoever cannot see the page lands where something is to do.
      autofocus: field === fields.find((it) => wrong?.[it]),
      'aria-invalid': mistake ? 'true' : undefined,
      'aria-describedby': describedBy || undefined,
      'aria-required': isRequired(field) ? 'true' : undefined,
    },
  } as const;
}

export function Line(props: Shown & { field: Field; autocomplete: string; type?: string }) {
  const { form, field, autocomplete, type = 'text' } = props;
  const { label, hint, mistake, input } = describe(props, field);
  return (
    <div class="field">
      {label}
      {hint}
      <input type={type} value={form.written[field]} autocomplete={autocomplete} {...input} />
      {mistake}
    </div>
  );
}

export function Message(shown: Shown) {
  const { label, hint, mistake, input } = describe(shown, 'message');
  return (
    <div class="field">
      {label}
      {hint}
      <textarea rows={3} {...input}>
        {shown.form.written.message}
      </textarea>
      {mistake}
    </div>
  );
}

export function Packages({ frame, form: { written } }: Shown) {
  const { words, packages } = frame;
  if (packages.length === 0) return null;
  const isKnown = packages.some(({ id }) => id === written.package);
  return (
    <fieldset class="packages">
      <legend>
        {words.label.package} <small>({words.optional})</small>
      </legend>
      {packages.map(({ id, name, downloadMbps, uploadMbps, price }) => (
        <label>
          <input type="radio" name="package" value={id} checked={id === written.package} />
          <span>
            <b>{name}</b>
            <small>{words.speed(downloadMbps, uploadMbps)}</small>
          </span>
          <strong>
            {displayMoney(price)} <small>{words.perMonth}</small>
          </strong>
        </label>
      ))}
      <label>
        <input type="radio" name="package" value="" checked={!isKnown} />
        <span>
          <b>{words.undecided}</b>
          <small>{words.undecidedHint}</small>
        </span>
      </label>
    </fieldset>
  );
}

export function Consent(shown: Shown) {
  const { isp, words } = shown.frame;
  const { mistake, input } = describe(shown, 'consent');
  const { maxlength: _, ...box } = input;
  return (
    <div class="field consent">
      <label for="consent">
        <input type="checkbox" value="yes" checked={shown.form.written.consent !== ''} {...box} />
        <span>{words.consent(isp)}</span>
      </label>
      {mistake}
      <small class="hint">{words.privacy(isp)}</small>
    </div>
  );
}
