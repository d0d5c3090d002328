import type { Router } from '../../../db/routers.ts';
import { longest } from '../../../domain/lead.ts';
import type { FormState } from '../../forms/form.ts';
import { CardTable } from '../card-table.tsx';
import { EditLink } from '../edit-link.tsx';
import { FormTrouble, TextField, TickBox } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { routerState } from '../lead/conversion-form.tsx';
import { SheetForm } from '../sheet-form.tsx';
import { SheetFoot } from '../show.tsx';
import { Moment, showClock } from '../time.tsx';

interface Props {
  routers: readonly Router[];
  mayEdit: boolean;
  zone: string;
}

export const RoutersTable = ({ routers, mayEdit, zone }: Props) => (
  <CardTable class="routers" columns={['Name', 'Address', 'State', 'Last seen']} hasActions>
    {routers.map((router) => (
      <RouterRow router={router} mayEdit={mayEdit} zone={zone} />
    ))}
  </CardTable>
);

const RouterRow = ({ router, mayEdit, zone }: Omit<Props, 'routers'> & { router: Router }) => {
  const state = routerState(router);
  return (
    <tr>
      <td class="row-name">{router.name}</td>
      <td data-label="Address">
        <span>
          <code>
            {router.host}:{router.port}
          </code>
          {router.tls && <span class="tag">TLS</span>}
        </span>
      </td>
      <td data-label="State">
        <span class="state" data-tone={state.tone}>
          {state.word}
        </span>
        {state.word === 'away' && <Away router={router} zone={zone} />}
        {router.lastError && <p class="router-words">{router.lastError}</p>}
        <div id={`test-${router.id}`} class="test-place" aria-live="polite" />
      </td>
      <td data-label="Last seen">
        {router.lastSeenAt ? <Moment at={router.lastSeenAt} zone={zone} /> : <span class="none">–</span>}
      </td>
      <td class="actions">
        {mayEdit && (
          <>
            <TestButton router={router} />
            <EditLink path={`/routers/${router.id}/edit`} what={router.name} />
          </>
        )}
      </td>
    </tr>
  );
};

const Away = ({ router: { lastSeenAt, awayUntil }, zone }: { router: Router; zone: string }) => (
  <span class="away-words">
    {lastSeenAt && (
      <>
        {' '}
        since <Moment at={lastSeenAt} zone={zone} />
      </>
    )}
    {awayUntil && `, asked again at ${showClock(awayUntil, zone)}`}
  </span>
);

/** Routers that are out of use, and the way back for each. */
export const RetiredRouters = ({ routers, mayEdit }: { routers: readonly Router[]; mayEdit: boolean }) => (
  <details class="retired">
    <summary>Out of use ({routers.length})</summary>
    <ul>
      {routers.map((router) => (
        <li>
          <span>
            {router.name}{' '}
            <code class="muted">
              {router.host}:{router.port}
            </code>
          </span>
          {mayEdit && (
            <form method="post" action={`/routers/${router.id}/revival`}>
              <button
                class="btn"
                data-variant="outline"
                data-size="sm"
                type="submit"
                aria-label={`Put ${router.name} to use again`}
              >
                <Icon name="undo-2" />
                Use again
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  </details>
);

const TestButton = ({ router }: { router: Router }) => {
  const path = `/routers/${router.id}/test`;
  return (
    <form method="post" action={path} hx-post={path} hx-target={`#test-${router.id}`}>
      <button
        class="btn"
        data-variant="outline"
        data-size="sm"
        type="submit"
        aria-label={`Test the connection to ${router.name}`}
      >
        <Icon name="plug-zap" />
        Test
      </button>
    </form>
  );
};

interface FormProps {
  form: FormState;
  /** The one that is edited; null for a new one. */
  router: Router | null;
}

export const RouterForm = ({ form, router }: FormProps) => (
  <SheetForm path={router ? `/routers/${router.id}` : '/routers'}>
    <FormTrouble form={form} />
    <TextField
      form={form}
      name="name"
      label="Name"
      placeholder="Westlands-1"
      maxlength={longest.isp}
      required
      autofocus
    />
    <div class="pair">
      <TextField form={form} name="host" label="Address" placeholder="10.10.0.1" maxlength={253} required />
      <TextField
        form={form}
        name="port"
        label="API port"
        inputmode="numeric"
        hint="8728, with TLS 8729"
        required
      />
    </div>
    <TickBox form={form} name="tls" label="Encrypted (TLS)" hint="The router's service api-ssl." />
    <div class="if-tls">
      <TextField
        form={form}
        name="tlsFingerprint"
        label="Fingerprint of its certificate"
        hint="SHA-256. MikroTik routers usually sign their own certificate; with this it is known again. Empty where an authority vouches for it."
      />
    </div>
    <div class="pair">
      <TextField form={form} name="username" label="User name" maxlength={longest.isp} required />
      <TextField
        form={form}
        name="password"
        label="Password"
        type="password"
        autocomplete="new-password"
        hint={router && 'Empty keeps the one it has.'}
      />
    </div>
    {router && (
      <p class="hint">
        No longer in use?{' '}
        <a href={`/routers/${router.id}/retirement`} hx-get={`/routers/${router.id}/retirement`}>
          Take it out of use
        </a>
      </p>
    )}
    <SheetFoot back="/routers" act={router ? 'Save' : 'Add router'} />
  </SheetForm>
);
