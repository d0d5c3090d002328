import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import type { Package } from '../../../db/packages.ts';
import type { Router } from '../../../db/routers.ts';
import { addMoney, displayMoney, type Money } from '../../../domain/money.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { FormState } from '../../forms/form.ts';
import { type Choice, FormTrouble, SelectField, TextField, TickBox } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { CustomerPasswordField } from '../secret-field.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { packageChoice } from './lead-form.tsx';

interface Props {
  lead: LeadRecord;
  form: FormState;
  verdict: UsernameVerdict;
  packages: readonly Package[];
  routers: readonly Router[];
}

/** Lead to customer: who it is, whether they get a user on a router, and which. */
export const ConversionForm = ({ lead, form, verdict, packages, routers }: Props) => {
  const path = `/leads/${lead.id}/conversion`;
  return (
    <SheetForm path={path}>
      <Summary lead={lead} />
      <FormTrouble form={form} />
      <input type="hidden" name="was" value={form.typed.was ?? ''} />
      <TickBox
        form={form}
        name="createUser"
        label="Create MikroTik user?"
        hint="Without it only the status changes; a user can be made later."
      />
      <div
        class="if-user"
        hx-get={`${path}/username`}
        hx-trigger="input delay:250ms target:#field-username, change target:#field-routerId"
        hx-include="#field-username, #field-routerId"
        hx-target="#username-check"
        hx-swap="outerHTML"
        hx-sync="this:replace"
      >
        <div>
          <TextField form={form} name="username" label="Username" maxlength={63} required />
          <UsernameCheck verdict={verdict} />
        </div>
        <CustomerPasswordField form={form} again={`${path}/password`} />
        <SelectField
          form={form}
          name="packageId"
          label="Service and package"
          none="Choose …"
          choices={packages.map(soldChoice)}
          required
        />
        <RouterField form={form} routers={routers} />
        <TextField
          form={form}
          name="ipAddress"
          label="IP address"
          inputmode="decimal"
          placeholder="From the profile's pool"
          hint="Leave it empty unless this customer needs a fixed one."
        />
      </div>
      <SheetFoot back={`/leads/${lead.id}`} act="Convert" />
    </SheetForm>
  );
};

/** `20 Mbps Home, KES 2,999 · PPPoE`. */
const soldChoice = (sold: Package): Choice => {
  const { value, label } = packageChoice(sold);
  return { value, label: `${label} · ${sold.service === 'pppoe' ? 'PPPoE' : 'hotspot'}` };
};

const Summary = ({ lead }: { lead: LeadRecord }) => (
  <dl class="summary">
    <div>
      <dt class="sr-only">Name</dt>
      <dd class="summary-name">{lead.name ?? 'No name yet'}</dd>
    </div>
    <div>
      <dt class="sr-only">Phone</dt>
      <dd>
        <Icon name="phone" /> {displayPhone(lead.phone)}
      </dd>
    </div>
    {(lead.location || lead.unitNumber) && (
      <div>
        <dt class="sr-only">Place</dt>
        <dd>
          <Icon name="map-pin" /> {[lead.location, lead.unitNumber].filter(Boolean).join(', ')}
        </dd>
      </div>
    )}
    {lead.package && (
      <div>
        <dt class="sr-only">Desired package</dt>
        <dd>
          <Icon name="package" /> {lead.package.name}
        </dd>
      </div>
    )}
    <Agreed total={addMoney(lead.agreedInstallationFee, lead.agreedMonthlySubscription)} />
    {lead.broughtInBy && (
      <div>
        <dt class="sr-only">Brought in by</dt>
        <dd>
          <Icon name="hand" /> {lead.broughtInBy}
        </dd>
      </div>
    )}
  </dl>
);

const Agreed = ({ total }: { total: Money | null }) =>
  total ? (
    <div>
      <dt class="sr-only">Total agreed</dt>
      <dd>
        <Icon name="banknote" /> {displayMoney(total)} agreed
      </dd>
    </div>
  ) : null;

export type UsernameVerdict = { well: boolean; words: string } | null;

export const UsernameCheck = ({ verdict }: { verdict: UsernameVerdict }) => (
  <output id="username-check" class="check" for="field-username" data-well={verdict && String(verdict.well)}>
    {verdict && (
      <>
        <Icon name={verdict.well ? 'circle-check' : 'circle-alert'} />
        {verdict.words}
      </>
    )}
  </output>
);

/** How a router answered last, in a word. */
export function routerState(router: Router): { word: string; tone: 'good' | 'bad' | 'open' } {
  if (router.awayUntil && router.awayUntil.getTime() > Date.now()) return { word: 'away', tone: 'bad' };
  if (router.lastError) return { word: 'trouble', tone: 'bad' };
  return router.lastSeenAt ? { word: 'well', tone: 'good' } : { word: 'not asked yet', tone: 'open' };
}

const RouterField = ({ form, routers }: Pick<Props, 'form' | 'routers'>) => {
  const choices = routers.map(
    (router): Choice => ({ value: router.id, label: `${router.name} (${routerState(router).word})` }),
  );
  return (
    <SelectField
      form={form}
      name="routerId"
      label="Router"
      none="Choose …"
      choices={choices}
      required
      hint={
        routers.length === 0 && (
          <>
            There is no router yet. <a href="/routers">Add one first.</a>
          </>
        )
      }
    />
  );
};
