import postgres from 'postgres';
import type { Id } from '../../domain/id.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { justNow } from '../lead/lead-hold.ts';
import type { BatchEnd } from './import-run.ts';

/** Each lead is locked while it is looked at, so fewer at once than are made at once. */
const batchSize = 250;

/** A row of which a lead was made that is still to be looked at. */
interface MadeRow {
  line: number;
  leadId: Id<'lead'>;
}

/**
 * Takes back the next leads of an import that is being reverted: archives those that nobody has worked on since, and says
 * of the others why they stay. One transaction with the outcome of each row, and answered, as in `runImportBatch`.
 */
export async function revertImportBatch(db: Database, id: Id<'import'>, after = 0): Promise<BatchEnd> {
  return commit(db, async (tx) => {
    const [claimed] = await tx.sql<{ by: Id<'user'> | null }[]>`
      select reverted_by as by from imports where id = ${id} and state = 'reverting' for update skip locked`;
    if (!claimed) return 'over';
    const rows = await tx.sql<MadeRow[]>`
      select line, lead_id from import_rows where import_id = ${id} and outcome = 'imported' and line > ${after}
      order by line limit ${batchSize}`;
    const last = rows.at(-1);
    if (!last && after > 0) return 0;
    if (!last) {
      await tx.sql`update imports set state = 'reverted', finished_at = now() where id = ${id}`;
      return 'over';
    }
    const leads = rows.map(({ leadId }) => leadId);
    await holdLeads(tx, leads);
    const kept = await findReasonsToKeep(tx, leads);
    await archiveUntouched(
      tx,
      leads.filter((lead) => !kept.has(lead)),
      claimed.by,
    );
    await keepEnds(tx, id, rows, kept);
    return last.line;
  });
}

/** Under their locks nobody can work on them: whoever writes an event or an edit waits for the row of the lead. */
async function holdLeads(tx: Transaction, leads: readonly Id<'lead'>[]): Promise<void> {
  await tx.sql`select from leads where id = any(${[...leads]}) order by id for update`;
}

/**
 * Of `leads l`: why it outlives the revert, in a sentence, or null. Its own two first events are no work; that somebody
 * archived it already is what the revert wants.
 */
const reasonToKeep = (tx: Transaction) => tx.sql`
  case
    when exists (select from mikrotik_users u where u.lead_id = l.id and u.removed_at is null)
      then 'It has a user on a router.'
    when exists (select from conversions c where c.lead_id = l.id) then 'A user on a router was asked for it.'
    when l.merged_into is not null
        or exists (select from lead_events e where e.lead_id = l.id and e.kind in ('merged', 'unmerged'))
      then 'It was merged with another lead.'
    when exists (select from conversations c where c.lead_id = l.id)
        or exists (select from messages m where m.lead_id = l.id)
      then 'There is a chat with this person.'
    when l.payout_id is not null then 'Whoever brought it was paid for it.'
    else (
      select 'Somebody worked on it: ' || case e.kind
        when 'status' then 'it was moved to ' || (e.details ->> 'to')
        when 'assigned' then 'it was assigned'
        when 'follow_up' then 'a follow-up was set'
        when 'survey' then 'a site survey was planned'
        when 'note' then 'a note was written'
        when 'touched' then 'the phone was given again'
        when 'restored' then 'it was restored'
        else 'it was edited' end || '.'
      from lead_events e
      where e.lead_id = l.id and e.kind not in ('created', 'archived')
        and not (e.kind = 'status' and e.details ->> 'from' is null)
      order by e.id desc limit 1)
  end`;

async function findReasonsToKeep(
  tx: Transaction,
  leads: readonly Id<'lead'>[],
): Promise<Map<Id<'lead'>, string>> {
  const rows = await tx.sql<{ id: Id<'lead'>; reason: string }[]>`
    select id, reason from (
      select l.id, ${reasonToKeep(tx)} as reason from leads l where l.id = any(${[...leads]})) looked
    where reason is not null`;
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

export interface Foreseen {
  going: number;
  kept: number;
}

/** How long somebody who is asked whether they are sure waits for the figures, in milliseconds. */
const foresightMs = 5_000;

/**
 * How many leads a revert would archive now, and how many it would keep because people worked on them. Null where counting
 * them takes longer than `patience`.
 */
export async function foreseeRevert(
  at: Database,
  id: Id<'import'>,
  patience = foresightMs,
): Promise<Foreseen | null> {
  try {
    return await commit(at, async (tx) => {
      await tx.sql`select set_config('statement_timeout', ${String(patience)}, true)`;
      return countForeseen(tx, id);
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '57014') return null;
    throw error;
  }
}

async function countForeseen(tx: Transaction, id: Id<'import'>): Promise<Foreseen> {
  const [counts] = await tx.sql<Foreseen[]>`
    select count(*) filter (where reason is null and archived_at is null) as going,
      count(*) filter (where reason is not null) as kept
    from (
      select l.archived_at, ${reasonToKeep(tx)} as reason
      from import_rows r join leads l on l.id = r.lead_id
      where r.import_id = ${id} and r.outcome = 'imported') looked`;
  if (!counts) throw new Error('A count always gives a row.');
  return counts;
}

async function archiveUntouched(
  tx: Transaction,
  leads: readonly Id<'lead'>[],
  by: Id<'user'> | null,
): Promise<void> {
  const archived = await tx.sql<{ id: Id<'lead'> }[]>`
    update leads set archived_at = now(), updated_at = ${justNow(tx)}
    where id = any(${[...leads]}) and archived_at is null returning id`;
  await tx.sql`
    insert into lead_events (lead_id, kind, by_person_id)
    select unnest(${archived.map((lead) => lead.id)}::text[]), 'archived', ${by}`;
}

/** Law 5: each of these rows was imported, and is reverted or kept from here on. */
async function keepEnds(
  { sql }: Transaction,
  id: Id<'import'>,
  rows: readonly MadeRow[],
  kept: ReadonlyMap<Id<'lead'>, string>,
): Promise<void> {
  const ends = rows.map(({ line, leadId }) => {
    const error = kept.get(leadId) ?? null;
    return { line, outcome: error ? 'kept' : 'reverted', error };
  });
  const ended = await sql`
    update import_rows r set outcome = e.outcome, error = e.error
    from jsonb_to_recordset(${sql.json(ends)}) as e (line int, outcome text, error text)
    where r.import_id = ${id} and r.line = e.line and r.outcome = 'imported'`;
  if (ended.count !== rows.length)
    throw new Error(`${id}: ${rows.length} leads were taken back or kept, in ${ended.count} rows.`);
}
