import type { FormState } from '../forms/form.ts';
import { Icon } from './icon.tsx';

/** Buttons that need JavaScript are hidden where there is none. */
const ShowButton = ({ of }: { of: string }) => (
  <button
    class="btn needs-script"
    data-variant="outline"
    data-size="icon"
    type="button"
    data-show={of}
    aria-label="Show the password"
    aria-pressed="false"
    title="Show"
  >
    <Icon name="eye" />
  </button>
);

export const CopyButton = ({ of, what }: { of: string; what: string }) => (
  <button
    class="btn needs-script"
    data-variant="outline"
    data-size="icon"
    type="button"
    data-copy={of}
    aria-label={`Copy the ${what}`}
    title="Copy"
  >
    <Icon name="copy" />
  </button>
);

interface Props {
  form: FormState;
  /** Answers with this field anew, holding another password. */
  again: string;
}

/** The password of a customer's user: proposed, hidden until it is asked for, changed, copied or thrown again. */
export const CustomerPasswordField = ({ form, again }: Props) => {
  const error = form.errors.password;
  return (
    <div class="field" id="password-field" data-invalid={error ? 'true' : undefined}>
      <label for="field-password">Password</label>
      <div class="with-buttons">
        <input
          id="field-password"
          name="password"
          type="password"
          class="input"
          value={form.typed.password ?? ''}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={error ? 'field-password-error' : undefined}
        />
        <ShowButton of="field-password" />
        <CopyButton of="field-password" what="password" />
        <button
          class="btn needs-script"
          data-variant="outline"
          data-size="icon"
          type="button"
          hx-get={again}
          hx-target="#password-field"
          hx-swap="outerHTML"
          aria-label="Make another password"
          title="Another one"
        >
          <Icon name="refresh-cw" />
        </button>
      </div>
      {error && (
        <p id="field-password-error" class="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
};

/** Something that is shown once, to be copied: a one-time link. */
export const CopyField = ({ id, label, value }: { id: string; label: string; value: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <div class="with-buttons">
      <input id={id} class="input" type="text" readonly value={value} data-select-all />
      <CopyButton of={id} what={label.toLowerCase()} />
    </div>
  </div>
);
