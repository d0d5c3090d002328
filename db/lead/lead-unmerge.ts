import { z } from 'zod';
import type { Id } from '../../domain/id.ts';
import { type LeadStatus, refuseToChange } from '../../domain/lead.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database, type Transaction, violatedUnique } from '../database.ts';
import { recordLeadEvent } from './lead-events.ts';
import { expectOneRow, type HeldLead, justNow } from './lead-hold.ts';
import { changeStatus, holdPair, type MergeTrace, readColumns, writeColumns } from './lead-merge.ts';
import { type MergeField, mergeFieldNames, mergeFields, type Taken } from './lead-merge-fields.ts';

export type UndoRefused =
  /** `undone`: somebody was quicker. `merged_on`: the lead that was kept is archived, or part of a third by now. */
  | { refused: 'not_found' | 'undone' | 'merged_on' | 'conversion_running' }
  | { refused: 'phone_taken'; lead: Id<'lead'> | null };

export interface Undone {
  undone: Id<'lead'>;
  /** What somebody has changed since the merge: it stays as it is. */
  stayed: MergeField[];
}

const value = z.union([z.string(), z.boolean(), z.null()]);
const id = <I extends Id>(noun: string) =>
  z.custom<I>((text) => typeof text === 'string' && text.startsWith(`${noun}_`));
const trace: z.ZodType<MergeTrace> = z.object({
  taken: z.record(z.string(), z.object({ from: value, to: value })),
  conversations: z.array(id<Id<'conversation'>>('conversation')),
  followers: z.array(id<Id<'lead'>>('lead')),
});

interface MergeRow {
  id: Id<'lead_merge'>;
  kept: Id<'lead'>;
  gone: Id<'lead'>;
  at: Date;
  undoneAt: Date | null;
  before: unknown;
}

/** Makes two leads again of the one. Everything goes back, except what somebody has changed since. */
export async function undoMerge(
  db: Database,
  merge: Id<'lead_merge'>,
  by: Id<'user'>,
): Promise<Undone | UndoRefused> {
  try {
    return await commit(db, (tx) => undo(tx, merge, by));
  } catch (error) {
    // Somebody took the phone between our look and our write.
    if (violatedUnique(error) === 'leads_phone') return { refused: 'phone_taken', lead: null };
    throw error;
  }
}

async function undo(tx: Transaction, merge: Id<'lead_merge'>, by: Id<'user'>): Promise<Undone | UndoRefused> {
  const found = await findMerge(tx, merge);
  const pair = found && (await holdPair(tx, found));
  // Read again under the locks of the leads, which every merge and every undoing takes first.
  const row = pair && (await findMerge(tx, merge));
  if (!row) return { refused: 'not_found' };
  if (row.undoneAt) return { refused: 'undone' };
  const { kept, gone } = pair;
  if (kept.archivedAt || !(await isPartOf(tx, gone.id, kept.id))) return { refused: 'merged_on' };
  if (kept.isConverting) return { refused: 'conversion_running' };
  const traced = trace.parse(row.before);
  const { back, stayed } = await whatGoesBack(tx, kept, traced.taken);
  const phone = phoneOfGone(gone, traced.taken);
  const taken = await findOwner(tx, phone, kept, back);
  if (taken) return { refused: 'phone_taken', lead: taken };
  if (traced.taken.phone) await partProofs(tx, pair, traced.taken, back);
  await putBack(tx, kept, back, by);
  if (back.payoutId) await writeColumns(tx, gone.id, { payoutId: back.payoutId }, 'to');
  await restoreGone(tx, gone.id, phone);
  await moveBack(tx, row, traced);
  await recordUndoing(tx, row, by);
  return { undone: gone.id, stayed };
}

async function findMerge(tx: Transaction, merge: Id<'lead_merge'>): Promise<MergeRow | null> {
  const [row] = await tx.sql<MergeRow[]>`
    select id, kept, gone, at, undone_at, before from lead_merges where id = ${merge}`;
  return row ?? null;
}

async function isPartOf(tx: Transaction, gone: Id<'lead'>, kept: Id<'lead'>): Promise<boolean> {
  const part = await tx.sql`select from leads where id = ${gone} and merged_into = ${kept}`;
  return part.count > 0;
}

