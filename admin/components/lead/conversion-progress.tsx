import type { Child } from 'hono/jsx';
import { mayBeSettled } from '../../../db/conversion/conversion-doubt.ts';
import type { ConversionRecord } from '../../../db/conversion/conversion-reads.ts';
import { type ConversionErrorCode, type ConversionStep, isLive } from '../../../domain/conversion.ts';
import type { Id } from '../../../domain/id.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { Icon, type IconName } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { showClock } from '../time.tsx';
import { callLead } from './status.tsx';

interface Props {
  conversion: ConversionRecord;
  lead: { id: Id<'lead'>; name: string | null };
  viewer: SignedIn;
  zone: string;
}

/** What a page has shown already: while it stays the same, a poll is answered with nothing. */
export const progressVersion = ({ state, steps, nextAttemptAt }: ConversionRecord): string =>
  `${state}.${steps.length}.${nextAttemptAt?.getTime() ?? 0}`;

/** A conversion as it goes: asks for its row each second until it is final. */
export function ConversionProgress(props: Props) {
  const { conversion, lead } = props;
  const path = `/leads/${lead.id}/conversion/progress?seen=${progressVersion(conversion)}`;
  const poll = isLive(conversion.state)
    ? { 'hx-get': path, 'hx-trigger': 'every 1s', 'hx-swap': 'outerHTML', 'hx-target': 'this' }
    : {};
  return (
    <div class="conversion" data-state={conversion.state} {...poll}>
      <Outcome {...props} />
      <Steps conversion={conversion} zone={props.zone} />
    </div>
  );
}

/** On the pages that show it without JavaScript: the whole page asks again. */
export const ReloadWithoutScripts = ({ conversion }: { conversion: ConversionRecord }) =>
  isLive(conversion.state) ? (
    <noscript>
      <meta http-equiv="refresh" content="3" />
    </noscript>
  ) : null;

const Message = (props: {
  icon: IconName;
  title: string;
  tone: 'calm' | 'good' | 'bad' | 'doubt';
  children: Child;
}) => (
  <div class="outcome" data-tone={props.tone}>
    <Icon name={props.icon} />
    <div>
      <p class="outcome-title">{props.title}</p>
      {props.children}
    </div>
  </div>
);

function Outcome({ conversion, lead, viewer, zone }: Props) {
  const { state, username, routerName } = conversion;
  const mayAct = viewerMay(viewer, 'convertLead');
  switch (state) {
    case 'requested':
    case 'working':
      return (
        <Message icon="loader-circle" tone="calm" title={`Making ${username} on ${routerName}`}>
          <p>This takes a few seconds. You may close this; the outcome stays on the lead.</p>
        </Message>
      );
    case 'waiting':
      return (
        <Message icon="clock" tone="doubt" title={`${routerName} does not answer just now`}>
          <p>Nothing has been sent to it. Karibu tries again by itself{nextTry(conversion, zone)}.</p>
          <RouterWords conversion={conversion} />
          {mayAct && <GiveUp lead={lead.id} />}
        </Message>
      );
    case 'uncertain':
      return (
        <Message icon="circle-help" tone="doubt" title="Not known yet">
          <p>
            {routerName} was asked to add {username}, but its answer was lost. The user may be there or not.
            Karibu looks again until it has seen which{nextTry(conversion, zone)}, and tells you here.
          </p>
          <RouterWords conversion={conversion} />
          {mayAct && mayBeSettled(conversion) && <LookYourself lead={lead.id} router={routerName} />}
        </Message>
      );
    case 'done':
      return (
        <Message icon="circle-check" tone="good" title={`${callLead(lead)} is a customer`}>
          <p>
            <strong>{username}</strong> is on <strong>{routerName}</strong>.{' '}
            <a href={`/leads/${lead.id}#mikrotik-user`}>Show the user</a>
          </p>
        </Message>
      );
    case 'failed':
      return (
        <Message icon="circle-x" tone="bad" title={`${username} was not made`}>
          <RouterWords conversion={conversion} />
          <p>{conversion.errorCode && whatToDo[conversion.errorCode]} The lead is as it was before.</p>
          {mayAct && (
            <p>
              <TryAgain lead={lead.id} />
            </p>
          )}
        </Message>
      );
    case 'cancelled':
      return (
        <Message icon="circle-x" tone="calm" title="Given up">
          <p>Nothing was sent to {routerName}. The lead is as it was before.</p>
          {mayAct && (
            <p>
              <TryAgain lead={lead.id} />
            </p>
          )}
        </Message>
      );
  }
}

