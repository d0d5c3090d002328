import { findPublicName } from '../db/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import { makeLink } from '../db/links.ts';
import type { Id } from '../domain/id.ts';

/** A link that joins whoever opens it to this person, once. Null while no Telegram bot is connected. */
export async function makeChatLink(db: Database, person: Id<'user'>): Promise<string | null> {
  const bot = await findPublicName(db, 'telegram');
  return bot && `https://t.me/${bot}?start=${await makeLink(db, 'chat', person)}`;
}
