import { setTimeout as sleep } from 'node:timers/promises';
import { openMixedHouse } from '../test/fixtures/mixed-house.ts';
import { peopleWhoWrite } from '../test/fixtures/mixed-people.ts';
import { type Tally, tally, untilAllIsAnswered } from '../test/fixtures/mixed-tally.ts';
import { providerMs } from './chat-load.ts';
import { type Figure, printFigures, round } from './figures.ts';
import { openBenchGround } from './ground.ts';

// 10 000 messages on four channels, as fast as they are acknowledged, into a bot that is killed every few seconds; and the
// same into one that lives. What is lost, doubled or out of order is counted, and so is what the deaths cost.

const [chatsEach, messagesEach] = [100, 25];
const messages = 4 * chatsEach * messagesEach;
const killEveryMs = 3000;
/** How many messages a bot has in flight: so many may be said twice when it dies. */
const inFlight = 32;

interface Storm {
  tally: Tally;
  kills: number;
  /** Messages a second, until the last one is answered. */
  perSecond: number;
}

export async function benchCrash(): Promise<void> {
  const calm = await runStorm(false);
  const storm = await runStorm(true);
  const baseline = 'the same without kills';
  const count = (what: string, of: (tally: Tally) => number): Figure => ({
    what,
    measured: String(of(storm.tally)),
    baseline: String(of(calm.tally)),
    ratio: null,
  });
  const mostRepeats = storm.kills * inFlight;
  printFigures(
    `${messages} messages on four channels, ${storm.kills} kill -9, one each ${killEveryMs / 1000} s`,
    [
      {
        what: 'messages/s, the last one answered',
        measured: `${round(storm.perSecond)}/s`,
        baseline: `${round(calm.perSecond)}/s ${baseline}`,
        ratio: storm.perSecond / calm.perSecond,
      },
      count('messages lost', ({ lost }) => lost),
      count('messages stepped twice', ({ steppedTwice }) => steppedTwice),
      count('chats out of order', ({ disordered, answersDisordered }) => disordered + answersDisordered),
      count('leads missing', ({ leadsMissing }) => leadsMissing),
      count('leads too many', ({ leadsTooMany }) => leadsTooMany),
      count('messages given up', ({ givenUp }) => givenUp),
      count('SMS sent twice', ({ smsRepeated }) => smsRepeated),
      count('SMS whose end is unknown', ({ smsUnknown }) => smsUnknown),
      {
        what: 'other words sent twice',
        measured: String(storm.tally.repeated),
        baseline: `${mostRepeats} in flight at the kills`,
        ratio: storm.tally.repeated / mostRepeats,
      },
    ],
  );
}

async function runStorm(kills: boolean): Promise<Storm> {
  const ground = await openBenchGround();
  const house = await openMixedHouse(ground.db, ground.url, providerMs);
  const tellers = peopleWhoWrite(chatsEach, messagesEach);
  const began = performance.now();
  const answered = house.feed(tellers).then(() => untilAllIsAnswered(ground.db));
  const killed = kills ? await killUntil(answered, house.killBot) : 0;
  await answered;
  const perSecond = (messages / (performance.now() - began)) * 1000;
  await house.close();
  const storm = { tally: await tally(ground.db, tellers, house.carried), kills: killed, perSecond };
  await ground.close();
  return storm;
}

async function killUntil(ended: Promise<void>, kill: () => Promise<void>): Promise<number> {
  const over = ended.then(() => 'over' as const);
  for (let count = 0; ; count++) {
    if ((await Promise.race([over, sleep(killEveryMs)])) === 'over') return count;
    await kill();
  }
}
