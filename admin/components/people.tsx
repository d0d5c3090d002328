import type { Person } from '../../db/people.ts';
import { longest } from '../../domain/lead.ts';
import { type AgentKind, agentKinds, isStaff, type Role, staffRoles } from '../../domain/person.ts';
import { displayPhone } from '../../domain/phone.ts';
import type { SignedIn } from '../desk.ts';
import type { FormState } from '../forms/form.ts';
import { viewerMay } from '../viewer.ts';
import { Empty } from './empty.tsx';
import { FormTrouble, SelectField, TextField } from './fields.tsx';
import { Icon, type IconName } from './icon.tsx';
import { SheetFoot } from './show.tsx';

const agentNames: Record<AgentKind, string> = {
  caretaker: 'Caretaker',
  field: 'Field agent',
  partner: 'Partner',
};
const roleNames: Record<Role, string> = {
  owner: 'Owner',
  manager: 'Manager',
  sales: 'Sales',
  technician: 'Technician',
  agent: 'Agent',
  intake: 'Website',
};

const roleWords: Record<(typeof staffRoles)[number], string> = {
  owner: 'Owner: everything',
  manager: 'Manager: leads, packages, routers, reports',
  sales: 'Sales: leads and converting',
  technician: 'Technician: the leads assigned to them',
};

export const showRole = ({ role, agentKind }: Pick<Person, 'role' | 'agentKind'>): string =>
  agentKind ? agentNames[agentKind] : roleNames[role];

export const PeopleTable = ({ people, viewer }: { people: readonly Person[]; viewer: SignedIn }) => {
  const staff = people.filter((person) => isStaff(person.role));
  const agents = people.filter((person) => person.role === 'agent');
  return (
    <>
      <h2 class="group">Staff</h2>
      <Table people={staff} viewer={viewer} />
      <h2 class="group">Agents</h2>
      {agents.length > 0 ? (
        <Table people={agents} viewer={viewer} />
      ) : (
        <Empty icon="users-round" title="No agents yet">
          <p>
            Caretakers and field agents bring leads by sending a name and a phone to the bot. Add one and give
            them their chat link.
          </p>
        </Empty>
      )}
    </>
  );
};

const Table = ({ people, viewer }: { people: readonly Person[]; viewer: SignedIn }) => (
  <div class="card-table">
    <table class="table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Phone</th>
          <th scope="col">E-mail</th>
          <th scope="col">Chat</th>
          <th scope="col">
            <span class="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Row person={person} viewer={viewer} />
        ))}
      </tbody>
    </table>
  </div>
);

/** A chat link lets somebody act as that person: for staff only the owner gives one, for agents whoever works with them. */
export const mayLinkChat = (viewer: SignedIn, person: Person): boolean =>
  viewerMay(viewer, person.role === 'agent' ? 'editAgents' : 'editPeople');

const Row = ({ person, viewer }: { person: Person; viewer: SignedIn }) => (
  <tr data-inactive={person.active ? undefined : 'true'}>
    <td class="row-name">
      {person.name}
      {person.id === viewer.person.id && <span class="muted"> (me)</span>}
    </td>
    <td data-label="Role">
      <span class="tag">{showRole(person)}</span>
      {!person.active && <span class="muted"> no longer active</span>}
    </td>
    <td data-label="Phone">
      {person.phone ? (
        <a href={`tel:${person.phone}`}>{displayPhone(person.phone)}</a>
      ) : (
        <span class="none">–</span>
      )}
    </td>
    <td data-label="E-mail">{person.email ?? <span class="none">–</span>}</td>
    <td data-label="Chat">
      {person.linkedChats > 0 ? <span class="well">linked</span> : <span class="muted">not linked</span>}
    </td>
    <td class="actions">
      {person.active && (
        <>
          {mayLinkChat(viewer, person) && (
            <LinkButton
              path={`/people/${person.id}/chat-link`}
              icon="send"
              word="Chat link"
              who={person.name}
            />
          )}
          {person.email && viewerMay(viewer, 'editPeople') && (
            <LinkButton
              path={`/people/${person.id}/password-link`}
              icon="key-round"
              word="New password"
              who={person.name}
            />
          )}
        </>
      )}
    </td>
  </tr>
);

/** Makes a one-time link, which the answer shows. */
const LinkButton = ({
  path,
  icon,
  word,
  who,
}: {
  path: string;
  icon: IconName;
  word: string;
  who: string;
}) => (
  <form method="post" action={path} hx-post={path}>
    <button class="btn" data-variant="outline" data-size="sm" type="submit" aria-label={`${word} for ${who}`}>
      <Icon name={icon} />
      {word}
    </button>
  </form>
);

export const AgentForm = ({ form }: { form: FormState }) => (
  <form class="sheet-form" method="post" action="/people/new-agent" hx-post="/people/new-agent" novalidate>
    <FormTrouble form={form} />
    <TextField form={form} name="name" label="Name" maxlength={longest.name} required autofocus />
    <TextField
      form={form}
      name="phone"
      label="Phone"
      type="tel"
      inputmode="tel"
      placeholder="0712 345 678"
      hint="Leads that give this number as their contact are credited to them."
      required
    />
    <SelectField
      form={form}
      name="agentKind"
      label="Kind"
      none="Choose …"
      choices={agentKinds.map((kind) => ({ value: kind, label: agentNames[kind] }))}
      required
    />
    <SheetFoot back="/people" act="Add agent" />
  </form>
);

export const StaffForm = ({ form }: { form: FormState }) => (
  <form class="sheet-form" method="post" action="/people/new-staff" hx-post="/people/new-staff" novalidate>
    <FormTrouble form={form} />
    <TextField form={form} name="name" label="Name" maxlength={longest.name} required autofocus />
    <TextField form={form} name="email" label="E-mail" type="email" inputmode="email" required />
    <TextField form={form} name="phone" label="Phone" type="tel" inputmode="tel" placeholder="0712 345 678" />
    <SelectField
      form={form}
      name="role"
      label="Role"
      none="Choose …"
      choices={staffRoles.map((role) => ({ value: role, label: roleWords[role] }))}
      required
    />
    <SheetFoot back="/people" act="Make the invitation" />
  </form>
);
