import type { ApiKey } from '../../../db/person/api-keys.ts';
import { longest } from '../../../domain/lead.ts';
import type { Role } from '../../../domain/person.ts';
import { keyRoles } from '../../forms/api-key.ts';
import type { FormState } from '../../forms/form.ts';
import { CardTable } from '../card-table.tsx';
import { Confirmation } from '../confirmation.tsx';
import { FormTrouble, SelectField, TextField } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { CopyButton, CopyField } from '../secret-field.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { SheetFoot } from '../show.tsx';
import { Moment } from '../time.tsx';

const roleWords: Record<(typeof keyRoles)[number], string> = {
  intake: 'Website: may only send leads in, and learns nothing',
  sales: 'Sales: leads and converting',
  manager: 'Manager: leads, packages, routers, reports',
  owner: 'Owner: everything',
};

const roleNames: Partial<Record<Role, string>> = { intake: 'Website' };

const showRole = (role: Role): string => roleNames[role] ?? role.charAt(0).toUpperCase() + role.slice(1);

export const ApiKeysTable = ({ keys, zone }: { keys: readonly ApiKey[]; zone: string }) => (
  <CardTable columns={['Name', 'May do', 'Begins with', 'Created', 'Last used']} hasActions>
    {keys.map((key) => (
      <Row apiKey={key} zone={zone} />
    ))}
  </CardTable>
);

const Row = ({ apiKey, zone }: { apiKey: ApiKey; zone: string }) => (
  <tr data-inactive={apiKey.revokedAt ? 'true' : undefined}>
    <td class="row-name">{apiKey.name}</td>
    <td data-label="May do">
      <span class="tag">{showRole(apiKey.role)}</span>
    </td>
    <td data-label="Begins with">
      <code>{apiKey.hint}…</code>
    </td>
    <td data-label="Created">
      <Moment at={apiKey.createdAt} zone={zone} />
    </td>
    <td data-label="Last used">
      {apiKey.lastUsedAt ? (
        <Moment at={apiKey.lastUsedAt} zone={zone} />
      ) : (
        <span class="muted">not used yet</span>
      )}
    </td>
    <td class="actions">
      {apiKey.revokedAt ? (
        <span class="muted">
          <span>
            revoked <Moment at={apiKey.revokedAt} zone={zone} />
          </span>
        </span>
      ) : (
        <RevokeLink apiKey={apiKey} />
      )}
    </td>
  </tr>
);

const RevokeLink = ({ apiKey }: { apiKey: ApiKey }) => {
  const path = `/settings/api-keys/${apiKey.id}/revocation`;
  return (
    <SheetLink path={path} variant="outline" size="sm" label={`Revoke ${apiKey.name}`}>
      <Icon name="ban" />
      Revoke
    </SheetLink>
  );
};

export const ApiKeyForm = ({ form }: { form: FormState }) => (
  <SheetForm path="/settings/api-keys">
    <FormTrouble form={form} />
    <TextField
      form={form}
      name="name"
      label="Name"
      placeholder="Our website"
      maxlength={longest.isp}
      hint="Which program it is for, so that you know it again."
      required
      autofocus
    />
    <SelectField
      form={form}
      name="role"
      label="What it may do"
      choices={keyRoles.map((role) => ({ value: role, label: roleWords[role] }))}
      required
    />
    <SheetFoot back="/settings/api-keys" act="Make the key" />
  </SheetForm>
);

/** The one time that a key is shown. */
export const NewKey = ({ value }: { value: string }) => (
  <>
    <div class="sheet-form">
      <CopyField id="new-api-key" label="Key" value={value} />
      <p class="hint">
        Copy it now: it is not shown again, only its first characters are. Keep it where passwords are kept.
        The program sends it as <code>Authorization: Bearer</code> and the key.
      </p>
    </div>
    <footer class="sheet-foot">
      <a class="btn" href="/settings/api-keys">
        Done
      </a>
    </footer>
  </>
);

export const RevokeForm = ({ apiKey }: { apiKey: ApiKey }) => (
  <Confirmation
    path={`/settings/api-keys/${apiKey.id}/revocation`}
    back="/settings/api-keys"
    act="Revoke the key"
  >
    <p>
      The program that uses <strong>{apiKey.name}</strong> (<code>{apiKey.hint}…</code>) is refused from now
      on. A revoked key cannot be used again; make a new one instead.
    </p>
    <p class="hint">Where Karibu runs in several processes, the others follow within 30 seconds.</p>
  </Confirmation>
);

/** How leads come from the company's own website: the form page in a frame, or a program with a key. */
export const WebsiteHelp = ({ publicUrl }: { publicUrl: string }) => (
  <section class="card plain website-help">
    <h2>
      <Icon name="globe" />
      Leads from your website
    </h2>
    <p>Put the form on any page of your website. It needs no key, and what is filled in becomes a lead.</p>
    <Snippet
      id="join-embed"
      what="form for your website"
      text={`<iframe src="${publicUrl}/join?embed=1" title="Get connected" width="100%" height="1150" loading="lazy"></iframe>`}
    />
    <p>
      Or let the program behind your website send leads in, with a key of the kind <em>Website</em>. It may
      only create leads, and answers the same whether a number is known or not.
    </p>
    <Snippet id="intake-curl" what="command" text={intakeCommand(publicUrl)} />
    <p class="hint">
      Everything else that programs may do stands in <a href="/api/docs">the description of the API</a>.
    </p>
  </section>
);

const intakeCommand = (publicUrl: string) => `curl ${publicUrl}/api/leads \\
  -H "Authorization: Bearer YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{ "name": "Jane Smith", "phoneNumber": "0712 345 678", "leadSource": "Website" }'`;

const Snippet = ({ id, what, text }: { id: string; what: string; text: string }) => (
  <div class="snippet">
    <pre>
      <code id={id}>{text}</code>
    </pre>
    <CopyButton of={id} what={what} />
  </div>
);
