import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../db/database.ts';
import type { Standing } from '../../../domain/channel.ts';
import type { Log } from '../../../log.ts';
import { type Alone, keepAlone } from '../alone.ts';
import type { Capabilities, ChatChannel, Ears, Outgoing, SendOutcome } from '../channel.ts';
import { fillGap, NothingFetched } from './gap-fill.ts';
import { type Gateway, type GatewayAccount, openGateway } from './gateway.ts';
import { hookRoutes } from './hooks.ts';
import { type AccountStanding, keepStanding } from './standing.ts';
import { mostParts, smsText } from './texts.ts';
import { verdictOn, well } from './verdict.ts';

export interface SmsSettings extends GatewayAccount {
  /** Stands in the address at which the gateway calls us. */
  webhookSecret: string;
  /** Remembers up to where the gateway was asked for missed messages. */
  db: Database;
  /** For the lock that the one who asks holds. */
  databaseUrl: string;
  log: Log;
  /** How long a call to the gateway may take: 20 s, below the lease of an outbox row. */
  patienceMs?: number;
  /** How often the gateway is asked for messages whose callbacks never came: 3 minutes. */
  askEveryMs?: number;
}

const capabilities: Capabilities = {
  contactButton: false,
  buttons: false,
  location: false,
  brief: true,
  forgeable: true,
  atMostOnce: true,
  pace: { everyMs: 1000, burst: 2 },
  accountPace: null,
  newChatsADay: null,
};

/** How long a send under way may still take when the bot stops: broken off, nobody would know its end. */
const lastWordsMs = 5000;

/** SMS by Africa's Talking, in plain fetch: its own package knows no other address than its own. */
export function createSms(settings: SmsSettings): ChatChannel {
  const { username: account, log } = settings;
  const closing = new AbortController();
  const gateway = openGateway(settings, closing.signal, settings.patienceMs);
  const underWay = new Set<Promise<SendOutcome>>();
  let open: { ears: Ears; standing: AccountStanding; asking: Alone } | null = null;
  let isStopping = false;
  return {
    name: 'sms',
    account,
    capabilities,
    routes: hookRoutes({ secret: settings.webhookSecret, ears: () => open?.ears ?? null, log }),
    async start(ears) {
      const standing = keepStanding(ears);
      open = { ears, standing, asking: askForMissed(settings, gateway, ears, standing) };
    },
    canSend: () => !isStopping,
    send(address, outgoing) {
      if (isStopping) return Promise.resolve({ outcome: 'away', error: 'The bot is stopping.' });
      const sending = send({ gateway, log, standing: open?.standing ?? null }, address, outgoing);
      underWay.add(sending);
      return sending.finally(() => underWay.delete(sending));
    },
    isWell: () => open?.standing.isWell() ?? true,
    async stop() {
      isStopping = true;
      const was = open;
      open = null;
      await Promise.all([was?.asking.stop(), settle(underWay, closing)]);
      await was?.standing.close();
    },
  };
}

/** Lets sends end by themselves for a while, then breaks them off. */
async function settle(underWay: ReadonlySet<Promise<unknown>>, closing: AbortController): Promise<void> {
  const ended = Promise.all(underWay);
  const patience = new AbortController();
  await Promise.race([ended, sleep(lastWordsMs, undefined, { signal: patience.signal }).catch(() => null)]);
  patience.abort();
  closing.abort();
  await ended;
}

interface Sender {
  gateway: Gateway;
  log: Log;
  standing: AccountStanding | null;
}

/** Never throws: whatever came back, or did not, is an outcome. */
async function send(
  { gateway, log, standing }: Sender,
  phone: string,
  outgoing: Outgoing,
): Promise<SendOutcome> {
  const { text, parts, alphabet, isCut } = smsText(outgoing);
  log.debug({ outbox: outgoing.id, parts, alphabet }, 'An SMS leaves.');
  if (isCut)
    log.warn({ outbox: outgoing.id }, `A text of more than ${mostParts} SMS was shortened to ${mostParts}.`);
  const verdict = verdictOn(await gateway.send(phone, text));
  if (verdict.standing) standing?.note('sending', verdict.standing);
  return verdict.outcome;
}

const connecting: Standing = { state: 'connecting', words: null };
const defaultAskEveryMs = 3 * 60_000;

/** Asks the gateway again and again for what no callback brought: in one process of the installation. */
function askForMissed(
  settings: SmsSettings,
  gateway: Gateway,
  { receive }: Ears,
  standing: AccountStanding,
): Alone {
  const { db, databaseUrl, username: account, log } = settings;
  const gap = { db, account, gateway, receive, log };
  const work = async (signal: AbortSignal) => {
    standing.note('fetching', connecting);
    while (!signal.aborted) {
      const found = await askOnce(() => fillGap(gap, signal), log, signal);
      if (found && !signal.aborted) standing.note('fetching', found);
      await sleep(settings.askEveryMs ?? defaultAskEveryMs, undefined, { signal }).catch(() => undefined);
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
    log.warn({ err: error }, "Africa's Talking was not asked for missed messages; it is asked again soon.");
    return error instanceof NothingFetched ? standingBy(error) : null;
  }
}

/** A gateway that cannot be asked for messages, but answers, may still send ours: only its key and its reach count. */
function standingBy({ answer, message }: NothingFetched): Standing {
  if (answer.came !== 'answer' || answer.status >= 500) return { state: 'away', words: message };
  return answer.status === 401 || answer.status === 403 ? (verdictOn(answer).standing ?? well) : well;
}
