import { randomUUID } from 'node:crypto';
import type { Capabilities, ChatChannel, Ears, Outgoing, SendOutcome } from '../bot/channels/channel.ts';
import { ringBell } from '../db/bells.ts';
import { receiveMessages } from '../db/chat/inbox.ts';
import { findChat } from '../db/chat/thread.ts';
import type { Database } from '../db/database.ts';
import { addPackage } from '../db/packages.ts';
import type { Channel } from '../domain/channel.ts';
import type { Id } from '../domain/id.ts';
import type { Inbound, Said } from '../domain/message.ts';
import { parseMoney } from '../domain/money.ts';

/** One message as a channel would hand it over; `what` is its text or anything else somebody did. */
export function messageFrom(
  address: string,
  what: string | Said,
  externalId: string = randomUUID(),
): Inbound {
  const said: Said = typeof what === 'string' ? { kind: 'text', text: what } : what;
  return { externalId, address, displayName: null, attestedPhone: null, sentAt: null, said };
}

/** Opens a chat by its first message and steps nothing. */
export async function openChat(
  db: Database,
  address: string,
  channel: Channel = 'telegram',
): Promise<Id<'conversation'>> {
  await receiveMessages(db, channel, 'ours', [messageFrom(address, 'Habari')]);
  const chat = await findChat(db, { channel, account: 'ours', address });
  if (!chat) throw new Error('A message that was received opens a conversation.');
  return chat.id;
}

/** As the roof does: bells ring after commits. Without it only the poll each second finds the work. */
export function ringBells(db: Database): void {
  db.knock = async (wakes) => {
    for (const wake of wakes) if ('bell' in wake) await ringBell(db.sql, wake.bell);
  };
}

/** Ears that keep nothing, for what a test does not look at. */
export const deafEars = (heard: Partial<Ears> = {}): Ears => ({
  receive: async () => undefined,
  learnName: async () => undefined,
  tell: async () => undefined,
  report: async () => undefined,
  optOut: async () => undefined,
  recall: async () => null,
  ...heard,
});

export interface FakeChannel extends ChatChannel {
  /** What arrived, in the order in which it arrived. */
  sent: { address: string; text: string }[];
  /** How the next sends end; until it is set every message arrives. */
  answer: (address: string, outgoing: Outgoing) => SendOutcome | Promise<SendOutcome>;
}

/** As Telegram's, without its pace. */
export const ableToAll: Capabilities = {
  contactButton: true,
  buttons: true,
  location: true,
  brief: false,
  forgeable: false,
  atMostOnce: false,
  pace: null,
  accountPace: null,
  newChatsADay: null,
};

export function createFakeChannel(of: Partial<Pick<ChatChannel, 'name' | 'capabilities'>> = {}): FakeChannel {
  const fake: FakeChannel = {
    name: 'telegram',
    account: 'ours',
    capabilities: ableToAll,
    ...of,
    sent: [],
    answer: () => ({ outcome: 'sent', id: null }),
    start: async () => undefined,
    stop: async () => undefined,
    isWell: () => true,
    canSend: () => true,
    send: async (address, outgoing) => {
      const outcome = await fake.answer(address, outgoing);
      if (outcome.outcome === 'sent') fake.sent.push({ address, text: outgoing.text });
      return outcome;
    },
  };
  return fake;
}

/** What the ISP of the chat tests sells. */
export async function sellHome20(db: Database): Promise<void> {
  const price = parseMoney(2999);
  if (!price) throw new Error('2999 is an amount of money.');
  const speed = { downloadMbps: 20, uploadMbps: 10 };
  await addPackage(db, { name: '20 Mbps Home', service: 'pppoe', profile: '20M', ...speed, price });
}
