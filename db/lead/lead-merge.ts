import { type Id, newId } from '../../domain/id.ts';
import { type LeadStatus, type MoveRefused, refuseToChange } from '../../domain/lead.ts';
import { commit, type Database, type Transaction } from '../database.ts';
import { recordLeadEvent } from './lead-events.ts';
import { recordChanges } from './lead-fields.ts';
import { expectOneRow, type HeldLead, holdLead, justNow, setStatus } from './lead-hold.ts';
import {
  type Columns,
  type MergeChoices,
  mergedColumns,
  type Taken,
  takeColumns,
} from './lead-merge-fields.ts';

// Two leads turn out to be one person. One is kept: it takes what it lacks, the chats, and the phone of the other as a
// second one. The other is archived and points to it; `lead_merges` holds what undoing it needs.

/** What a merge did, as `lead_merges.before` holds it. */
export interface MergeTrace {
  /** What it changed in the lead that was kept. Where the phones changed places, `phone` is here. */
  taken: Taken;
  /** The chats of the lead that is gone. Lines need no moving: the thread is read by both leads. */
  conversations: Id<'conversation'>[];
  /** Leads that had become part of the one that is gone. */
  followers: Id<'lead'>[];
}

export type MergeRefusal =
  | 'same_lead'
  | 'not_found'
  | 'conversion_running'
  /** Each has a user on a router: one of them must be removed first. */
  | 'two_users'
  /** The one that is to go is the customer: they are to be kept. */
  | 'keep_customer'
  /** The phone or the status of a customer was to be replaced. */
  | 'locked';

type Half = Pick<HeldLead, 'id' | 'status' | 'hasRouterUser' | 'isConverting'> & { archivedAt: Date | null };

/** Why these two cannot become one; null when they can. */
export function refuseToMerge(kept: Half, gone: Half): Exclude<MergeRefusal, 'locked'> | null {
  if (kept.id === gone.id) return 'same_lead';
  if (kept.archivedAt || gone.archivedAt) return 'not_found';
  if (kept.isConverting || gone.isConverting) return 'conversion_running';
  if (kept.hasRouterUser && gone.hasRouterUser) return 'two_users';
  const isCustomer = gone.hasRouterUser || (gone.status === 'Converted' && kept.status !== 'Converted');
  return isCustomer ? 'keep_customer' : null;
}

export interface Merge {
  kept: Id<'lead'>;
  gone: Id<'lead'>;
  /** The fields in which both differ and the value of the one that goes is wanted. */
  choices: MergeChoices;
  by: Id<'user'>;
}

/** Makes one lead of two. */
export async function mergeLeads(
  db: Database,
  merge: Merge,
): Promise<{ merged: Id<'lead_merge'> } | { refused: MergeRefusal }> {
  if (merge.kept === merge.gone) return { refused: 'same_lead' };
  return commit(db, async (tx) => {
    const pair = await holdPair(tx, merge);
    if (!pair) return { refused: 'not_found' };
    const { kept, gone } = pair;
    const refused = refuseToMerge(kept, gone) ?? refuseChoices(kept, merge.choices);
    if (refused) return { refused };
    const taken = takeColumns(await readColumns(tx, kept.id), await readColumns(tx, gone.id), merge.choices);
    await archiveInto(tx, kept, gone);
    const trace: MergeTrace = {
      taken,
      followers: await leadOn(tx, gone.id, kept.id),
      conversations: await moveChats(tx, gone.id, kept.id),
    };
    await writeTaken(tx, kept, gone.id, taken, merge.by);
    return { merged: await recordMerge(tx, merge, trace) };
  });
}

/** Both rows, locked in the order of their ids, so that two merges of the same two wait for each other. */
export async function holdPair(
  tx: Transaction,
  ids: { kept: Id<'lead'>; gone: Id<'lead'> },
): Promise<{ kept: HeldLead; gone: HeldLead } | null> {
  const held = new Map<Id<'lead'>, HeldLead | null>();
  for (const id of [ids.kept, ids.gone].sort()) held.set(id, await holdLead(tx, id));
  const [kept, gone] = [held.get(ids.kept), held.get(ids.gone)];
  return kept && gone ? { kept, gone } : null;
}

function refuseChoices(kept: HeldLead, choices: MergeChoices): MoveRefused | null {
  if (choices.has('status') && kept.status === 'Converted') return 'locked';
  return choices.has('phone') ? refuseToChange(kept) : null;
}

