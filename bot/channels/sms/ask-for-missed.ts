import { setTimeout as sleep } from 'node:timers/promises';
import type { Standing } from '../../../domain/channel.ts';
import type { Log } from '../../../log.ts';
import { type Alone, keepAlone } from '../alone.ts';
import { fillGap, type GapFill, NothingFetched } from './gap-fill.ts';
import type { AccountStanding } from './standing.ts';
import { verdictOn, well } from './verdict.ts';

const connecting: Standing = { state: 'connecting', words: null };
const defaultAskEveryMs = 3 * 60_000;

/** Asks the gateway again and again for what no callback brought: in one process of the installation. */
export function askForMissed(
  { databaseUrl, askEveryMs = defaultAskEveryMs }: { databaseUrl: string; askEveryMs?: number },
  gap: GapFill,
  standing: AccountStanding,
): Alone {
  const { account, log } = gap;
  const work = async (signal: AbortSignal) => {
    standing.note('fetching', connecting);
    while (!signal.aborted) {
      const found = await askOnce(() => fillGap(gap, signal), log, signal);
      if (found && !signal.aborted) standing.note('fetching', found);
      await sleep(askEveryMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return keepAlone({ databaseUrl, name: `sms ${account}`, log, work });
}

/** How the account stands by it; null where it tells nothing of it. */
async function askOnce(ask: () => Promise<void>, log: Log, signal: AbortSignal): Promise<Standing | null> {
  try {
    await ask();
    return well;
  } catch (error) {
    if (signal.aborted) return null;
    const isGateways = error instanceof NothingFetched;
    // The gateway's answer may quote what people wrote: only our own words of it are logged.
    const trouble = isGateways ? { trouble: error.message } : { err: error };
    log.warn(trouble, 'Missed messages were not fetched from the gateway; it is asked again soon.');
    return isGateways ? standingBy(error) : null;
  }
}

/** A gateway that cannot be asked for messages, but answers, may still send ours: only its key and its reach count. */
function standingBy({ answer, message }: NothingFetched): Standing {
  if (answer.came !== 'answer' || answer.status >= 500) return { state: 'away', words: message };
  return answer.status === 401 || answer.status === 403 ? (verdictOn(answer).standing ?? well) : well;
}
