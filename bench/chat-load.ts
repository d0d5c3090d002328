import { setTimeout as sleep } from 'node:timers/promises';

// The load that a pipeline of chat messages is measured under: whoever stands behind it, the same people write the same
// words at the same pace, and the provider takes the same time for each answer.

/** How long the provider takes for one message. */
export const providerMs = 30;
const chats = 300;

/** A talk from hello to thanks; every line of it is answered. `phone` is another one in each chat. */
const talkOf = (phone: string) => [
  'Hi',
  'Jane Wanjiru',
  phone,
  'Kilimani',
  '4B',
  'Zuku',
  'It is slow',
  'no',
  'yes',
  'asante',
];

/** What is measured: it keeps messages, answers each of them, and speaks through `Speak`. */
interface Pipeline {
  /** Returns once the message is kept: then the provider is told so. */
  receive(message: { externalId: string; address: string; text: string }): Promise<void>;
  stop(): Promise<void>;
}

/** Says a word to an address; returns when the provider has taken it. */
export type Speak = (address: string) => Promise<void>;

export type OpenPipeline = (speak: Speak) => Promise<Pipeline>;

export interface Load {
  perSecond: number;
  seconds: number;
  /** Tells the people of one run from those of another, for a chat that has ended answers otherwise than a new one: 0 to 99. */
  run: number;
}

export interface Turns {
  acks: number[];
  /** From a message's arrival until the provider has taken the first word to its chat that began to leave after that. */
  replies: number[];
  /** From the first message to the last answer, divided by the messages. */
  perSecond: number;
  /** How many messages of ours answer one of theirs. */
  wordsEach: number;
}

export async function streamMessages(open: OpenPipeline, load: Load): Promise<Turns> {
  const waiting = new Map<string, number>();
  const acks: number[] = [];
  const replies: number[] = [];
  let words = 0;
  const pipeline = await open(async (address) => {
    words++;
    const arrived = waiting.get(address);
    waiting.delete(address);
    await sleep(providerMs);
    if (arrived !== undefined) replies.push(performance.now() - arrived);
  });
  const count = load.perSecond * load.seconds;
  const began = performance.now();
  const receive = async (number: number) => {
    const arrived = performance.now();
    const message = messageOf(number, load.run);
    if (!waiting.has(message.address)) waiting.set(message.address, arrived);
    await pipeline.receive(message);
    acks.push(performance.now() - arrived);
  };
  const receipts: Promise<void>[] = [];
  for (let number = 0; number < count; number++) {
    await sleep(Math.max(0, began + (number * 1000) / load.perSecond - performance.now()));
    receipts.push(receive(number));
  }
  await Promise.all(receipts);
  while (waiting.size > 0) await sleep(5);
  const tookSeconds = (performance.now() - began) / 1000;
  await pipeline.stop();
  return { acks, replies, perSecond: count / tookSeconds, wordsEach: words / count };
}

function messageOf(number: number, run: number) {
  const chat = number % chats;
  const talk = talkOf(`07${12_000_000 + run * 1000 + chat}`);
  return {
    externalId: `${run}-${number}`,
    address: `chat-${run}-${chat}`,
    text: talk[Math.floor(number / chats) % talk.length] ?? 'Hi',
  };
}
