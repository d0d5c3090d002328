import type { Id } from '../../domain/id.ts';
import { say } from '../chat/outbox.ts';
import type { Database, Transaction } from '../database.ts';
import type { By } from './lead-events.ts';

/** Whoever was given a lead by somebody else hears of it; what one takes oneself is no news. */
export async function tellAssignee(
  tx: Transaction,
  lead: Id<'lead'>,
  to: Id<'user'> | null,
  by: By,
): Promise<void> {
  if (!to || to === by) return;
  const [facts] = await tx.sql<{ name: string | null; place: string | null; by: string | null }[]>`
    select l.name, l.location as place, (select p.name from people p where p.id = ${by}) as by
    from leads l where l.id = ${lead}`;
  if (!facts) throw new Error(`${lead} was given to somebody and is not there.`);
  await say(tx, { person: to }, { kind: 'lead_assigned', lead, ...facts });
}

/** The same of many leads at once: one note, however many. */
export async function tellAssigneeOfMany(
  at: Database | Transaction,
  count: number,
  to: Id<'user'> | null,
  by: By,
): Promise<void> {
  if (!to || to === by || count === 0) return;
  const [giver] = await at.sql<{ name: string }[]>`select name from people where id = ${by}`;
  await say(at, { person: to }, { kind: 'leads_assigned', count, by: giver?.name ?? null });
}
