import type { Id } from '../../domain/id.ts';
import type { LeadStatus } from '../../domain/lead.ts';
import { commit, type Database } from '../database.ts';
import { type Fragment, fragment, runFragment } from '../fragment.ts';
import { type LeadChoice, leadsChosen } from './lead-choice.ts';
import { type EditRefused, editLead, type LeadChange } from './lead-edit.ts';
import type { By } from './lead-events.ts';
import type { LeadVision } from './lead-reads.ts';
import { atMost } from './lead-walk.ts';
import { tellAssigneeOfMany } from './tell-assignee.ts';

/** A customer is made one by one: it asks whether they get a user on a router. */
export type BulkStatus = Exclude<LeadStatus, 'Converted'>;

export type BulkChange =
  | { assignedTo: Id<'user'> | null }
  | { status: BulkStatus; reason?: string | null; followUpDate?: string | null };

export interface BulkOutcome {
  changed: number;
  refused: { lead: Id<'lead'>; name: string | null; refusal: EditRefused }[];
  /** Chosen, and not come to: one call takes so many leads and so much time. Calling again goes on with these. */
  left: 'none' | 'some';
}

/** How many leads one call takes on. */
export const mostChanged = 10_000;

/** In milliseconds: well below the minute after which browsers and proxies give an answer up. */
const patience = 20_000;

/** So many in a transaction: few enough that nobody who waits for one of these leads notices. */
const batchSize = 100;

/**
 * Changes each of these leads as if somebody had opened it: with its own event, and refused where it is locked or being
 * converted. Those that are as they should be already are passed over, so that calling again goes on where it ended.
 */
export async function changeLeads(
  db: Database,
  vision: LeadVision,
  choice: LeadChoice,
  change: BulkChange,
  by: By,
  limits = { most: mostChanged, patience },
): Promise<BulkOutcome> {
  const found = await findToChange(db, vision, choice, change, limits.most + 1);
  const wanted = found.slice(0, limits.most);
  const outcome: BulkOutcome = { changed: 0, refused: [], left: 'none' };
  const end = performance.now() + limits.patience;
  let done = 0;
  while (done < wanted.length && performance.now() < end) {
    const batch = wanted.slice(done, done + batchSize);
    const refused = await changeBatch(db, batch, change, by).catch((error: unknown) => {
      // What is changed stays changed: whoever asked is told how many those are, and their new owner of them.
      if (done === 0) throw error;
      db.log.error(
        { err: error },
        'Not all leads that were chosen could be changed; whoever asked was told.',
      );
      return null;
    });
    if (!refused) break;
    done += batch.length;
    outcome.refused.push(...refused);
    outcome.changed += batch.length - refused.length;
  }
  if (done < found.length) outcome.left = 'some';
  if (!('status' in change)) await tellAssigneeOfMany(db, outcome.changed, change.assignedTo, by);
  return outcome;
}

interface Found {
  id: Id<'lead'>;
  name: string | null;
}

/** In the order of their ids: two calls that want the same leads queue behind each other instead of deadlocking. */
async function findToChange(
  db: Database,
  vision: LeadVision,
  choice: LeadChoice,
  change: BulkChange,
  limit: number,
): Promise<readonly Found[]> {
  const found = await runFragment<Found>(
    db,
    fragment`
      select l.id, l.name from leads l
      where ${leadsChosen(vision, choice)} and ${differsFrom(change)} limit ${atMost(limit)}`,
  );
  return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const differsFrom = (change: BulkChange): Fragment =>
  'status' in change
    ? fragment`l.status <> ${change.status}`
    : fragment`l.assigned_to is distinct from ${change.assignedTo}`;

async function changeBatch(
  db: Database,
  batch: readonly Found[],
  change: BulkChange,
  by: By,
): Promise<BulkOutcome['refused']> {
  return commit(db, async (tx) => {
    const refused: BulkOutcome['refused'] = [];
    for (const { id, name } of batch) {
      const result = await editLead(tx, id, editOf(change), by);
      if (result !== 'ok') refused.push({ lead: id, name, refusal: result });
    }
    return refused;
  });
}

function editOf(change: BulkChange): LeadChange {
  if (!('status' in change)) return { fields: change, isOneOfMany: true };
  const { status, reason, followUpDate } = change;
  return { status, reason, ...(followUpDate !== undefined && { fields: { followUpDate } }) };
}
