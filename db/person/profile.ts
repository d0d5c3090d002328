import type { Id } from '../../domain/id.ts';
import type { Language } from '../../domain/person.ts';
import type { Database } from '../database.ts';

/** What a person may change about themselves. */
export async function editProfile(
  db: Database,
  id: Id<'user'>,
  profile: { name: string; language: Language },
): Promise<void> {
  await db.sql`update people set ${db.sql(profile)} where id = ${id}`;
}
