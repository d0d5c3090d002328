import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../db/database.ts';
import type { Log } from '../../../log.ts';
import type { Alone } from '../alone.ts';
import type { Capabilities, ChatChannel, Ears, Outgoing, SendOutcome } from '../channel.ts';
import { askForMissed } from './ask-for-missed.ts';
import { wasFetched } from './gap-fill.ts';
import { type Gateway, type GatewayAccount, openGateway } from './gateway.ts';
import { hookRoutes } from './hooks.ts';
import { type AccountStanding, keepStanding } from './standing.ts';
import { mostParts, smsText } from './texts.ts';
import { verdictOn } from './verdict.ts';

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
    routes: hookRoutes({
      secret: settings.webhookSecret,
      ears: () => open?.ears ?? null,
      wasFetched: (message) => wasFetched({ db: settings.db, account }, message),
      log,
    }),
    async start(ears) {
      const standing = keepStanding(ears);
      const gap = { db: settings.db, account, gateway, receive: ears.receive, log };
      open = { ears, standing, asking: askForMissed(settings, gap, standing) };
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
