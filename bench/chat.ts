import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatChannel } from '../bot/channels/channel.ts';
import { talk } from '../bot/conversation/conversation.ts';
import { converse } from '../bot/converse.ts';
import { deliver } from '../bot/deliver.ts';
import { ringBell } from '../db/bells.ts';
import type { Database } from '../db/database.ts';
import { receiveMessages } from '../db/inbox.ts';
import { createLog } from '../log.ts';
import { percentile, printFigures, round } from './figures.ts';
import { openBenchGround } from './ground.ts';

// Chat turns at 200 messages a second for 20 s over 300 chats, a provider that takes 30 ms a send. The baseline is what the
// reference pipeline, a sketch without leads, phrases or effects, measured on hardware of this size: ack 5/43 ms and reply
// 49/129 ms (p50/p99).

const perSecond = 200;
const seconds = 20;
const chats = 300;
const providerMs = 30;

export async function benchChat(): Promise<void> {
  const ground = await openBenchGround();
  const { db } = ground;
  db.knock = async (wakes) => {
    for (const wake of wakes) if ('bell' in wake) await ringBell(db.sql, wake.bell);
  };
  const turns = await streamMessages(db);
  const [row] = await db.sql<
    { stepped: number }[]
  >`select count(*) as stepped from inbox where done_at is not null`;
  await ground.close();
  const line = (what: string, values: readonly number[], share: number, reference: number) => {
    const value = percentile(values, share);
    return {
      what,
      measured: `${round(value)} ms`,
      baseline: `${reference} ms reference`,
      ratio: value / reference,
    };
  };
  printFigures(`Chat at ${perSecond} messages/s`, [
    {
      what: 'turns a second',
      measured: `${round((row?.stepped ?? 0) / turns.tookSeconds)}/s`,
      baseline: `${perSecond}/s sent`,
      ratio: (row?.stepped ?? 0) / turns.tookSeconds / perSecond,
    },
    line('ack p50', turns.acks, 0.5, 5),
    line('ack p99', turns.acks, 0.99, 43),
    line('reply p50', turns.replies, 0.5, 49),
    line('reply p99', turns.replies, 0.99, 129),
  ]);
}

interface Turns {
  acks: number[];
  /** From a message's arrival to the first send to its chat after that. */
  replies: number[];
  tookSeconds: number;
}

async function streamMessages(db: Database): Promise<Turns> {
  const log = createLog('error');
  const waiting = new Map<string, number>();
  const turns: Turns = { acks: [], replies: [], tookSeconds: 0 };
  const channel = slowChannel(async (address) => {
    const arrived = waiting.get(address);
    waiting.delete(address);
    await sleep(providerMs);
    if (arrived !== undefined) turns.replies.push(performance.now() - arrived);
  });
  const stepping = await converse({ db, log, talk, capabilitiesOf: () => channel.capabilities });
  const word = () => ({ text: 'Karibu!', choices: [], contactLabel: null });
  const sending = await deliver({ db, log, channels: [channel], word });
  const began = performance.now();
  const receipts: Promise<void>[] = [];
  for (let number = 0; number < perSecond * seconds; number++) {
    await sleep(Math.max(0, began + (number * 1000) / perSecond - performance.now()));
    receipts.push(receiveOne(db, number, waiting, turns));
  }
  await Promise.all(receipts);
  while (waiting.size > 0) await sleep(20);
  turns.tookSeconds = (performance.now() - began) / 1000;
  await stepping.stop();
  await sending.stop();
  return turns;
}

/** A channel that takes its time to send, and hears nothing by itself. */
function slowChannel(send: (address: string) => Promise<void>): ChatChannel {
  return {
    name: 'web',
    account: 'bench',
    capabilities: {
      contactButton: false,
      buttons: true,
      location: false,
      brief: false,
      forgeable: false,
      atMostOnce: false,
      pace: null,
      accountPace: null,
      newChatsADay: null,
    },
    canSend: () => true,
    start: async () => undefined,
    stop: async () => undefined,
    isWell: () => true,
    async send(address) {
      await send(address);
      return { outcome: 'sent', id: null };
    },
  };
}

async function receiveOne(
  db: Database,
  number: number,
  waiting: Map<string, number>,
  turns: Turns,
): Promise<void> {
  const address = `chat-${number % chats}`;
  const arrived = performance.now();
  if (!waiting.has(address)) waiting.set(address, arrived);
  const said = { kind: 'text', text: number % 2 === 0 ? 'Jane' : 'Kilimani 4B' } as const;
  const message = {
    externalId: String(number),
    address,
    displayName: null,
    attestedPhone: null,
    sentAt: null,
    said,
  };
  await receiveMessages(db, 'web', 'bench', [message]);
  turns.acks.push(performance.now() - arrived);
}
