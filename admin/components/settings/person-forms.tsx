import type { Person } from '../../../db/person/people.ts';
import { longest } from '../../../domain/lead.ts';
import { agentKinds, staffRoles } from '../../../domain/person.ts';
import type { FormState } from '../../forms/form.ts';
import { FormTrouble, SelectField, TextField } from '../fields.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { agentNames, languageChoices, roleWords } from './person-words.ts';

interface Props {
  form: FormState;
  /** The one who is edited; null for somebody new. */
  person: Person | null;
}

/** A caretaker, field agent or partner. */
export const AgentForm = ({ form, person }: Props) => {
  const path = person ? `/people/${person.id}` : '/people/new-agent';
  return (
    <SheetForm path={path}>
      <FormTrouble form={form} />
      <NameField form={form} />
      <PhoneField
        form={form}
        hint="Leads that give this number as their contact are credited to them."
        required
      />
      <SelectField
        form={form}
        name="agentKind"
        label="Kind"
        {...(!person && { none: 'Choose …' })}
        choices={agentKinds.map((kind) => ({ value: kind, label: agentNames[kind] }))}
        required
      />
      {person && <LanguageField form={form} />}
      <SheetFoot back={person ? path : '/people'} act={person ? 'Save' : 'Add agent'} />
    </SheetForm>
  );
};

/** Somebody who signs in. */
export const StaffForm = ({ form, person }: Props) => {
  const path = person ? `/people/${person.id}` : '/people/new-staff';
  return (
    <SheetForm path={path}>
      <FormTrouble form={form} />
      <NameField form={form} />
      {!person && (
        <TextField form={form} name="email" label="E-mail" type="email" inputmode="email" required />
      )}
      <PhoneField form={form} />
      <SelectField
        form={form}
        name="role"
        label="Role"
        {...(!person && { none: 'Choose …' })}
        choices={staffRoles.map((role) => ({ value: role, label: roleWords[role] }))}
        required
      />
      {person && <LanguageField form={form} />}
      <SheetFoot back={person ? path : '/people'} act={person ? 'Save' : 'Make the invitation'} />
    </SheetForm>
  );
};

const NameField = ({ form }: { form: FormState }) => (
  <TextField form={form} name="name" label="Name" maxlength={longest.name} required autofocus />
);

const PhoneField = ({ form, ...rest }: { form: FormState; hint?: string; required?: boolean }) => (
  <TextField
    form={form}
    name="phone"
    label="Phone"
    type="tel"
    inputmode="tel"
    placeholder="0712 345 678"
    {...rest}
  />
);

const LanguageField = ({ form }: { form: FormState }) => (
  <SelectField form={form} name="language" label="Language in chat" choices={languageChoices} required />
);
