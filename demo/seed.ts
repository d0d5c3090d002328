import type { Database } from '../db/database.ts';
import { writePastLeads } from '../db/lead/past-leads.ts';
import { addPackage, listPackages } from '../db/packages.ts';
import { addPerson } from '../db/person/people.ts';
import type { Id } from '../domain/id.ts';
import { sourceOf } from '../domain/lead.ts';
import { parseMoney } from '../domain/money.ts';
import type { AgentKind, StaffRole } from '../domain/person.ts';
import { parsePhone } from '../domain/phone.ts';
import { type Cast, sampleLeads } from './sample-leads.ts';

const packages = [
  {
    name: '10 Mbps Home',
    service: 'pppoe',
    profile: 'home-10',
    downloadMbps: 10,
    uploadMbps: 5,
    price: 1999,
  },
  {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'home-20',
    downloadMbps: 20,
    uploadMbps: 10,
    price: 2999,
  },
  {
    name: '50 Mbps Business',
    service: 'pppoe',
    profile: 'business-50',
    downloadMbps: 50,
    uploadMbps: 25,
    price: 5999,
  },
  {
    name: 'Hotspot Monthly',
    service: 'hotspot',
    profile: 'hotspot-5',
    downloadMbps: 5,
    uploadMbps: 2,
    price: 999,
  },
] as const;

const staff: readonly { name: string; role: StaffRole; phone: string }[] = [
  { name: 'Faith Mwende', role: 'manager', phone: '0711000001' },
  { name: 'Brian Otieno', role: 'sales', phone: '0711000002' },
  { name: 'Mark Kiprono', role: 'technician', phone: '0711000003' },
];

const agents: readonly { name: string; agentKind: AgentKind; phone: string }[] = [
  { name: 'Kamau the caretaker', agentKind: 'caretaker', phone: '0722000001' },
  { name: 'Mama Njeri', agentKind: 'caretaker', phone: '0722000002' },
  { name: 'John Doe', agentKind: 'field', phone: '0733000222' },
  { name: 'Rongai Phone Shop', agentKind: 'partner', phone: '0733000003' },
];

/** How many leads the sample year has. */
const leadCount = 640;

/** Fills an empty demo: packages, people and a year of leads. Does nothing where there is something already. */
export async function seedDemo(db: Database): Promise<void> {
  if ((await listPackages(db, 'all')).length > 0) return;
  const cast: Cast = {
    packages: await addPackages(db),
    ...(await addStaff(db)),
    agents: await addAgents(db),
  };
  await writePastLeads(db, sampleLeads(leadCount, cast, new Date()));
}

async function addPackages(db: Database): Promise<Id<'package'>[]> {
  const ids: Id<'package'>[] = [];
  for (const { price, ...sold } of packages) {
    const money = parseMoney(price);
    const added = money ? await addPackage(db, { ...sold, price: money }) : null;
    if (added && 'id' in added) ids.push(added.id);
  }
  return ids;
}

async function addStaff(db: Database): Promise<Pick<Cast, 'staff' | 'technicians'>> {
  const ids: Id<'user'>[] = [];
  const technicians: Id<'user'>[] = [];
  for (const { phone, ...person } of staff) {
    const added = await addPerson(db, { ...person, phone: parsePhone(phone) });
    if (!('person' in added)) continue;
    ids.push(added.person);
    if (person.role === 'technician') technicians.push(added.person);
  }
  return { staff: ids, technicians };
}

async function addAgents(db: Database): Promise<Cast['agents']> {
  const brought: Cast['agents'][number][] = [];
  for (const { phone, ...agent } of agents) {
    const added = await addPerson(db, { ...agent, role: 'agent', phone: parsePhone(phone) });
    if (!('person' in added)) continue;
    brought.push({ id: added.person, name: agent.name, phone, source: sourceOf(agent.agentKind, 'staff') });
  }
  return brought;
}
