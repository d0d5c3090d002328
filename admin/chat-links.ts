import { findPublicName } from '../db/channel/channel-accounts.ts';
import type { Database } from '../db/database.ts';
import { makeLink } from '../db/person/links.ts';
import { channelFacts, channels } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';

export interface ChatLink {
  /** What the channel is called: `WhatsApp`. */
  label: string;
  link: string;
}

/** A way into our chat on one channel. */
interface Door {
  label: string;
  /** The link that opens it with `/start <argument>` ready to be sent. */
  openWith(argument: string): string;
}

/** One for each channel that is connected and can be opened by a link. */
async function findDoors(db: Database): Promise<Door[]> {
  const doors = await Promise.all(
    channels.map(async (name) => {
      const { link, name: label } = channelFacts[name];
      const publicName = link && (await findPublicName(db, name));
      return link && publicName
        ? [{ label, openWith: (argument: string) => link(publicName, argument) }]
        : [];
    }),
  );
  return doors.flat();
}

/**
 * Links that join whoever opens one of them to this person: one for each channel that is connected. They carry the same
 * token, so the first that is used spends the others. Empty while no channel is connected.
 */
export async function makeChatLinks(db: Database, person: Id<'user'>): Promise<ChatLink[]> {
  const doors = await findDoors(db);
  if (doors.length === 0) return [];
  const token = await makeLink(db, 'chat', person);
  return doors.map(({ label, openWith }) => ({ label, link: openWith(token) }));
}

/** For posters: whoever comes by one of these was brought by the person of this code. The chat page is always open. */
export async function findReferralLinks(db: Database, publicUrl: string, code: string): Promise<ChatLink[]> {
  const argument = `r_${code}`;
  const chats = (await findDoors(db)).map(({ label, openWith }) => ({ label, link: openWith(argument) }));
  return [...chats, { label: channelFacts.web.name, link: `${publicUrl}/chat?start=${argument}` }];
}
