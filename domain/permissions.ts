import type { Role } from './person.ts';

/**
 * Everything that a page, the API or the chat may ask leave for.
 * `seeAssignedLeads` and `seeOwnLeads` are the narrow forms of `seeLeads`: see `scopeOfLeads`.
 */
const verbs = [
  'seeLeads',
  'seeAssignedLeads',
  'seeOwnLeads',
  'createLead',
  'editLead',
  'moveLead',
  'assignLead',
  'archiveLead',
  'mergeLeads',
  'importLeads',
  'exportLeads',
  'replyInChat',
  'convertLead',
  'seeCustomerPassword',
  'createRouterUser',
  'seePackages',
  'editPackages',
  'seeRouters',
  'editRouters',
  'seeChannels',
  'editChannels',
  'seePeople',
  'editAgents',
  'editPeople',
  'seeReports',
  'payAgents',
  'editSettings',
  'editApiKeys',
] as const;
export type Verb = (typeof verbs)[number];

const sales: readonly Verb[] = [
  'seeLeads',
  'createLead',
  'editLead',
  'moveLead',
  'assignLead',
  'archiveLead',
  'mergeLeads',
  'replyInChat',
  'convertLead',
  'seeCustomerPassword',
  'createRouterUser',
  'seePackages',
  'seeRouters',
  'seePeople',
  'editAgents',
  'seeReports',
];
const manager: readonly Verb[] = [
  ...sales,
  'importLeads',
  'exportLeads',
  'payAgents',
  'editPackages',
  'editRouters',
  'seeChannels',
  'editChannels',
];

const table: Record<Role, ReadonlySet<Verb>> = {
  owner: new Set(verbs),
  manager: new Set(manager),
  sales: new Set(sales),
  technician: new Set<Verb>([
    'seeAssignedLeads',
    'editLead',
    'moveLead',
    'replyInChat',
    'seePackages',
    'seeRouters',
  ]),
  agent: new Set<Verb>(['seeOwnLeads', 'createLead']),
  intake: new Set<Verb>(['createLead']),
};

export const may = (role: Role, verb: Verb): boolean => table[role].has(verb);

/** Which leads a role may look at: every one, those assigned to the person, those the person brought, or none. */
export type LeadScope = 'all' | 'assigned' | 'own' | 'none';

export function scopeOfLeads(role: Role): LeadScope {
  if (may(role, 'seeLeads')) return 'all';
  if (may(role, 'seeAssignedLeads')) return 'assigned';
  return may(role, 'seeOwnLeads') ? 'own' : 'none';
}
