import type { Id } from '../../domain/id.ts';
import type { AgentKind, Language, StaffRole } from '../../domain/person.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';

export interface PersonChanges {
  name: string;
  phone: Phone | null;
  language: Language;
  /** Staff have a role, agents a kind: neither becomes the other, for only staff sign in. */
  as: { role: StaffRole } | { agentKind: AgentKind };
}

export type EditPersonRefused = { refused: 'not_found' | 'phone_known' | 'last_owner' };

/** A role takes effect with the person's next click, for it is read at each. */
export async function editPerson(
  db: Database,
  id: Id<'user'>,
  { as, ...rest }: PersonChanges,
): Promise<'ok' | EditPersonRefused> {
  const isOwner = 'role' in as && as.role === 'owner';
  const isOfItsSort = (tx: Transaction) => ('role' in as ? tx.sql`role <> 'agent'` : tx.sql`role = 'agent'`);
  return refuseKnownPhone(() =>
    commit(db, async (tx) => {
      if (!isOwner && (await isLastOwner(tx, id))) return { refused: 'last_owner' };
      const row = { ...rest, ...as };
      const edited = await tx.sql`update people set ${tx.sql(row)} where id = ${id} and ${isOfItsSort(tx)}`;
      return edited.count === 1 ? 'ok' : { refused: 'not_found' };
    }),
  );
}

/**
 * Whoever leaves is signed out everywhere and their one-time links die. Their chats stay linked and give no right, for
 * every right of a chat is one of an active person. Done twice it is done once.
 */
export async function deactivatePerson(
  db: Database,
  id: Id<'user'>,
): Promise<'ok' | { refused: 'not_found' | 'last_owner' }> {
  return commit(db, async (tx) => {
    if (await isLastOwner(tx, id)) return { refused: 'last_owner' };
    const left = await tx.sql`update people set active = false where id = ${id}`;
    if (left.count === 0) return { refused: 'not_found' };
    await endSignIns(tx, id);
    return 'ok';
  });
}

/** They work here again. Somebody else may have their phone by now. */
export async function activatePerson(
  db: Database,
  id: Id<'user'>,
): Promise<'ok' | { refused: 'not_found' | 'phone_known' }> {
  return refuseKnownPhone(() =>
    commit(db, async (tx) => {
      const back = await tx.sql`update people set active = true where id = ${id} and not active`;
      if (back.count === 0) return { refused: 'not_found' };
      // A sign-in that was under way while they left comes to life no more.
      await endSignIns(tx, id);
      return 'ok';
    }),
  );
}

/**
 * Whether nobody else is left who may do everything and can sign in: an owner who has not chosen a password yet could let
 * nobody in again. The owners' rows are held, so that of two owners who leave at once the second is seen to be the last.
 */
async function isLastOwner(tx: Transaction, id: Id<'user'>): Promise<boolean> {
  const owners = await tx.sql<{ id: Id<'user'>; canSignIn: boolean }[]>`
    select p.id, exists (select from sign_in_accounts a where a.user_id = p.sign_in_user_id and a.password is not null)
      as can_sign_in
    from people p where p.role = 'owner' and p.active order by p.id for update of p`;
  const isOwner = owners.some((owner) => owner.id === id);
  return isOwner && !owners.some((owner) => owner.id !== id && owner.canSignIn);
}

async function endSignIns(tx: Transaction, id: Id<'user'>): Promise<void> {
  await tx.sql`
    delete from sign_in_sessions s using people p where p.id = ${id} and s.user_id = p.sign_in_user_id`;
  await tx.sql`update one_time_links set used_at = now() where person_id = ${id} and used_at is null`;
}

async function refuseKnownPhone<T>(write: () => Promise<T>): Promise<T | { refused: 'phone_known' }> {
  try {
    return await write();
  } catch (error) {
    if (violatedUnique(error) === 'people_phone') return { refused: 'phone_known' };
    throw error;
  }
}
