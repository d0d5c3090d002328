import type { Id } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import type { Database } from '../database.ts';

/** Where a lead comes from, by name. */
export interface LeadOrigin {
  /** The person of ours who brought it; null where that is only a name that somebody typed. */
  bringer: { id: Id<'user'>; name: string; phone: Phone | null } | null;
  /** The import that made it. */
  import: { id: Id<'import'>; fileName: string } | null;
}

export async function readLeadOrigin(db: Database, lead: Id<'lead'>): Promise<LeadOrigin> {
  const [origin] = await db.sql<LeadOrigin[]>`
    select
      (select jsonb_build_object('id', p.id, 'name', p.name, 'phone', p.phone)
        from people p where p.id = l.brought_in_by_person_id) as bringer,
      (select jsonb_build_object('id', i.id, 'fileName', i.file_name) from imports i where i.id = l.import_id) as import
    from leads l where l.id = ${lead}`;
  if (!origin) throw new Error(`${lead} is gone, yet leads are never deleted.`);
  return origin;
}
