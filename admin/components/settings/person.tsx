import type { Person } from '../../../db/person/people.ts';
import type { PersonLeads } from '../../../db/person/person-leads.ts';
import type { Id } from '../../../domain/id.ts';
import { isStaff } from '../../../domain/person.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { ChatLink } from '../../chat-links.ts';
import type { SignedIn } from '../../desk.ts';
import { blankForm } from '../../forms/form.ts';
import { viewerMay } from '../../viewer.ts';
import { Card } from '../card.tsx';
import { SelectField } from '../fields.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { CopyField } from '../secret-field.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { WayBack } from '../way-back.tsx';
import { languageNames, mayEditPerson, showRole } from './person-words.ts';

export interface WholePerson {
  person: Person;
  viewer: SignedIn;
  leads: PersonLeads;
  /** By which whoever comes was brought by them; none for staff. */
  referrals: readonly ChatLink[];
  /** Who could take over their leads. */
  heirs: readonly { id: Id<'user'>; name: string }[];
}

/** Everything about one person, and what may be done for them. */
export const PersonPage = (whole: WholePerson) => (
  <div class="stack">
    <PersonHead {...whole} />
    {!whole.person.active && (
      <p class="notice-line">
        <Icon name="circle-slash" />
        {whole.person.name} no longer works here: signed out everywhere, and without rights in any chat.
      </p>
    )}
    <div class="profile">
      <Facts person={whole.person} />
      {(isStaff(whole.person.role) || whole.leads.open > 0) && <OpenLeads {...whole} />}
      {(whole.person.role === 'agent' || whole.leads.brought > 0) && <BroughtLeads {...whole} />}
      {whole.referrals.length > 0 && <Referrals {...whole} />}
    </div>
  </div>
);

const PersonHead = ({ person, viewer }: WholePerson) => (
  <header class="page-head person-head">
    <div>
      <WayBack to="/people">People</WayBack>
      <h1>{person.name}</h1>
      <p class="muted">{showRole(person)}</p>
    </div>
    {mayEditPerson(viewer, person) && <Acts person={person} viewer={viewer} />}
  </header>
);

const Acts = ({ person, viewer }: Pick<WholePerson, 'person' | 'viewer'>) => {
  const path = `/people/${person.id}`;
  if (!person.active) {
    return (
      <div class="page-acts">
        <ActButton path={`${path}/activation`} icon="user-round-check" word="Activate again" />
      </div>
    );
  }
  return (
    <div class="page-acts">
      <ActLink path={`${path}/edit`} icon="pencil" word="Edit" />
      <ActButton path={`${path}/chat-link`} icon="send" word="Chat link" />
      {person.email && <ActButton path={`${path}/password-link`} icon="key-round" word="New password" />}
      {person.id !== viewer.person.id && (
        <ActLink path={`${path}/deactivation`} icon="circle-slash" word="Deactivate" />
      )}
    </div>
  );
};

interface Act {
  path: string;
  icon: IconName;
  word: string;
}

/** Opens a sheet that asks for more. */
const ActLink = ({ path, icon, word }: Act) => (
  <SheetLink path={path} variant="outline">
    <Icon name={icon} />
    {word}
  </SheetLink>
);

/** Does it; a link that was made is shown in the answer. */
const ActButton = ({ path, icon, word }: Act) => (
  <form method="post" action={path} hx-post={path}>
    <button class="btn" data-variant="outline" type="submit">
      <Icon name={icon} />
      {word}
    </button>
  </form>
);

const Facts = ({ person }: { person: Person }) => (
  <Card icon="user-round" title="The person">
    <dl class="facts">
      <div>
        <dt>Phone</dt>
        <dd>
          {person.phone ? <a href={`tel:${person.phone}`}>{displayPhone(person.phone)}</a> : 'Not known'}
        </dd>
      </div>
      {person.email && (
        <div>
          <dt>E-mail</dt>
          <dd>{person.email}</dd>
        </div>
      )}
      <div>
        <dt>Language in chat</dt>
        <dd>{languageNames[person.language]}</dd>
      </div>
      <div>
        <dt>Chat</dt>
        <dd>{person.linkedChats > 0 ? <span class="well">linked</span> : 'Not linked'}</dd>
      </div>
    </dl>
  </Card>
);

const OpenLeads = ({ person, viewer, leads, heirs }: WholePerson) => (
  <Card icon="sprout" title="Open leads">
    {leads.open === 0 ? (
      <p class="muted">No open lead is assigned to {person.name}.</p>
    ) : (
      <>
        <p>
          <a href={`/leads?assignedTo=${person.id}`}>
            {leads.open === 1 ? '1 open lead' : `${leads.open.toLocaleString('en')} open leads`}
          </a>{' '}
          {leads.open === 1 ? 'is' : 'are'} assigned to {person.name}
          {!person.active && ', who no longer works here: nobody looks after them'}.
        </p>
        {viewerMay(viewer, 'assignLead') && <HandOver person={person} heirs={heirs} />}
      </>
    )}
  </Card>
);

const HandOver = ({ person, heirs }: Pick<WholePerson, 'person' | 'heirs'>) => (
  <form class="hand-over" method="post" action={`/people/${person.id}/hand-over`}>
    <SelectField
      form={blankForm}
      name="to"
      label="Hand all of them to"
      none="Nobody: free to claim"
      choices={heirs.map(({ id, name }) => ({ value: id, label: name }))}
    />
    <button class="btn" data-variant="outline" type="submit">
      Hand over
    </button>
  </form>
);

const BroughtLeads = ({ person, leads }: WholePerson) => (
  <Card icon="hand" title="Leads brought">
    <dl class="person-tally">
      <div>
        <dt>Brought</dt>
        <dd>{leads.brought.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>Became customers</dt>
        <dd>{leads.converted.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>Rate</dt>
        <dd>{leads.brought > 0 ? `${Math.round((100 * leads.converted) / leads.brought)} %` : '–'}</dd>
      </div>
    </dl>
    {leads.brought > 0 && (
      <p>
        <a href={`/leads?broughtInBy=${encodeURIComponent(person.name)}`}>See the leads</a>
      </p>
    )}
  </Card>
);

const Referrals = ({ person, referrals }: WholePerson) => (
  <Card icon="qr-code" title="Referral links">
    <p class="hint">
      Whoever comes by one of these was brought by {person.name}. They work for ever, for any number of
      people.
    </p>
    {referrals.map(({ label, link }) => (
      <CopyField id={`referral-${label.toLowerCase().replace(' ', '-')}`} label={label} value={link} />
    ))}
    <a class="btn" data-variant="outline" href={`/people/${person.id}/poster`}>
      <Icon name="qr-code" />
      Poster to print
    </a>
  </Card>
);
