import { createHash, randomBytes } from 'node:crypto';
import type { Id } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import { commit, type Database, type Transaction } from '../database.ts';

/** `owner` makes the first owner, `password` sets a password, `chat` joins a chat to a person. */
export type LinkPurpose = 'owner' | 'password' | 'chat';

/** Hours a one-time link lives. */
const hours: Record<LinkPurpose, number> = { owner: 24, password: 48, chat: 48 };

// The token is 256 random bits, so a plain hash is enough: there is nothing to guess.
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Makes a token that works once; it fits Telegram's start parameter. Only its hash is kept. */
export async function makeLink(
  at: Database | Transaction,
  purpose: LinkPurpose,
  person: Id<'user'> | null,
): Promise<string> {
  // The first letter keeps it apart from a referral code, `r_…`, which Telegram hands over in the same place.
  const token = `k${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + hours[purpose] * 3_600_000);
  await at.sql`
    insert into one_time_links (token_hash, purpose, person_id, expires_at)
    values (${hashOf(token)}, ${purpose}, ${person}, ${expiresAt})`;
  return token;
}

export interface SpentLink {
  personId: Id<'user'> | null;
}

/** Uses a link up. Null when it is unknown, used, too old, or of another purpose. */
export async function spendLink(
  tx: Transaction,
  purpose: LinkPurpose,
  token: string,
): Promise<SpentLink | null> {
  const [link] = await tx.sql<SpentLink[]>`
    update one_time_links set used_at = now()
    where token_hash = ${hashOf(token)} and purpose = ${purpose} and used_at is null and expires_at > now()
    returning person_id`;
  return link ?? null;
}

/** Looks at a link without using it up: for the page that asks for the new password. */
export async function peekLink(at: Database, purpose: LinkPurpose, token: string): Promise<SpentLink | null> {
  const [link] = await at.sql<SpentLink[]>`
    select person_id from one_time_links
    where token_hash = ${hashOf(token)} and purpose = ${purpose} and used_at is null and expires_at > now()`;
  return link ?? null;
}

/** Joins a chat to the person a one-time link was made for (law 11). Null when the link does not work. */
export async function redeemChatLink(
  at: Database | Transaction,
  token: string,
  conversation: Id<'conversation'>,
): Promise<{ name: string; role: Role } | null> {
  return commit(at, async (tx) => {
    const link = await spendLink(tx, 'chat', token);
    if (!link?.personId) return null;
    const [person] = await tx.sql<{ name: string; role: Role }[]>`
      select name, role from people where id = ${link.personId} and active`;
    if (!person) return null;
    await tx.sql`update conversations set person_id = ${link.personId} where id = ${conversation}`;
    return person;
  });
}
