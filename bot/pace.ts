import type { Id } from '../domain/id.ts';
import type { Capabilities, PaceLimit } from './channels/channel.ts';

type Chat = Id<'conversation'>;
type Limits = Pick<Capabilities, 'pace' | 'accountPace'>;

/** Which chats, and which whole accounts, are to be left alone just now. In memory: a new process learns it anew. */
export interface Pace {
  /** A message leaves for this chat. */
  took(chat: Chat, account: string, limits: Limits): void;
  /** The provider asked for a pause. When several chats are told so at the same time, it means the whole account. */
  waitChat(chat: Chat, account: string, ms: number): void;
  waitAccount(account: string, ms: number): void;
  restingChats(): Chat[];
  /** How many messages the account may send at this moment: 0 while it rests, null where nothing limits it. */
  roomOf(account: string, limit: Capabilities['accountPace']): number | null;
  /** In how many milliseconds the first of those that rest may be written to again; null when none rests. */
  restEndsIn(): number | null;
}

/** So many chats of one account told to wait at the same time mean that the account itself writes too fast. */
const chatsThatMeanAccount = 3;

/** Both are given by tests: the clock in milliseconds, and chance from 0 to 1. */
export function createPace(now: () => number = Date.now, chance: () => number = Math.random): Pace {
  const chats = createClocks<Chat>(now, chance);
  const accounts = createClocks<string>(now, chance);
  const chatWaits = new Map<Chat, { until: number; account: string }>();
  const accountWaits = new Map<string, number>();
  const forgetPast = () => {
    for (const [chat, { until }] of chatWaits) if (until <= now()) chatWaits.delete(chat);
    for (const [account, until] of accountWaits) if (until <= now()) accountWaits.delete(account);
  };
  const waitAccount = (account: string, ms: number) => void accountWaits.set(account, now() + ms);
  return {
    took(chat, account, { pace, accountPace }) {
      if (pace) chats.wind(chat, pace);
      if (accountPace) accounts.wind(account, accountPace);
    },
    waitChat(chat, account, ms) {
      forgetPast();
      chatWaits.set(chat, { until: now() + ms, account });
      const waiting = [...chatWaits.values()].filter((wait) => wait.account === account);
      if (waiting.length >= chatsThatMeanAccount) waitAccount(account, ms);
    },
    waitAccount,
    restingChats() {
      forgetPast();
      return [...new Set([...chats.resting().keys(), ...chatWaits.keys()])];
    },
    roomOf(account, limit) {
      forgetPast();
      if (accountWaits.has(account)) return 0;
      return limit && accounts.roomOf(account, limit);
    },
    restEndsIn() {
      forgetPast();
      const waits = [...chatWaits.values()].map(({ until }) => until - now());
      const pauses = [...accountWaits.values()].map((until) => until - now());
      const ends = [...waits, ...pauses, ...chats.resting().values(), ...accounts.resting().values()];
      return ends.length > 0 ? Math.min(...ends) : null;
    },
  };
}

/**
 * A clock for each that has a pace: it is wound on with each message, by `everyMs` and by chance a little more, and runs
 * ahead of time while messages are quick. It rests while its clock is more than a burst ahead.
 */
function createClocks<Key>(now: () => number, chance: () => number) {
  const clocks = new Map<Key, { at: number; mayBeAhead: number }>();
  return {
    wind(key: Key, { everyMs, burst, jitterMs = 0 }: PaceLimit): void {
      const at = Math.max(now(), clocks.get(key)?.at ?? 0) + everyMs + chance() * jitterMs;
      clocks.set(key, { at, mayBeAhead: everyMs * (burst - 1) });
    },
    /** Who rests, and for how many milliseconds. */
    resting(): ReadonlyMap<Key, number> {
      const rests = new Map<Key, number>();
      for (const [key, { at, mayBeAhead }] of clocks) {
        if (at <= now()) clocks.delete(key);
        else if (at - now() > mayBeAhead) rests.set(key, at - now() - mayBeAhead);
      }
      return rests;
    },
    roomOf(key: Key, { everyMs, burst }: PaceLimit): number {
      const ahead = Math.max(0, (clocks.get(key)?.at ?? 0) - now());
      return Math.max(0, Math.floor(burst - ahead / everyMs));
    },
  };
}