export async function readColumns(tx: Transaction | Database, id: Id<'lead'>): Promise<Columns> {
  const [row] = await tx.sql<Columns[]>`select ${tx.sql([...mergedColumns])} from leads where id = ${id}`;
  return row ?? {};
}

async function archiveInto(tx: Transaction, kept: HeldLead, gone: HeldLead): Promise<void> {
  const result = await tx.sql`
    update leads set archived_at = now(), merged_into = ${kept.id}, updated_at = ${justNow(tx)}
    where id = ${gone.id} and archived_at is null`;
  expectOneRow(result, `Merging ${gone.id} into ${kept.id}`);
}

/** Leads that had become part of the one point to the other now: from a phone to its lead it is one step, always. */
async function leadOn(tx: Transaction, from: Id<'lead'>, to: Id<'lead'>): Promise<Id<'lead'>[]> {
  const rows = await tx.sql<{ id: Id<'lead'> }[]>`
    update leads set merged_into = ${to} where merged_into = ${from} returning id`;
  return rows.map(({ id }) => id);
}

async function moveChats(tx: Transaction, from: Id<'lead'>, to: Id<'lead'>): Promise<Id<'conversation'>[]> {
  const rows = await tx.sql<{ id: Id<'conversation'> }[]>`
    update conversations set lead_id = ${to} where lead_id = ${from} returning id`;
  return rows.map(({ id }) => id);
}

/** The other phone stays known as that of the lead that is gone, and leads here (law 12). A payout is for one lead only. */
const exchangedColumns = ['phone', 'phoneAttested', 'payoutId'];

async function writeTaken(
  tx: Transaction,
  kept: HeldLead,
  gone: Id<'lead'>,
  taken: Taken,
  by: Id<'user'>,
): Promise<void> {
  const { status, ...rest } = taken;
  await writeColumns(tx, kept.id, rest, 'to');
  const exchanged = Object.entries(rest).filter(([column]) => exchangedColumns.includes(column));
  await writeColumns(tx, gone, Object.fromEntries(exchanged), 'from');
  if (status) await changeStatus(tx, kept, status.to as LeadStatus, by);
  await recordTaken(tx, kept.id, rest, by);
  // What the other one was told before this one came is no answer to it.
  await tx.sql`
    update leads k set first_reply_at = least(k.first_reply_at, g.first_reply_at) from leads g
    where k.id = ${kept.id} and g.id = ${gone} and g.first_reply_at >= k.created_at`;
}

/** In the words of the history: what is no field of its own there goes without saying. */
async function recordTaken(tx: Transaction, kept: Id<'lead'>, taken: Taken, by: Id<'user'>): Promise<void> {
  const { phoneAttested: _proof, broughtInByPersonId: _person, payoutId: _payout, ...rest } = taken;
  const { surveyOn, surveyBy, ...told } = rest;
  await recordChanges(tx, kept, told, by);
  if (surveyOn || surveyBy) {
    const [survey] = await tx.sql<{ on: string | null; by: Id<'user'> | null }[]>`
      select survey_on as on, survey_by as by from leads where id = ${kept}`;
    if (survey) await recordLeadEvent(tx, kept, by, { kind: 'survey', details: survey });
  }
}

export async function writeColumns(
  tx: Transaction,
  id: Id<'lead'>,
  taken: Taken,
  side: 'from' | 'to',
): Promise<void> {
  const row = Object.fromEntries(Object.entries(taken).map(([column, change]) => [column, change[side]]));
  if (Object.keys(row).length === 0) return;
  const result = await tx.sql`update leads set ${tx.sql(row)}, updated_at = ${justNow(tx)} where id = ${id}`;
  expectOneRow(result, `The fields of ${id}`);
}

export async function changeStatus(
  tx: Transaction,
  held: HeldLead,
  to: LeadStatus,
  by: Id<'user'>,
): Promise<void> {
  await setStatus(tx, held, to, by);
  await recordLeadEvent(tx, held.id, by, { kind: 'status', details: { from: held.status, to } });
}

async function recordMerge(
  tx: Transaction,
  { kept, gone, by }: Merge,
  trace: MergeTrace,
): Promise<Id<'lead_merge'>> {
  const merge = newId('lead_merge');
  await tx.sql`
    insert into lead_merges (id, kept, gone, before, by_person_id)
    values (${merge}, ${kept}, ${gone}, ${JSON.stringify(trace)}::text::jsonb, ${by})`;
  for (const id of [kept, gone])
    await recordLeadEvent(tx, id, by, { kind: 'merged', details: { kept, gone, merge } });
  return merge;
}