const RouterWords = ({ conversion }: { conversion: ConversionRecord }) =>
  conversion.errorMessage ? <p class="router-words">{conversion.errorMessage}</p> : null;

function nextTry({ nextAttemptAt }: ConversionRecord, zone: string): string {
  return nextAttemptAt && nextAttemptAt.getTime() > Date.now()
    ? ` (next at ${showClock(nextAttemptAt, zone)})`
    : '';
}

const TryAgain = ({ lead }: { lead: Id<'lead'> }) => (
  <SheetLink path={`/leads/${lead}/conversion/new`} variant="outline" size="sm">
    Try again
  </SheetLink>
);

const GiveUp = ({ lead }: { lead: Id<'lead'> }) => (
  <form method="post" action={`/leads/${lead}/conversion/cancellation`}>
    <button class="btn" data-variant="outline" data-size="sm" type="submit">
      Give it up
    </button>
  </form>
);

const LookYourself = ({ lead, router }: { lead: Id<'lead'>; router: string }) => (
  <p>
    Will {router} never answer again?{' '}
    <a href={`/leads/${lead}/conversion/doubt`} hx-get={`/leads/${lead}/conversion/doubt`}>
      Say what is on it
    </a>
  </p>
);

/** For whoever reads that it failed: the next thing to do. */
const whatToDo: Record<ConversionErrorCode, string> = {
  router_unreachable: 'Check that the router is on and can be reached from here, then try again.',
  router_tls: 'Compare the fingerprint of its certificate with the one under Routers, then try again.',
  router_sign_in: 'Check the user name and password of the router under Routers, then try again.',
  router_refused: 'Mend what the router says, then try again.',
  username_taken: 'Somebody else has this username on the router. Try again with another one.',
  address_taken: 'Somebody else has this IP address. Try again with another one, or with none.',
  profile_missing: 'Make this profile on the router, or correct it in the package, then try again.',
  outcome_unknown: 'Look at the router before you try again.',
  router_removed: 'Choose another router.',
};

const stages: readonly { step: ConversionStep; name: string }[] = [
  { step: 'requested', name: 'Asked for' },
  { step: 'looked', name: 'Looked at the router' },
  { step: 'added', name: 'Added the user' },
  { step: 'verified', name: 'Seen on the router' },
];

/** The way in four steps. A user that was there already (an earlier attempt had worked) is seen without being added. */
function Steps({ conversion, zone }: { conversion: ConversionRecord; zone: string }) {
  const at = new Map(conversion.steps.map((step) => [step.what, step]));
  const shown = stages.filter(
    ({ step }) => at.has(step) || !(conversion.state === 'done' && step === 'added'),
  );
  const next = isLive(conversion.state) ? shown.find(({ step }) => !at.has(step)) : undefined;
  return (
    <ol class="steps">
      {shown.map(({ step, name }) => {
        const done = at.get(step);
        return (
          <li data-step={done ? 'done' : step === next?.step ? 'now' : 'open'}>
            <Icon name={done ? 'circle-check' : step === next?.step ? 'loader-circle' : 'clock'} />
            <span>{name}</span>
            {done && <time datetime={done.at}>{showClock(new Date(done.at), zone)}</time>}
            {done?.words && <span class="muted">{done.words}</span>}
          </li>
        );
      })}
    </ol>
  );
}
