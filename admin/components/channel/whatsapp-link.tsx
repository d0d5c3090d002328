import type { Child } from 'hono/jsx';
import type { ChannelHealth } from '../../../db/channel/channel-health.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { FormState } from '../../forms/form.ts';
import { isUnderWay, type Linking } from '../../whatsapp-linking.ts';
import { Ago } from '../ago.tsx';
import { Icon } from '../icon.tsx';
import { QrCode } from '../qr-code.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { Moment, showClock } from '../time.tsx';
import { StandingBadge, StandingWords } from './channel-standing.tsx';
import { LinkChoices } from './whatsapp-link-form.tsx';

interface Props {
  linking: Linking;
  /** Null: no bot process with WHATSAPP=baileys has ever run. */
  health: ChannelHealth | null;
  mayEdit: boolean;
  form: FormState;
  zone: string;
}

/** How the account stands, and how far its linking has come. */
export const LinkCard = (props: Props) => (
  <section class="card plain" aria-labelledby="link-title">
    <header class="channel-head">
      <h2 id="link-title">
        <Icon name="smartphone" />
        Our number
      </h2>
      <StandingBadge of={props.health} />
    </header>
    {props.health ? (
      // While a number is being linked the old trouble is beside the point.
      !isUnderWay(props.linking) && <StandingWords of={props.health} zone={props.zone} />
    ) : (
      <p class="muted">
        No bot with <code>WHATSAPP=baileys</code> has run yet. Set it where Karibu runs, and start it again.
      </p>
    )}
    <Progress {...props} />
  </section>
);

function Progress(props: Props) {
  const { linking, zone } = props;
  switch (linking.at) {
    case 'asked':
      return <Working title="Asking the bot …">This takes a few seconds.</Working>;
    case 'begun':
      return <Working title="Waiting for WhatsApp …">The bot has taken it up.</Working>;
    case 'unanswered':
      return (
        <div class="outcome" data-tone="bad">
          <Icon name="circle-x" />
          <div>
            <p class="outcome-title">No bot has answered</p>
            <p>
              No bot process with <code>WHATSAPP=baileys</code> runs. What you asked for is kept: it begins
              when one is started.
            </p>
          </div>
        </div>
      );
    case 'shown':
      return props.mayEdit ? (
        <Shown shown={linking} zone={zone} />
      ) : (
        <Working title="A number is being linked …">By an owner or a manager.</Working>
      );
    case 'linked':
      return <Linked {...props} linking={linking} />;
    case 'unlinked':
      return props.mayEdit ? (
        <LinkChoices form={props.form} />
      ) : (
        <p class="muted">No number is linked. An owner or a manager can link one.</p>
      );
  }
}

const Working = ({ title, children }: { title: string; children: Child }) => (
  <div class="outcome" data-working>
    <Icon name="loader-circle" />
    <div>
      <p class="outcome-title">{title}</p>
      <p>{children}</p>
    </div>
  </div>
);

const Shown = ({ shown, zone }: { shown: Extract<Linking, { at: 'shown' }>; zone: string }) => (
  <div class="pairing">
    {shown.kind === 'qr' ? (
      <QrCode text={shown.value} label="QR code for the phone to scan" />
    ) : (
      <p class="pairing-code">
        <span class="sr-only">The code is </span>
        {showCode(shown.value)}
      </p>
    )}
    <div class="pairing-steps">
      <p>On the phone whose number Karibu is to use:</p>
      <ol>
        <li>Open WhatsApp.</li>
        <li>
          Open <strong>Settings</strong> (on Android the three dots), then <strong>Linked devices</strong>.
        </li>
        <li>
          Press <strong>Link a device</strong>
          {shown.kind === 'qr' ? (
            ' and point the camera at this code.'
          ) : (
            <>
              , then <strong>Link with phone number instead</strong>, and type this code.
            </>
          )}
        </li>
      </ol>
      <p class="hint">
        Good until {showClock(shown.until, zone)}
        {shown.kind === 'qr' && '; a new one comes by itself, a few times'}.{' '}
        <a href="/channels/whatsapp/again" hx-get="/channels/whatsapp/again">
          {shown.kind === 'qr' ? 'Link by a code instead' : 'Link by QR instead'}
        </a>
      </p>
    </div>
  </div>
);

/** `ABCD1234` as `ABCD-1234`, as the phone shows its boxes. */
const showCode = (code: string): string => code.replace(/^(.{4})-?(.{4})$/, '$1-$2');

const Linked = (props: Props & { linking: Extract<Linking, { at: 'linked' }> }) => {
  const { linking, health, mayEdit, zone } = props;
  return (
    <>
      <p class="linked-number">{displayPhone(linking.phone)}</p>
      <dl class="facts">
        <div>
          <dt>Linked</dt>
          <dd>{linking.linkedAt ? <Moment at={linking.linkedAt} zone={zone} /> : 'before this was kept'}</dd>
        </div>
        <div>
          <dt>Last heard</dt>
          <dd>
            <Ago at={health?.lastInboundAt ?? null} zone={zone} />
          </dd>
        </div>
        <div>
          <dt>Last said</dt>
          <dd>
            <Ago at={health?.lastOutboundAt ?? null} zone={zone} />
          </dd>
        </div>
      </dl>
      {mayEdit && (
        <div class="page-acts">
          <SheetLink path="/channels/whatsapp/again" variant="outline">
            <Icon name="refresh-cw" />
            Link again
          </SheetLink>
          <SheetLink path="/channels/whatsapp/unlink" variant="outline">
            <Icon name="unlink" />
            Unlink
          </SheetLink>
        </div>
      )}
    </>
  );
};
