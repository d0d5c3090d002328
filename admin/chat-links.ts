import { findPublicName } from '../db/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import { makeLink } from '../db/links.ts';
import { channelFacts, channels } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';

export interface ChatLink {
  /** What the channel is called: `WhatsApp`. */
  label: string;
  link: string;
}

/**
 * Links that join whoever opens one of them to this person: one for each channel that is connected. They carry the same
 * token, so the first that is used spends the others. Empty while no channel is connected.
 */
export async function makeChatLinks(db: Database, person: Id<'user'>): Promise<ChatLink[]> {
  const doors = await Promise.all(
    channels.map(async (name) => {
      const { link, name: label } = channelFacts[name];
      const publicName = link && (await findPublicName(db, name));
      return link && publicName ? [{ label, openWith: (token: string) => link(publicName, token) }] : [];
    }),
  );
  if (doors.flat().length === 0) return [];
  const token = await makeLink(db, 'chat', person);
  return doors.flat().map(({ label, openWith }) => ({ label, link: openWith(token) }));
}
