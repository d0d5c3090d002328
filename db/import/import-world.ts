import type { Id } from '../../domain/id.ts';
import type { ImportWorld } from '../../domain/import.ts';
import { may } from '../../domain/permissions.ts';
import type { Role } from '../../domain/person.ts';
import type { Country } from '../../domain/phone.ts';
import type { Database, Transaction } from '../database.ts';

/** What the words of a file mean at this moment, when this person imports it. */
export async function readImportWorld(at: Database | Transaction, by: Id<'user'>): Promise<ImportWorld> {
  const packages = await at.sql<{ id: Id<'package'>; name: string }[]>`
    select id, lower(name) as name from packages where active`;
  const people = await at.sql<{ id: Id<'user'>; name: string; email: string | null }[]>`
    select p.id, lower(p.name) as name, lower(u.email) as email
    from people p left join sign_in_users u on u.id = p.sign_in_user_id
    where p.active and p.role not in ('agent', 'intake')`;
  const [facts] = await at.sql<{ country: Country; today: string; role: Role | null }[]>`
    select country, (now() at time zone time_zone)::date::text as today,
      (select role from people where id = ${by} and active) as role
    from settings`;
  if (!facts) throw new Error('The settings are written when the house is opened.');
  return {
    country: facts.country,
    today: facts.today,
    packages: new Map(packages.map(({ id, name }) => [name, id])),
    staff: namesOf(people),
    // The worker tells nobody how it read a date; the preview has.
    dayFirst: new Set(),
    mayConvert: facts.role !== null && may(facts.role, 'convertLead'),
  };
}

function namesOf(people: readonly { id: Id<'user'>; name: string; email: string | null }[]) {
  const staff = new Map<string, Id<'user'> | null>();
  for (const { id, name } of people) staff.set(name, staff.has(name) ? null : id);
  for (const { id, email } of people) if (email) staff.set(email, id);
  return staff;
}