/** A field goes back as a whole, and only where nobody has touched it; a customer keeps phone and status. */
async function whatGoesBack(
  tx: Transaction,
  kept: HeldLead,
  { phoneAttested: _proof, ...taken }: Taken,
): Promise<{ back: Taken; stayed: MergeField[] }> {
  const now = await readColumns(tx, kept.id);
  const isFixed = (field: MergeField) =>
    (field === 'phone' || field === 'status') && refuseToChange(kept) !== null;
  const changed = mergeFieldNames.filter((field) => mergeFields[field].some((column) => column in taken));
  const stayed = changed.filter(
    (field) =>
      isFixed(field) ||
      mergeFields[field].some((column) => column in taken && now[column] !== taken[column]?.to),
  );
  const left = new Set(stayed.flatMap((field): readonly string[] => mergeFields[field]));
  const back = Object.entries(taken).filter(([column, { to }]) => !left.has(column) && now[column] === to);
  return { back: Object.fromEntries(back), stayed };
}

/** Where the phones changed places, its own is the one that the kept lead took. */
const phoneOfGone = (gone: HeldLead, { phone }: Taken): Phone =>
  // The column holds phones only.
  (phone?.to as Phone | undefined) ?? gone.phone;

async function findOwner(
  tx: Transaction,
  phone: Phone,
  kept: HeldLead,
  back: Taken,
): Promise<Id<'lead'> | null> {
  if ((back.phone?.from ?? kept.phone) === phone) return kept.id;
  const [owner] = await tx.sql<{ id: Id<'lead'> }[]>`
    select id from leads where phone = ${phone} and archived_at is null and id <> ${kept.id}`;
  return owner?.id ?? null;
}

async function putBack(tx: Transaction, kept: HeldLead, back: Taken, by: Id<'user'>): Promise<void> {
  const { status, ...rest } = back;
  await writeColumns(tx, kept.id, rest, 'from');
  // It was a status before, and `setStatus` asks for no more.
  if (status) await changeStatus(tx, kept, status.from as LeadStatus, by);
}

/** A proof is of a phone and goes where that goes: the owner of the phone that was taken may have come since. */
async function partProofs(
  tx: Transaction,
  { kept, gone }: { kept: HeldLead; gone: HeldLead },
  { phoneAttested }: Taken,
  back: Taken,
): Promise<void> {
  if (back.phone)
    await tx.sql`
      update leads l set phone_attested = other.phone_attested from leads other
      where (l.id, other.id) in ((${kept.id}, ${gone.id}), (${gone.id}, ${kept.id}))`;
  else if (phoneAttested) await writeColumns(tx, gone.id, { phoneAttested }, 'to');
}

async function restoreGone(tx: Transaction, gone: Id<'lead'>, phone: Phone): Promise<void> {
  const result = await tx.sql`
    update leads set archived_at = null, merged_into = null, phone = ${phone}, updated_at = ${justNow(tx)}
    where id = ${gone}`;
  expectOneRow(result, `Undoing the merge of ${gone}`);
}

async function moveBack(
  tx: Transaction,
  { kept, gone, at }: MergeRow,
  { conversations, followers }: MergeTrace,
): Promise<void> {
  // Also those that have come since by its phone. A talk remembers which lead it completes.
  const chats = await tx.sql<{ id: string }[]>`
    update conversations set lead_id = ${gone}, state = case when state->'capture'->>'lead' = ${kept}
      then jsonb_set(state, '{capture,lead}', to_jsonb(${gone}::text)) else state end
    where lead_id = ${kept} and (
      id = any(${conversations}) or attested_phone = (select phone from leads where id = ${gone}))
    returning id`;
  // What was said in them since is about the lead that is back.
  await tx.sql`
    update messages set lead_id = ${gone}
    where conversation_id = any(${chats.map((chat) => chat.id)}) and lead_id = ${kept} and at >= ${at}`;
  await tx.sql`update leads set merged_into = ${gone} where id = any(${followers}) and merged_into = ${kept}`;
}

async function recordUndoing(tx: Transaction, row: MergeRow, by: Id<'user'>): Promise<void> {
  const result = await tx.sql`
    update lead_merges set undone_at = now(), undone_by = ${by} where id = ${row.id} and undone_at is null`;
  expectOneRow(result, `Undoing ${row.id}`);
  const { kept, gone, id: merge } = row;
  for (const lead of [kept, gone])
    await recordLeadEvent(tx, lead, by, { kind: 'unmerged', details: { kept, gone, merge } });
}
