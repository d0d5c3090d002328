import type { Package, PackageUse } from '../../../db/packages.ts';
import type { Router } from '../../../db/routers.ts';
import type { Service } from '../../../domain/conversion.ts';
import type { Id } from '../../../domain/id.ts';
import { longest } from '../../../domain/lead.ts';
import { displayMoney } from '../../../domain/money.ts';
import type { FormState } from '../../forms/form.ts';
import { CardTable } from '../card-table.tsx';
import { EditLink } from '../edit-link.tsx';
import { FormTrouble, SelectField, TextField } from '../fields.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { ProfileSource, profileList } from './router-profiles.tsx';

const serviceNames: Record<Service, string> = { pppoe: 'PPPoE', hotspot: 'Hotspot' };

interface TableProps {
  packages: readonly Package[];
  use: ReadonlyMap<Id<'package'>, PackageUse>;
  mayEdit: boolean;
}

export const PackagesTable = ({ packages, use, mayEdit }: TableProps) => (
  <CardTable
    columns={['Name', 'Price a month', 'Speed', 'Service', 'Profile', 'Used by']}
    hasActions={mayEdit}
  >
    {packages.map((sold) => (
      <tr data-inactive={sold.active ? undefined : 'true'}>
        <td class="row-name">
          {sold.name}
          {!sold.active && <p class="row-note">no longer sold</p>}
        </td>
        <td data-label="Price a month">{displayMoney(sold.price)}</td>
        <td data-label="Speed">
          {sold.downloadMbps} / {sold.uploadMbps} Mbps
        </td>
        <td data-label="Service">
          <span class="tag">{serviceNames[sold.service]}</span>
        </td>
        <td data-label="Profile">
          <code>{sold.profile}</code>
        </td>
        <td data-label="Used by">{wordsOfUse(use.get(sold.id))}</td>
        {mayEdit && (
          <td class="actions">
            <EditLink path={`/packages/${sold.id}/edit`} what={sold.name} />
          </td>
        )}
      </tr>
    ))}
  </CardTable>
);

const count = (number: number, one: string) =>
  number > 0 && `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;

/** `12 users, 30 leads` */
function wordsOfUse(use: PackageUse | undefined) {
  const words = [use && count(use.users, 'user'), use && count(use.leads, 'lead')].filter(Boolean).join(', ');
  return words || <span class="muted">nobody yet</span>;
}

interface FormProps {
  form: FormState;
  /** The one that is edited; null for a new one. */
  sold: Package | null;
  routers: readonly Router[];
}

export const PackageForm = ({ form, sold, routers }: FormProps) => (
  <>
    <SheetForm path={sold ? `/packages/${sold.id}` : '/packages'}>
      <FormTrouble form={form} />
      <TextField
        form={form}
        name="name"
        label="Name"
        placeholder="20 Mbps Home"
        maxlength={longest.isp}
        required
        autofocus
      />
      <TextField
        form={form}
        name="price"
        label="Price a month (KES)"
        inputmode="decimal"
        placeholder="2,999"
        required
      />
      <div class="pair">
        <TextField form={form} name="downloadMbps" label="Download (Mbps)" inputmode="numeric" required />
        <TextField form={form} name="uploadMbps" label="Upload (Mbps)" inputmode="numeric" required />
      </div>
      <div class="pair">
        <SelectField
          form={form}
          name="service"
          label="Service"
          choices={[
            { value: 'pppoe', label: serviceNames.pppoe },
            { value: 'hotspot', label: serviceNames.hotspot },
          ]}
          required
        />
        <TextField
          form={form}
          name="profile"
          label="Profile on the routers"
          placeholder="home-20"
          list={profileList}
          maxlength={longest.isp}
          required
        />
      </div>
      <ProfileSource routers={routers} />
      {sold && <SaleSwitch sold={sold} />}
      <SheetFoot back="/packages" act={sold ? 'Save' : 'Add package'} />
    </SheetForm>
    {sold && <SaleForm sold={sold} />}
  </>
);

/** Stands in one form and sends another (a form holds no form): what was typed beside it is left. */
const SaleSwitch = ({ sold }: { sold: Package }) => (
  <p class="hint">
    {sold.active ? 'No longer sold?' : 'It is not sold at present.'}{' '}
    <button class="link" type="submit" form="package-sale">
      {sold.active ? 'Take it off sale' : 'Put it on sale again'}
    </button>
  </p>
);

const SaleForm = ({ sold }: { sold: Package }) => {
  const path = `/packages/${sold.id}/${sold.active ? 'sale-end' : 'sale'}`;
  return <form id="package-sale" method="post" action={path} hx-post={path} />;
};
