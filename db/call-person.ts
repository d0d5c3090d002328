import type { Id } from '../domain/id.ts';
import type { Transaction } from './database.ts';
import { say } from './outbox.ts';

/**
 * Somebody in a chat asked for a human: whoever the lead is assigned to is told, else everybody who sells. At most once an
 * hour for a chat, however often they ask.
 */
export async function callPerson(
  tx: Transaction,
  call: { conversation: Id<'conversation'>; lead: Id<'lead'> | null; name: string | null },
): Promise<void> {
  const { conversation, lead, name } = call;
  const staff = await tx.sql<{ id: Id<'user'> }[]>`
    with assigned as (
      select p.id from leads l join people p on p.id = l.assigned_to and p.active where l.id = ${lead}
    )
    select id from assigned union all
    select id from people
    where active and role in ('owner', 'manager', 'sales') and not exists (select from assigned)`;
  const hour = new Date().toISOString().slice(0, 13);
  for (const { id } of staff)
    await say(
      tx,
      { person: id },
      { kind: 'person_wanted', lead, name },
      `person_wanted:${conversation}:${hour}:${id}`,
    );
}
