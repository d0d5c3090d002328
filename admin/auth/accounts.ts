import { hashPassword } from 'better-auth/crypto';
import type { Database } from '../../db/database.ts';
import { makeLink } from '../../db/person/links.ts';
import { hasOwner } from '../../db/person/people.ts';
import {
  addOwner,
  addStaff,
  type NewStaff,
  offerNewPassword,
  type StaffRefused,
  takeNewPassword,
  takeOwnership,
} from '../../db/person/sign-in.ts';
import type { Id } from '../../domain/id.ts';

// What the roof, the command line and the pages call to make accounts. Passwords are hashed by the sign-in library's own
// hasher; a link is shown once and works once.

const passwordLink = (publicUrl: string, token: string): string => `${publicUrl}/password/${token}`;

interface Owner {
  name: string;
  email: string;
  password: string;
}

class OwnerRefused extends Error {
  override name = 'OwnerRefused';
}

/** For OWNER_EMAIL and OWNER_PASSWORD: makes the owner where there is none, else leaves everything as it is. */
export async function createOwner(db: Database, owner: Owner): Promise<'created' | 'there_is_one'> {
  if (await hasOwner(db)) return 'there_is_one';
  const { name, email, password } = owner;
  const added = await addOwner(db, { name, email, passwordHash: await hashPassword(password) });
  if ('person' in added) return 'created';
  if (added.refused === 'owner_exists') return 'there_is_one';
  throw new OwnerRefused(
    `The owner could not be made: ${email} belongs to somebody else already. Use another e-mail.`,
  );
}

/** A link by which the first owner is made; null where there is an owner. It works for a day. */
export async function offerOwnership(db: Database, publicUrl: string): Promise<string | null> {
  if (await hasOwner(db)) return null;
  return `${publicUrl}/set-up/${await makeLink(db, 'owner', null)}`;
}

/** Makes the first owner by that link. */
export async function acceptOwnership(db: Database, token: string, { name, email, password }: Owner) {
  return takeOwnership(db, token, { name, email, passwordHash: await hashPassword(password) });
}

/** Adds a member of staff; the link lets them choose their password and works for two days. */
export async function inviteStaff(
  db: Database,
  publicUrl: string,
  staff: NewStaff,
): Promise<{ person: Id<'user'>; link: string } | StaffRefused> {
  const added = await addStaff(db, staff);
  if ('refused' in added) return added;
  return { person: added.person, link: passwordLink(publicUrl, added.token) };
}

/** A new link for somebody who has lost their password; the older ones stop working, the old password does not yet. */
export async function resetPassword(
  db: Database,
  publicUrl: string,
  email: string,
): Promise<{ link: string } | { refused: 'not_found' }> {
  const offered = await offerNewPassword(db, email);
  return 'refused' in offered ? offered : { link: passwordLink(publicUrl, offered.token) };
}

/** Sets the password by a link from `inviteStaff` or `resetPassword`. */
export async function acceptNewPassword(db: Database, token: string, password: string) {
  return takeNewPassword(db, token, await hashPassword(password));
}
