import { randomUUID } from 'node:crypto';
import type { Id } from '../../domain/id.ts';
import type { Language, StaffRole } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';
import { makeLink, spendLink } from './links.ts';
import { addPerson, hasOwner } from './people.ts';

// The rows by which somebody proves who they are belong to the sign-in library, which reads and checks them. They are
// written here, in the same transaction as the person and the one-time link, so that none is ever there without the other.

export interface NewStaff {
  name: string;
  email: string;
  role: StaffRole;
  phone?: Phone | null;
  language?: Language;
}

export interface NewOwner {
  name: string;
  email: string;
  /** As the sign-in library hashes it. */
  passwordHash: string;
}

export type StaffRefused = { refused: 'email_known' | 'phone_known' };
export type OwnerRefused = { refused: 'owner_exists' } | StaffRefused;

/** The one way that an e-mail address is stored and looked for. */
const canonical = (email: string) => email.trim().toLowerCase();

/** Makes the first owner. Two processes that start at once make one. */
export async function addOwner(
  db: Database,
  owner: NewOwner,
): Promise<{ person: Id<'user'> } | OwnerRefused> {
  return refuseKnownEmail(() => commit(db, (tx) => writeOwner(tx, owner)));
}

/** Makes the first owner by the link that was printed at the start. A refusal leaves the link as it was. */
export async function takeOwnership(
  db: Database,
  token: string,
  owner: NewOwner,
): Promise<{ person: Id<'user'> } | { refused: 'link_dead' } | OwnerRefused> {
  return refuseKnownEmail(() =>
    commit(db, async (tx) => {
      if (!(await spendLink(tx, 'owner', token))) return { refused: 'link_dead' };
      return writeOwner(tx, owner);
    }),
  );
}

async function writeOwner(
  tx: Transaction,
  owner: NewOwner,
): Promise<{ person: Id<'user'> } | { refused: 'owner_exists' | 'phone_known' }> {
  await tx.sql`select pg_advisory_xact_lock(hashtext('karibu first owner'))`;
  if (await hasOwner(tx)) return { refused: 'owner_exists' };
  const added = await writeStaff(tx, { ...owner, role: 'owner' });
  if ('person' in added) await writePassword(tx, added.signIn, owner.passwordHash);
  return added;
}

/** Adds a member of staff, who chooses a password by the one-time link that is returned. */
export async function addStaff(
  db: Database,
  staff: NewStaff,
): Promise<{ person: Id<'user'>; token: string } | StaffRefused> {
  return refuseKnownEmail(() =>
    commit(db, async (tx) => {
      const added = await writeStaff(tx, staff);
      if ('refused' in added) return added;
      return { person: added.person, token: await makeLink(tx, 'password', added.person) };
    }),
  );
}

async function writeStaff(
  tx: Transaction,
  staff: NewStaff,
): Promise<{ person: Id<'user'>; signIn: string } | { refused: 'phone_known' }> {
  const { name, phone = null, role, language = 'en' } = staff;
  const added = await addPerson(tx, { name, phone, role, language });
  if ('refused' in added) return added;
  const signIn = randomUUID();
  const row = { id: signIn, name: staff.name, email: canonical(staff.email), emailVerified: true };
  await tx.sql`insert into sign_in_users ${tx.sql(row)}`;
  await tx.sql`update people set sign_in_user_id = ${signIn} where id = ${added.person}`;
  return { person: added.person, signIn };
}

async function refuseKnownEmail<T>(write: () => Promise<T>): Promise<T | { refused: 'email_known' }> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) === 'sign_in_users_email_unique') return { refused: 'email_known' };
    throw error;
  }
}

/** A link by which the active person of this e-mail address chooses a new password; older ones stop working. */
export async function offerNewPassword(
  db: Database,
  email: string,
): Promise<{ token: string } | { refused: 'not_found' }> {
  return commit(db, async (tx) => {
    const [person] = await tx.sql<{ id: Id<'user'> }[]>`
      select p.id from people p join sign_in_users u on u.id = p.sign_in_user_id
      where u.email = ${canonical(email)} and p.active`;
    if (!person) return { refused: 'not_found' };
    await tx.sql`
      update one_time_links set used_at = now()
      where person_id = ${person.id} and purpose = 'password' and used_at is null`;
    return { token: await makeLink(tx, 'password', person.id) };
  });
}

/** Sets the password by a one-time link and ends every session of that person. */
export async function takeNewPassword(
  db: Database,
  token: string,
  passwordHash: string,
): Promise<{ email: string } | { refused: 'link_dead' }> {
  return commit(db, async (tx) => {
    const link = await spendLink(tx, 'password', token);
    const [user] = await tx.sql<{ id: string; email: string }[]>`
      select u.id, u.email from people p join sign_in_users u on u.id = p.sign_in_user_id
      where p.id = ${link?.personId ?? null} and p.active`;
    if (!user) return { refused: 'link_dead' };
    await writePassword(tx, user.id, passwordHash);
    await tx.sql`delete from sign_in_sessions where user_id = ${user.id}`;
    return { email: user.email };
  });
}

/** The row that the library looks for when somebody signs in by e-mail and password. */
async function writePassword(tx: Transaction, signIn: string, passwordHash: string): Promise<void> {
  const changed = await tx.sql`
    update sign_in_accounts set password = ${passwordHash}, updated_at = now()
    where user_id = ${signIn} and provider_id = 'credential'`;
  if (changed.count > 0) return;
  const row = {
    id: randomUUID(),
    accountId: signIn,
    providerId: 'credential',
    userId: signIn,
    password: passwordHash,
  };
  await tx.sql`insert into sign_in_accounts ${tx.sql(row)}`;
}

/** Whether whoever signs in by this user still works here. */
export async function maySignIn(db: Database, signIn: string): Promise<boolean> {
  const found = await db.sql`select from people where sign_in_user_id = ${signIn} and active`;
  return found.count > 0;
}
