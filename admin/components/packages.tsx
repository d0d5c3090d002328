import type { Package } from '../../db/packages.ts';
import type { Service } from '../../domain/conversion.ts';
import { longest } from '../../domain/lead.ts';
import { displayMoney } from '../../domain/money.ts';
import type { FormState } from '../forms/form.ts';
import { FormTrouble, SelectField, TextField } from './fields.tsx';
import { SheetFoot } from './show.tsx';

const serviceNames: Record<Service, string> = { pppoe: 'PPPoE', hotspot: 'Hotspot' };

export const PackagesTable = ({ packages }: { packages: readonly Package[] }) => (
  <div class="card-table">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Price a month</th>
          <th scope="col">Speed</th>
          <th scope="col">Service</th>
          <th scope="col">Profile</th>
        </tr>
      </thead>
      <tbody>
        {packages.map((sold) => (
          <tr data-inactive={sold.active ? undefined : 'true'}>
            <td class="row-name">
              {sold.name}
              {!sold.active && <span class="muted"> no longer sold</span>}
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
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

export const PackageForm = ({ form }: { form: FormState }) => (
  <form class="sheet-form" method="post" action="/packages" hx-post="/packages" novalidate>
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
        maxlength={longest.isp}
        required
      />
    </div>
    <SheetFoot back="/packages" act="Add package" />
  </form>
);
