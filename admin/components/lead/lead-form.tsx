import type { Child } from 'hono/jsx';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import type { Package } from '../../../db/packages.ts';
import type { Person } from '../../../db/person/people.ts';
import { leadSources, longest, showSource } from '../../../domain/lead.ts';
import { addMoney, displayMoney, type Money, parseMoney } from '../../../domain/money.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { FormState } from '../../forms/form.ts';
import { type Choice, FormTrouble, SelectField, TextArea, TextField, TickBox } from '../fields.tsx';
import { type KnownPhone, KnownPhoneNote, PhoneCheck } from './known-phone.tsx';

export interface LeadFormProps {
  form: FormState;
  action: string;
  /** Where Cancel leads. */
  back: string;
  packages: readonly Choice[];
  /** Null: this viewer may not assign. */
  staff: readonly Choice[] | null;
  /** People who bring leads, to choose from. */
  bringers: readonly Bringer[];
  /** Why the phone may not be changed now; null when it may. */
  phoneHeld: string | null;
  /** Why the name may not be changed; null when it may. */
  nameHeld: string | null;
  /** Whether the phone that was typed is known already. */
  knownPhone: KnownPhone;
  /** The lead that is edited; null for a new one. */
  lead: LeadRecord['id'] | null;
}

type Bringer = Pick<Person, 'name' | 'phone'>;

export const LeadForm = (props: LeadFormProps) => {
  const { form } = props;
  return (
    <form class="lead-form" method="post" action={props.action}>
      <FormTrouble form={form} />
      {form.typed.unchangedSince && (
        <input type="hidden" name="unchangedSince" value={form.typed.unchangedSince} />
      )}
      <Who {...props} />
      <Wish form={form} packages={props.packages} />
      <Origin form={form} bringers={props.bringers} />
      <Agreed form={form} />
      <Next form={form} staff={props.staff} />
      <footer class="form-foot">
        <a class="btn" data-variant="ghost" href={props.back}>
          Cancel
        </a>
        <button class="btn" type="submit">
          Save lead
        </button>
      </footer>
    </form>
  );
};

const Part = ({ title, hint, children }: { title: string; hint?: string; children: Child }) => (
  <fieldset class="part">
    <legend>{title}</legend>
    {hint && <p class="hint">{hint}</p>}
    <div class="part-fields">{children}</div>
  </fieldset>
);

const Who = ({ form, phoneHeld, nameHeld, knownPhone, lead }: LeadFormProps) => (
  <Part title="Who">
    <TextField
      form={form}
      name="name"
      label="Lead name"
      maxlength={longest.name}
      hint={nameHeld}
      readonly={nameHeld !== null}
      autofocus={nameHeld === null}
    />
    <PhoneCheck lead={lead}>
      <TextField
        form={form}
        name="phone"
        label="Phone number"
        type="tel"
        inputmode="tel"
        placeholder="0712 345 678"
        hint={phoneHeld}
        readonly={phoneHeld !== null}
        required
      />
      <KnownPhoneNote known={knownPhone} />
    </PhoneCheck>
    <TextField
      form={form}
      name="location"
      label="Location"
      placeholder="Kilimani, Nairobi"
      maxlength={longest.place}
    />
    <TextField form={form} name="unitNumber" label="Unit number" placeholder="4B" maxlength={longest.place} />
  </Part>
);

const Wish = ({ form, packages }: Pick<LeadFormProps, 'form' | 'packages'>) => (
  <Part title="What they want">
    <SelectField
      form={form}
      name="packageId"
      label="Desired package"
      none="Not known yet"
      choices={packages}
    />
    <TextField form={form} name="currentIsp" label="Current ISP" maxlength={longest.isp} />
    <TextArea
      form={form}
      name="notes"
      label="Reason for interest or dissatisfaction"
      maxlength={longest.notes}
    />
    <TickBox form={form} name="customerHasRouter" label="Customer has a router" />
    <div class="if-router">
      <TextField
        form={form}
        name="routerType"
        label="Router type"
        placeholder="TP-Link Archer C6"
        maxlength={longest.router}
      />
    </div>
  </Part>
);

const Origin = ({ form, bringers }: Pick<LeadFormProps, 'form' | 'bringers'>) => (
  <Part title="Where they come from">
    <SelectField
      form={form}
      name="source"
      label="Lead source"
      none="Choose …"
      choices={leadSources.map((source) => ({ value: source, label: showSource(source) }))}
      required
    />
    <TextField
      form={form}
      name="broughtInBy"
      label="Brought in by"
      list="bringers"
      maxlength={longest.name}
    />
    <TextField
      form={form}
      name="broughtInByContact"
      label="Brought in by: contact"
      inputmode="tel"
      maxlength={longest.name}
      hint="Filled in by itself for somebody who is known. Who has this number is told when the lead becomes a customer."
    />
    <datalist id="bringers" data-fills="field-broughtInByContact">
      {bringers.map(({ name, phone }) => (
        <option value={name} data-fill={phone && displayPhone(phone)}>
          {phone && displayPhone(phone)}
        </option>
      ))}
    </datalist>
  </Part>
);

const sumOf = (form: FormState, name: string): Money | null => parseMoney(form.typed[name] ?? '');

/** The total as the server adds it up; the page asks for it again while one types. */
export const Total = ({ total }: { total: Money | null }) => (
  <output id="total" class="total" for="field-agreedInstallationFee field-agreedMonthlySubscription">
    {total ? displayMoney(total) : 'KES –'}
  </output>
);

const Agreed = ({ form }: { form: FormState }) => (
  <Part title="Agreed price">
    <div
      class="part-fields wide"
      hx-get="/leads/total"
      hx-trigger="input delay:150ms"
      hx-include="#field-agreedInstallationFee, #field-agreedMonthlySubscription"
      hx-target="#total"
      hx-swap="outerHTML"
      hx-sync="this:replace"
    >
      <TextField
        form={form}
        name="agreedInstallationFee"
        label="Installation fee (KES)"
        inputmode="decimal"
        placeholder="2,500"
      />
      <TextField
        form={form}
        name="agreedMonthlySubscription"
        label="Monthly subscription (KES)"
        inputmode="decimal"
        placeholder="2,999"
      />
    </div>
    <div class="field total-field">
      <span class="label">Total amount</span>
      <Total
        total={addMoney(sumOf(form, 'agreedInstallationFee'), sumOf(form, 'agreedMonthlySubscription'))}
      />
    </div>
  </Part>
);

const Next = ({ form, staff }: Pick<LeadFormProps, 'form' | 'staff'>) => (
  <Part title="What comes next">
    {staff && (
      <SelectField form={form} name="assignedTo" label="Assigned to" none="Nobody yet" choices={staff} />
    )}
    <TextField form={form} name="followUpDate" label="Follow-up date" type="date" />
  </Part>
);

/** `20 Mbps Home, KES 2,999`. */
export const packageChoice = ({ id, name, price }: Pick<Package, 'id' | 'name' | 'price'>): Choice => ({
  value: id,
  label: `${name}, ${displayMoney(price)}`,
});
