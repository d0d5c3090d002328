import { type Context, Hono } from 'hono';
import { addPackage, listPackages, type Package } from '../../db/packages.ts';
import type { Service } from '../../domain/conversion.ts';
import { longest } from '../../domain/lead.ts';
import { displayMoney } from '../../domain/money.ts';
import { allow } from '../auth/gate.ts';
import { Empty } from '../components/empty.tsx';
import { FormTrouble, SelectField, TextField } from '../components/fields.tsx';
import { Icon } from '../components/icon.tsx';
import { goOn, SheetFoot, showPage, showSheet } from '../components/show.tsx';
import type { Desk, DeskEnv } from '../desk.ts';
import { type FormState, filledForm, readForm, withErrors } from '../forms/form.ts';
import { packageForm } from '../forms/package.ts';
import { say } from '../said.ts';
import { viewerMay } from '../viewer.ts';

const serviceNames: Record<Service, string> = { pppoe: 'PPPoE', hotspot: 'Hotspot' };

/** What is sold. The speed itself lives in the router's profile of the name given here. */
export function packagePages(desk: Desk): Hono<DeskEnv> {
  const { db } = desk;
  const pages = new Hono<DeskEnv>();

  pages.get('/packages', allow('seePackages'), async (c) => {
    const packages = await listPackages(db, 'all');
    const mayEdit = viewerMay(c.var.viewer, 'editPackages');
    return showPage(
      c,
      { title: 'Packages', at: 'packages' },
      <>
        <header class="page-head">
          <h1>Packages</h1>
          {mayEdit && <AddButton />}
        </header>
        {packages.length > 0 ? (
          <PackagesTable packages={packages} />
        ) : (
          <Empty icon="package" title="No package yet">
            <p>Add what you sell. The bot offers it, and a customer's user gets its profile.</p>
            {mayEdit && <AddButton />}
          </Empty>
        )}
      </>,
    );
  });

  pages.get('/packages/new', allow('editPackages'), (c) => showForm(c, filledForm({ service: 'pppoe' })));
  pages.post('/packages', allow('editPackages'), async (c) => {
    const posted = await readForm(c, packageForm);
    if (!posted.data) return showForm(c, posted.form);
    const added = await addPackage(db, posted.data);
    if ('refused' in added) {
      return showForm(c, withErrors(posted.form, { name: 'Another package has this name.' }));
    }
    say(c, `${added.name} is on sale.`);
    return goOn(c, '/packages');
  });

  return pages;
}

const AddButton = () => (
  <a class="btn" href="/packages/new" hx-get="/packages/new">
    <Icon name="plus" />
    New package
  </a>
);

const PackagesTable = ({ packages }: { packages: readonly Package[] }) => (
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

const showForm = (c: Context<DeskEnv>, form: FormState) =>
  showSheet(
    c,
    {
      title: 'New package',
      at: 'packages',
      back: '/packages',
      status: Object.keys(form.errors).length > 0 ? 422 : 200,
    },
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
    </form>,
  );
