import type { Child } from 'hono/jsx';
import type { Person } from '../../../db/person/people.ts';
import type { Id } from '../../../domain/id.ts';
import { isStaff } from '../../../domain/person.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';
import { CardTable } from '../card-table.tsx';
import { EditLink } from '../edit-link.tsx';
import { Empty } from '../empty.tsx';
import { Icon } from '../icon.tsx';
import { SheetLink } from '../sheet-link.tsx';
import { mayEditPerson, showRole } from './person-words.ts';

interface Props {
  people: readonly Person[];
  viewer: SignedIn;
  search: string;
  /** Open leads of those who no longer work here. */
  left: ReadonlyMap<Id<'user'>, number>;
}

/** Staff and agents, each in a table of their own. */
export const PeopleTables = (props: Props) => {
  const staff = props.people.filter((person) => isStaff(person.role));
  const agents = props.people.filter((person) => person.role === 'agent');
  if (props.search !== '' && props.people.length === 0) return <NobodyFound search={props.search} />;
  return (
    <>
      {staff.length > 0 && (
        <Group title="Staff" count={staff.length}>
          <Table {...props} people={staff} />
        </Group>
      )}
      {(agents.length > 0 || props.search === '') && (
        <Group title="Agents" count={agents.length}>
          {agents.length > 0 ? <Table {...props} people={agents} /> : <NoAgents viewer={props.viewer} />}
        </Group>
      )}
    </>
  );
};

const Group = ({ title, count, children }: { title: string; count: number; children: Child }) => (
  <>
    <h3 class="group">
      {title} <span class="muted">{count}</span>
    </h3>
    {children}
  </>
);

const NobodyFound = ({ search }: { search: string }) => (
  <Empty icon="search" title="Nobody found">
    <p>Nobody here has “{search}” in their name, phone or e-mail.</p>
    <a class="btn" data-variant="outline" href="/people">
      Show everybody
    </a>
  </Empty>
);

const NoAgents = ({ viewer }: { viewer: SignedIn }) => (
  <Empty icon="users-round" title="No agents yet">
    <p>
      Caretakers and field agents bring leads by sending a name and a phone to the bot. Add one and give them
      their chat link and a poster.
    </p>
    {viewerMay(viewer, 'editAgents') && (
      <SheetLink path="/people/new-agent">
        <Icon name="user-plus" />
        New agent
      </SheetLink>
    )}
  </Empty>
);

const Table = (props: Props) => (
  <CardTable class="people" columns={['Name', 'Role', 'Phone', 'E-mail', 'Chat']} hasActions>
    {props.people.map((person) => (
      <Row person={person} viewer={props.viewer} open={props.left.get(person.id) ?? 0} />
    ))}
  </CardTable>
);

const Row = ({ person, viewer, open }: { person: Person; viewer: SignedIn; open: number }) => (
  <tr data-inactive={person.active ? undefined : 'true'}>
    <td class="row-name">
      <a href={`/people/${person.id}`}>{person.name}</a>
      {person.id === viewer.person.id && <span class="muted"> (me)</span>}
      {!person.active && <p class="row-note">no longer active</p>}
      {open > 0 && <LeftLeads person={person} open={open} />}
    </td>
    <td data-label="Role">
      <span class="tag">{showRole(person)}</span>
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
      {person.active && mayEditPerson(viewer, person) && (
        <EditLink path={`/people/${person.id}/edit`} what={person.name} />
      )}
    </td>
  </tr>
);

/** Nobody looks after these: their page offers to hand them over. */
const LeftLeads = ({ person, open }: { person: Person; open: number }) => (
  <a class="left-leads" href={`/people/${person.id}`}>
    <Icon name="triangle-alert" />
    {open === 1 ? '1 open lead' : `${open} open leads`} to hand over
  </a>
);
