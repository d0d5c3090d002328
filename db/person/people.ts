import { randomBytes } from 'node:crypto';
import { type Id, newId } from '../../domain/id.ts';
import type { AgentKind, Language, Role } from '../../domain/person.ts';
import type { Country, Phone } from '../../domain/phone.ts';
import { phonePieces } from '../../domain/phone-search.ts';
import type { Database, Transaction } from '../database.ts';

export interface Person {
  id: Id<'user'>;
  name: string;
  phone: Phone | null;
  role: Role;
  agentKind: AgentKind | null;
  language: Language;
  active: boolean;
  referralCode: string | null;
  /** How many chats are linked to this person. */
  linkedChats: number;
  email: string | null;
}

const personSelect = (at: Database | Transaction) => at.sql`
  select p.id, p.name, p.phone, p.role, p.agent_kind, p.language, p.active, p.referral_code, u.email,
    (select count(*) from conversations c where c.person_id = p.id) as linked_chats
  from people p left join sign_in_users u on u.id = p.sign_in_user_id`;

export async function findPerson(at: Database | Transaction, id: Id<'user'>): Promise<Person | null> {
  const [person] = await at.sql<Person[]>`${personSelect(at)} where p.id = ${id}`;
  return person ?? null;
}

export async function findPersonBySignIn(
  at: Database | Transaction,
  signInUserId: string,
): Promise<Person | null> {
  const [person] = await at.sql<Person[]>`${personSelect(at)} where p.sign_in_user_id = ${signInUserId}`;
  return person ?? null;
}

/** Everybody, or those whose name, e-mail or phone holds what is searched for. Those who work here now stand first. */
export async function listPeople(
  at: Database | Transaction,
  search?: { text: string; country: Country },
): Promise<Person[]> {
  const found = search?.text.trim() ? peopleFound(at, search) : at.sql`true`;
  return at.sql<Person[]>`${personSelect(at)} where ${found} order by p.active desc, p.role, p.name, p.id`;
}

function peopleFound(at: Database | Transaction, { text, country }: { text: string; country: Country }) {
  const words = `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const phones = phonePieces(text, country).map((piece) =>
    'start' in piece ? `${piece.start}%` : `%${piece.part}%`,
  );
  return at.sql`(p.name ilike ${words} or u.email ilike ${words} or p.phone like any (${phones}::text[]))`;
}

/** The members of staff that a lead can be assigned to. */
export async function listStaff(at: Database | Transaction): Promise<{ id: Id<'user'>; name: string }[]> {
  return at.sql<{ id: Id<'user'>; name: string }[]>`
    select id, name from people where active and role not in ('agent', 'intake') order by name, id`;
}

export interface NewPerson {
  name: string;
  phone?: Phone | null;
  role: Role;
  agentKind?: AgentKind | null;
  language?: Language;
  signInUserId?: string | null;
}

/** Adds a person of the ISP. An agent gets a referral code, which their posters and links carry. */
export async function addPerson(
  at: Database | Transaction,
  person: NewPerson,
): Promise<{ person: Id<'user'> } | { refused: 'phone_known' }> {
  const row = {
    id: newId('user'),
    name: person.name,
    phone: person.phone ?? null,
    role: person.role,
    agentKind: person.agentKind ?? null,
    language: person.language ?? 'en',
    signInUserId: person.signInUserId ?? null,
    referralCode: person.role === 'agent' ? randomBytes(6).toString('base64url') : null,
  };
  const inserted = await at.sql`
    insert into people ${at.sql(row)} on conflict (phone) where phone is not null and active do nothing`;
  return inserted.count === 1 ? { person: row.id } : { refused: 'phone_known' };
}

export async function hasOwner(at: Database | Transaction): Promise<boolean> {
  const owners = await at.sql`select from people where role = 'owner' and active limit 1`;
  return owners.count > 0;
}
