import type { Person } from '../../../db/person/people.ts';
import {
  type AgentKind,
  type Language,
  languages,
  type Role,
  type StaffRole,
} from '../../../domain/person.ts';
import type { SignedIn } from '../../desk.ts';
import { viewerMay } from '../../viewer.ts';

export const agentNames: Record<AgentKind, string> = {
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

export const roleWords: Record<StaffRole, string> = {
  owner: 'Owner: everything',
  manager: 'Manager: leads, packages, routers, reports',
  sales: 'Sales: leads and converting',
  technician: 'Technician: the leads assigned to them',
};

export const showRole = ({ role, agentKind }: Pick<Person, 'role' | 'agentKind'>): string =>
  agentKind ? agentNames[agentKind] : roleNames[role];

/**
 * Whether this viewer may change the person, let them leave, or give them a link by which somebody acts as them: staff only
 * the owner, agents whoever works with them.
 */
export const mayEditPerson = (viewer: SignedIn, { role }: Pick<Person, 'role'>): boolean =>
  viewerMay(viewer, role === 'agent' ? 'editAgents' : 'editPeople');

export const languageNames: Record<Language, string> = { en: 'English', sw: 'Kiswahili' };

export const languageChoices = languages.map((value) => ({ value, label: languageNames[value] }));
