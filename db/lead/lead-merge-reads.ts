import type { Id } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import { commit, type Database } from '../database.ts';
import { holdPair, type MergeRefusal, readColumns, refuseToMerge } from './lead-merge.ts';
import { type Comparison, compareField, type MergeField, mergeFieldNames } from './lead-merge-fields.ts';

/** What a merge of these two would ask and do, or why it cannot be. */
export type MergePreview =
  | { refused: MergeRefusal }
  | {
      compared: Record<MergeField, Comparison>;
      /** These stay as the kept lead has them: it is a customer. */
      fixed: ReadonlySet<MergeField>;
    };

export async function previewMerge(
  db: Database,
  ids: { kept: Id<'lead'>; gone: Id<'lead'> },
): Promise<MergePreview> {
  return commit(db, async (tx) => {
    const pair = await holdPair(tx, ids);
    if (!pair) return { refused: 'not_found' };
    const refused = refuseToMerge(pair.kept, pair.gone);
    if (refused) return { refused };
    const [kept, gone] = [await readColumns(tx, ids.kept), await readColumns(tx, ids.gone)];
    const compared = Object.fromEntries(
      mergeFieldNames.map((field) => [field, compareField(field, kept, gone)]),
      // One for each name in the list.
    ) as Record<MergeField, Comparison>;
    const isCustomer = pair.kept.status === 'Converted';
    const fixed: MergeField[] = isCustomer
      ? ['status', ...(pair.kept.hasRouterUser ? ['phone' as const] : [])]
      : [];
    return { compared, fixed: new Set(fixed) };
  });
}

/** A lead that became part of another, which can be undone. */
export interface MergedLead {
  merge: Id<'lead_merge'>;
  name: string | null;
  /** Known as a second one: whoever writes from it is this lead. */
  phone: Phone;
  by: string;
  at: Date;
}

/** The leads that became part of this one, the latest first. */
export async function listMergedLeads(db: Database, kept: Id<'lead'>): Promise<readonly MergedLead[]> {
  return db.sql<MergedLead[]>`
    select m.id as merge, l.name, l.phone, p.name as by, m.at
    from leads l join lead_merges m on m.gone = l.id and m.kept = ${kept} and m.undone_at is null
      join people p on p.id = m.by_person_id
    where l.merged_into = ${kept} order by m.at desc, m.id desc`;
}
