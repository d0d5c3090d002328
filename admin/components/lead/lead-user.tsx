import type { ConversionRecord } from '../../../db/conversion/conversion-reads.ts';
import type { LeadRecord } from '../../../db/lead/lead-reads.ts';
import type { Id } from '../../../domain/id.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Card } from '../card.tsx';
import { Icon } from '../icon.tsx';
import { CopyButton } from '../secret-field.tsx';

interface Props {
  lead: LeadRecord;
  viewer: SignedIn;
  conversion: ConversionRecord | null;
}

/** The customer's user on a router. Its password is fetched when somebody who may see it asks for it. */
export const RouterUserCard = ({ lead, viewer, conversion }: Props) => {
  const user = lead.mikrotikUser;
  if (!user) return null;
  return (
    <Card icon="wifi" title="MikroTik user" id="mikrotik-user">
      <dl class="facts">
        <div>
          <dt>Username</dt>
          <dd>
            <code id="router-username">{user.username}</code>
          </dd>
        </div>
        <div>
          <dt>Router</dt>
          <dd>{user.router.name}</dd>
        </div>
        {conversion?.state === 'done' && (
          <>
            <div>
              <dt>Package</dt>
              <dd>{conversion.packageName}</dd>
            </div>
            <div>
              <dt>IP address</dt>
              <dd>{conversion.ipAddress ?? 'From the pool'}</dd>
            </div>
          </>
        )}
        {viewerMay(viewer, 'seeCustomerPassword') && (
          <div>
            <dt>Password</dt>
            <dd>
              <HiddenPassword lead={lead.id} />
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
};

const HiddenPassword = ({ lead }: { lead: Id<'lead'> }) => (
  <a
    class="btn"
    data-variant="outline"
    data-size="sm"
    href={`/leads/${lead}/password`}
    hx-get={`/leads/${lead}/password`}
    hx-target="closest dd"
    hx-swap="innerHTML"
  >
    <Icon name="eye" />
    Show
  </a>
);

export const ShownPassword = ({ lead, password }: { lead: Id<'lead'>; password: string }) => (
  <span class="with-buttons shown">
    <code id={`password-${lead}`}>{password}</code>
    <CopyButton of={`password-${lead}`} what="password" />
  </span>
);
