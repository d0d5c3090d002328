import type { Id } from '../../domain/id.ts';
import type { LeadStatus } from '../../domain/lead.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { justNow } from '../lead/lead-hold.ts';

/** Statuses in which somebody still has to do something for a lead. */
const openStatuses: readonly LeadStatus[] = [
  'New',
  'Contacted',
  'Interested',
  'Site Survey Scheduled',
  'Future Prospect',
];

const isOpen = (at: Database | Transaction) =>
  at.sql`archived_at is null and status in ${at.sql([...openStatuses])}`;

/** How many leads a person has to do with; archived ones in no figure. */
export interface PersonLeads {
  brought: number;
  /** Of those brought, the ones that are customers. */
  converted: number;
  /** Assigned to them and still open. */
  open: number;
}

export async function countLeadsOf(at: Database | Transaction, id: Id<'user'>): Promise<PersonLeads> {
  const [counted] = await at.sql<PersonLeads[]>`
    select
      (select count(*) from leads where brought_in_by_person_id = ${id} and archived_at is null) as brought,
      (select count(*) from leads
        where brought_in_by_person_id = ${id} and archived_at is null and status = 'Converted') as converted,
      (select count(*) from leads where assigned_to = ${id} and ${isOpen(at)}) as open`;
  if (!counted) throw new Error('A select without a table always gives a row.');
  return counted;
}

/** How many open leads lie with people who no longer work here, by person. */
export async function countLeftLeads(at: Database | Transaction): Promise<ReadonlyMap<Id<'user'>, number>> {
  const rows = await at.sql<{ person: Id<'user'>; leads: number }[]>`
    select p.id as person, count(*) as leads
    from people p join leads l on l.assigned_to = p.id
    where not p.active and ${isOpen(at)} group by p.id`;
  return new Map(rows.map(({ person, leads }) => [person, leads]));
}

/** Gives every open lead of one person to another, or to nobody, each with its event. Returns how many those were. */
export async function handOverLeads(
  db: Database,
  from: Id<'user'>,
  to: Id<'user'> | null,
  by: Id<'user'>,
): Promise<{ handedOver: number } | { refused: 'not_staff' }> {
  return commit(db, async (tx) => {
    // Held, so that nobody is given leads in the moment in which they leave.
    const heirs = await tx.sql`
      select from people where id = ${to} and active and role not in ('agent', 'intake') for share`;
    if (to && heirs.count === 0) return { refused: 'not_staff' };
    const moved = await tx.sql`
      with held as (
        select id from leads where assigned_to = ${from} and ${isOpen(tx)} order by id for update
      ), moved as (
        update leads set assigned_to = ${to}, updated_at = ${justNow(tx)} where id in (select id from held) returning id
      )
      insert into lead_events (lead_id, kind, by_person_id, details)
      select id, 'assigned', ${by}, jsonb_build_object('to', ${to}::text) from moved`;
    return { handedOver: moved.count };
  });
}
