import type { Chat, ChatMember, ChatMemberUpdated, Message } from 'grammy/types';
import { saidAs } from '../said-as.ts';
import type { Heard } from './inbound.ts';

/** Other bots may listen in the same group: of the commands that name no bot only this one is ours. */
const ownGroupCommand = 'alerts';

export const isGroup = ({ type }: Chat): boolean => type === 'group' || type === 'supergroup';

/**
 * What is meant for us of what a group says: a command, or that the group has another id from now on (Telegram makes a
 * group a supergroup when it grows). Two messages tell of that, one in each chat; either is enough.
 */
export function fromGroup(message: Message, botName: string | null): Heard | null {
  const { chat, from, text, migrate_to_chat_id: to, migrate_from_chat_id: before } = message;
  // An administrator who hides their name writes as a bot that stands for the whole group; nobody knows who they are.
  if (!from || (from.is_bot && message.sender_chat?.id !== chat.id)) return null;
  const heard = {
    address: String(to ?? chat.id),
    displayName: chat.title ?? null,
    attestedPhone: null,
    writer: String(from.id),
    sentAt: new Date(message.date * 1000).toISOString(),
  };
  if (to !== undefined || before !== undefined)
    return { ...heard, otherAddresses: [String(before ?? chat.id)], said: { kind: 'unblocked' } };
  const said = text ? saidAs(text) : null;
  if (!text || said?.kind !== 'command') return null;
  const named = /^\/\w+@(\w+)/.exec(text)?.[1];
  const isOurs = named
    ? botName === null || named.toLowerCase() === botName.toLowerCase()
    : said.name === ownGroupCommand;
  return isOurs ? { ...heard, said } : null;
}

/** We were brought into a group, or sent away from it; other changes of what we may do there are nothing to us. */
export function fromGroupMember(member: ChatMemberUpdated): Heard | null {
  const [wasIn, isIn] = [member.old_chat_member, member.new_chat_member].map(isThere);
  if (wasIn === isIn) return null;
  return {
    address: String(member.chat.id),
    displayName: member.chat.title ?? null,
    attestedPhone: null,
    writer: String(member.from.id),
    sentAt: new Date(member.date * 1000).toISOString(),
    said: { kind: isIn ? 'group_joined' : 'blocked' },
  };
}

const isThere = (member: ChatMember): boolean =>
  member.status === 'restricted' ? member.is_member : member.status !== 'left' && member.status !== 'kicked';
