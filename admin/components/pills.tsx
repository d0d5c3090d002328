import type { FormState } from '../forms/form.ts';
import type { Choice } from './fields.tsx';

interface Props {
  form: FormState;
  name: string;
  label: string;
  choices: readonly Choice[];
  autofocus?: boolean;
}

/** A few choices side by side, one of them taken: radio buttons, with the arrow keys of such. */
export const Pills = ({ form, name, label, choices, autofocus }: Props) => {
  const chosen = form.typed[name] ?? '';
  return (
    <fieldset class="pills">
      <legend class="label">{label}</legend>
      {choices.map(({ value, label: words }) => (
        <label class="pill">
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === chosen}
            autofocus={autofocus && value === chosen}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
};
