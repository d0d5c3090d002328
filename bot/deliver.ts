import { applyForgottenReports } from '../db/chat/delivery-reports.ts';
import { type ClaimedSend, claimSends } from '../db/chat/sends.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel, Words } from './channels/channel.ts';
import { createPace } from './pace.ts';
import { keepRounds, type Rounds } from './rounds.ts';
import { createSeldom } from './seldom.ts';
import { accountOf, type Sending, sendAndSettle } from './send.ts';
import { settleInBatches } from './settle.ts';
import type { TrafficKeeper } from './traffic.ts';

const mostInFlight = 32;
/** How often the log says that one account cannot be reached. */
const complainEveryMs = 60_000;

interface Mouth {
  db: Database;
  log: Log;
  channels: readonly ChatChannel[];
  /** Throws when the stored body no longer parses. */
  word(send: ClaimedSend): Words;
  /** Is told of each message that left. */
  traffic?: Pick<TrafficKeeper, 'spoke'>;
}

/** Sends what is in the outbox, in any number of processes; `stop` waits for what is in flight. */
export async function deliver(mouth: Mouth): Promise<Rounds> {
  const { db, log } = mouth;
  const sending: Sending = {
    traffic: { spoke: () => undefined },
    ...mouth,
    pace: createPace(),
    settle: settleInBatches(db, log),
    isTimeToComplain: createSeldom(complainEveryMs),
  };
  const inFlight = new Set<Promise<void>>();
  const launch = (send: ClaimedSend) => {
    const flight = sendAndSettle(sending, send).finally(() => {
      inFlight.delete(flight);
      rounds.wake();
    });
    inFlight.add(flight);
  };
  const alarm = createAlarm(() => rounds.wake());
  const rounds = await keepRounds({
    db,
    bell: 'outbox',
    what: 'Sending messages',
    log,
    round: async () => {
      const most = mostInFlight - inFlight.size;
      if (most === 0) return false;
      const { sends, looked } = await claimDue(sending, most);
      for (const send of sends) launch(send);
      alarm.set(sending.pace.restEndsIn());
      // What was found dead or waiting stood before others, which are heads now.
      return looked === most || looked > sends.length;
    },
  });
  await applyForgottenReports(db).catch((error: unknown) =>
    log.warn({ err: error }, 'Reports of messages could not be applied; they are at the next start.'),
  );
  const stop = async () => {
    await rounds.stop();
    await Promise.all(inFlight);
    alarm.set(null);
  };
  return { ...rounds, stop };
}

async function claimDue({ db, channels, pace }: Sending, most: number) {
  const accounts = channels
    .filter((channel) => channel.canSend())
    .map(({ name, account, capabilities: { atMostOnce, newChatsADay, accountPace } }) => ({
      channel: name,
      account,
      atMostOnce,
      newChatsADay,
      room: pace.roomOf(accountOf({ channel: name, account }), accountPace),
    }))
    .filter(({ room }) => room !== 0);
  return claimSends(db, { most, accounts, resting: pace.restingChats() });
}

/** A timer that is set too far ahead rings at once. */
const furthestMs = 60_000;

/** Rings once, when the first rest is over, which may be sooner than the next look. */
function createAlarm(ring: () => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    /** Replaces what was set before; null sets nothing. */
    set(afterMs: number | null): void {
      clearTimeout(timer);
      if (afterMs !== null) timer = setTimeout(ring, Math.min(Math.ceil(afterMs), furthestMs));
    },
  };
}
