import type { Id } from '../../domain/id.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Database } from '../database.ts';

/** A note that reached its person in no chat. */
export interface KeptNotice {
  id: Id<'notice'>;
  notice: Notice;
  createdAt: Date;
}

/** More than these are not shown at once; reading them brings up the ones before. */
const most = 20;

/** What this person has not read yet, newest first. */
export async function listNotices(db: Database, person: Id<'user'>): Promise<readonly KeptNotice[]> {
  return db.sql<KeptNotice[]>`
    select id, notice, created_at from notices
    where person_id = ${person} and read_at is null order by created_at desc, id desc limit ${most}`;
}

/** The person has read these; anybody else's, and those that were read before, stay as they are. */
export async function readNotices(
  db: Database,
  person: Id<'user'>,
  ids: readonly Id<'notice'>[],
): Promise<void> {
  await db.sql`
    update notices set read_at = now()
    where person_id = ${person} and read_at is null and id = any (${[...ids]}::text[])`;
}
