import type { Sql } from './database.ts';

/** A bell says "look at your table"; it carries nothing. Rung after a commit, heard by every process. */
export type Bell = 'inbox' | 'outbox' | 'whatsapp';

const channelOf = (bell: Bell) => `karibu_${bell}`;

export async function ringBell(sql: Sql, bell: Bell): Promise<void> {
  await sql.notify(channelOf(bell), '');
}

/**
 * Calls `hear` at every ring, and after each reconnection, because rings were missed meanwhile. Whoever listens must
 * still look at the table now and then: a bell is no promise.
 */
export async function listenToBell(sql: Sql, bell: Bell, hear: () => void): Promise<() => Promise<void>> {
  const { unlisten } = await sql.listen(channelOf(bell), hear, hear);
  return unlisten;
}
