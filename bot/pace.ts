import type { Id } from '../domain/id.ts';
import type { Capabilities } from './channels/channel.ts';

type Chat = Id<'conversation'>;

/** Which chats, and which whole accounts, are to be left alone just now. In memory: a new process learns it anew. */
export interface Pace {
  /** A message leaves for this chat. */
  took(chat: Chat, limit: Capabilities['pace']): void;
  /** The provider asked for a pause. When several chats are told so at the same time, it means the whole account. */
  waitChat(chat: Chat, account: string, ms: number): void;
  waitAccount(account: string, ms: number): void;
  restingChats(): Chat[];
  isAccountResting(account: string): boolean;
}

/** So many chats of one account told to wait at the same time mean that the account itself writes too fast. */
const chatsThatMeanAccount = 3;

export function createPace(now: () => number = Date.now): Pace {
  // A chat's own clock runs `everyMs` ahead with each message; the chat rests while that clock is a burst ahead of time.
  const clocks = new Map<Chat, { at: number; ahead: number }>();
  const waits = new Map<Chat, { until: number; account: string }>();
  const accounts = new Map<string, number>();
  const forgetPast = () => {
    for (const [chat, clock] of clocks) if (clock.at <= now()) clocks.delete(chat);
    for (const [chat, wait] of waits) if (wait.until <= now()) waits.delete(chat);
  };
  const waitAccount = (account: string, ms: number) => void accounts.set(account, now() + ms);
  return {
    took(chat, limit) {
      if (!limit) return;
      const at = Math.max(now(), clocks.get(chat)?.at ?? 0) + limit.everyMs;
      clocks.set(chat, { at, ahead: limit.everyMs * (limit.burst - 1) });
    },
    waitChat(chat, account, ms) {
      forgetPast();
      waits.set(chat, { until: now() + ms, account });
      const waiting = [...waits.values()].filter((wait) => wait.account === account);
      if (waiting.length >= chatsThatMeanAccount) waitAccount(account, ms);
    },
    waitAccount,
    restingChats() {
      forgetPast();
      const fast = [...clocks].filter(([, { at, ahead }]) => at - now() > ahead).map(([chat]) => chat);
      return [...new Set([...fast, ...waits.keys()])];
    },
    isAccountResting: (account) => (accounts.get(account) ?? 0) > now(),
  };
}
