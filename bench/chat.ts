import type { Capabilities, ChatChannel } from '../bot/channels/channel.ts';
import { talk } from '../bot/conversation/conversation.ts';
import { converse } from '../bot/converse.ts';
import { deliver } from '../bot/deliver.ts';
import { wordSend } from '../bot/wording.ts';
import { receiveMessages } from '../db/chat/inbox.ts';
import type { Database } from '../db/database.ts';
import { createLog } from '../log.ts';
import { ableToAll, ringBells } from '../test/chats.ts';
import { type OpenPipeline, type Speak, streamMessages, type Turns } from './chat-load.ts';
import { type Figure, percentile, printFigures, round } from './figures.ts';
import { openBenchGround } from './ground.ts';
import { createReferenceTables, referencePipeline } from './reference-pipeline.ts';

// Chat turns, from hello to a lead and thanks, beside the reference pipeline: the same people, the same provider, the same
// PostgreSQL, turn and turn about, so that whatever else the machine does falls on both.

/** `times`: how often each of the two is measured; at the highest rates it is seen who still keeps up. */
const rates = [
  { perSecond: 200, seconds: 20, times: 2 },
  { perSecond: 400, seconds: 10, times: 1 },
  { perSecond: 600, seconds: 10, times: 1 },
];

export async function benchChat(): Promise<void> {
  const ground = await openBenchGround();
  const { db } = ground;
  ringBells(db);
  await createReferenceTables(db);
  const [ours, reference] = [ourPipeline(db), referencePipeline(db)];
  const figures: Figure[] = [];
  let run = 0;
  for (const { times, ...rate } of rates) {
    const [turnsOfOurs, turnsOfReference]: [Turns[], Turns[]] = [[], []];
    for (let time = 0; time < times; time++) {
      turnsOfOurs.push(await streamMessages(ours, { ...rate, run: run++ }));
      turnsOfReference.push(await streamMessages(reference, { ...rate, run: run++ }));
    }
    figures.push(...compare(rate.perSecond, together(turnsOfOurs), together(turnsOfReference)));
  }
  await ground.close();
  printFigures('Chat beside the reference pipeline', figures);
}

const ourPipeline =
  (db: Database): OpenPipeline =>
  async (speak) => {
    const log = createLog('error');
    const channel = speakingChannel(speak);
    const stepping = await converse({ db, log, talk, capabilitiesOf: () => channel.capabilities });
    const sending = await deliver({ db, log, channels: [channel], word: wordSend });
    return {
      async receive({ externalId, address, text }) {
        const said = { kind: 'text', text } as const;
        const unknown = { displayName: null, attestedPhone: null, sentAt: null };
        await receiveMessages(db, channel.name, channel.account, [{ externalId, address, ...unknown, said }]);
      },
      async stop() {
        await stepping.stop();
        await sending.stop();
      },
    };
  };

const web: Capabilities = { ...ableToAll, contactButton: false, location: false };

/** A channel that hears nothing by itself. */
const speakingChannel = (speak: Speak): ChatChannel => ({
  name: 'web',
  account: 'bench',
  capabilities: web,
  canSend: () => true,
  start: async () => undefined,
  stop: async () => undefined,
  isWell: () => true,
  async send(address) {
    await speak(address);
    return { outcome: 'sent', id: null };
  },
});

const together = (turns: readonly Turns[]): Turns => ({
  acks: turns.flatMap(({ acks }) => acks),
  replies: turns.flatMap(({ replies }) => replies),
  perSecond: mean(turns.map(({ perSecond }) => perSecond)),
  wordsEach: mean(turns.map(({ wordsEach }) => wordsEach)),
});

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function compare(rate: number, ours: Turns, reference: Turns): Figure[] {
  const row = (what: string, times: 'acks' | 'replies', share: number): Figure => {
    const [mine, its] = [percentile(ours[times], share), percentile(reference[times], share)];
    const of = { measured: `${round(mine, 1)} ms`, baseline: `${round(its, 1)} ms` };
    return { what: `at ${rate}/s: ${what}`, ...of, ratio: mine / its };
  };
  return [
    {
      what: `at ${rate}/s: messages/s, the last one answered`,
      measured: `${round(ours.perSecond)}/s`,
      baseline: `${round(reference.perSecond)}/s`,
      ratio: ours.perSecond / reference.perSecond,
    },
    {
      what: `at ${rate}/s: words sent for a message`,
      measured: ours.wordsEach.toFixed(2),
      baseline: reference.wordsEach.toFixed(2),
      ratio: ours.wordsEach / reference.wordsEach,
    },
    row('ack p50', 'acks', 0.5),
    row('ack p99', 'acks', 0.99),
    row('reply p50', 'replies', 0.5),
    row('reply p99', 'replies', 0.99),
  ];
}
