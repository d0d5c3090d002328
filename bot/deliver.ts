import { stopAddress } from '../db/consents.ts';
import type { Database } from '../db/database.ts';
import { shutChat } from '../db/outbox.ts';
import { type ClaimedSend, claimSends, type SendEnd } from '../db/sends.ts';
import type { Log } from '../log.ts';
import type { ChatChannel, SendOutcome, Words } from './channels/channel.ts';
import { createPace, type Pace } from './pace.ts';
import { keepRounds, type Rounds } from './rounds.ts';
import { type Settle, settleInBatches } from './settle.ts';

const mostInFlight = 32;
const mostTries = 8;
/** A person of the ISP must hear what happened: with the longest wait between them these tries last more than two hours. */
const mostTriesToPerson = 20;
const longestWaitMs = 10 * 60_000;
/** How long a provider that cannot be reached is left alone. */
const awayMs = 5000;

interface Mouth {
  db: Database;
  log: Log;
  channels: readonly ChatChannel[];
  /** Throws when the stored body no longer parses. */
  word(send: ClaimedSend): Words;
}

type Sending = Mouth & { pace: Pace; settle: Settle };

const accountOf = ({ channel, account }: Pick<ClaimedSend, 'channel' | 'account'>) => `${channel} ${account}`;

/** Sends what is in the outbox, in any number of processes; `stop` waits for what is in flight. */
export async function deliver(mouth: Mouth): Promise<Rounds> {
  const sending: Sending = { ...mouth, pace: createPace(), settle: settleInBatches(mouth.db, mouth.log) };
  const inFlight = new Set<Promise<void>>();
  const launch = (send: ClaimedSend) => {
    const flight = sendAndSettle(sending, send).finally(() => {
      inFlight.delete(flight);
      rounds.wake();
    });
    inFlight.add(flight);
  };
  const rounds = await keepRounds({
    db: mouth.db,
    bell: 'outbox',
    what: 'Sending messages',
    log: mouth.log,
    round: async () => {
      const most = mostInFlight - inFlight.size;
      if (most === 0) return false;
      const { sends, looked } = await claimDue(sending, most);
      for (const send of sends) launch(send);
      // What was found dead or waiting stood before others, which are heads now.
      return looked === most || looked > sends.length;
    },
  });
  const stop = async () => {
    await rounds.stop();
    await Promise.all(inFlight);
  };
  return { ...rounds, stop };
}

async function claimDue({ db, channels, pace }: Sending, most: number) {
  const accounts = channels
    .filter((channel) => channel.canSend())
    .map(({ name, account, capabilities }) => ({
      channel: name,
      account,
      atMostOnce: capabilities.atMostOnce,
    }))
    .filter((it) => !pace.isAccountResting(accountOf(it)));
  return claimSends(db, { most, accounts, resting: pace.restingChats() });
}

/** Never rejects: whatever goes wrong, the lease ends and the row is found again. */
async function sendAndSettle(sending: Sending, send: ClaimedSend): Promise<void> {
  const { db, log, settle } = sending;
  try {
    const end = await trySend(sending, send);
    if (end === 'blocked') await shutChat(db, send.conversationId);
    else await settle({ id: send.id, attempts: send.attempts, ...end });
  } catch (error) {
    log.error(
      { err: error, outbox: send.id },
      'A message was tried and its end not written; it is tried again.',
    );
  }
}

async function trySend(sending: Sending, send: ClaimedSend): Promise<SendEnd | 'blocked'> {
  const { log, pace } = sending;
  const channel = sending.channels.find((it) => it.name === send.channel && it.account === send.account);
  if (!channel) throw new Error(`${accountOf(send)} was claimed, but this process has no such channel.`);
  const words = wordOrNull(sending, send);
  if (!words) return { end: 'dead', error: 'Its stored body cannot be worded.' };
  pace.took(send.conversationId, channel.capabilities.pace);
  const outcome = await channel
    .send(send.address, { ...words, id: send.id })
    .catch((error: unknown): SendOutcome => {
      log.error({ err: error, outbox: send.id }, `The channel ${channel.name} broke while it sent.`);
      return { outcome: 'failed', error: String(error) };
    });
  if (outcome.outcome === 'blocked') return 'blocked';
  if (outcome.outcome === 'stopped') {
    await stopAddress(sending.db, send.channel, send.account, send.address, outcome.words);
    return { end: 'dead', error: 'stopped' };
  }
  holdBack(pace, send, outcome);
  return endOf(outcome, words, send, log);
}

function wordOrNull({ word, log }: Sending, send: ClaimedSend): Words | null {
  try {
    return word(send);
  } catch (error) {
    log.error({ err: error, outbox: send.id }, 'A message cannot be worded and will never be sent.');
    return null;
  }
}

function holdBack(pace: Pace, send: ClaimedSend, outcome: SendOutcome): void {
  if (outcome.outcome === 'wait') pace.waitChat(send.conversationId, accountOf(send), outcome.afterMs);
  if (outcome.outcome === 'away') pace.waitAccount(accountOf(send), awayMs);
}

function endOf(
  outcome: Exclude<SendOutcome, { outcome: 'blocked' | 'stopped' }>,
  { text, choices }: Words,
  send: ClaimedSend,
  log: Log,
): SendEnd {
  const { id, attempts } = send;
  switch (outcome.outcome) {
    case 'sent':
      return { end: 'sent', providerId: outcome.id, text, choices };
    case 'wait':
      return { end: 'again', afterMs: outcome.afterMs, counts: false, error: 'The channel asked to wait.' };
    case 'away':
      log.warn({ outbox: id, error: outcome.error }, 'A channel cannot be reached; messages wait for it.');
      return { end: 'again', afterMs: awayMs, counts: false, error: outcome.error };
    case 'failed':
      if (attempts < mostTriesOf(send))
        return { end: 'again', afterMs: waitAfter(attempts), counts: true, error: outcome.error };
      log.error({ outbox: id, error: outcome.error }, `A message failed ${attempts} times and was given up.`);
      return { end: 'dead', error: outcome.error };
    case 'refused':
      log.error({ outbox: id, error: outcome.error }, 'A channel refused a message for good.');
      return { end: 'dead', error: outcome.error };
    case 'unknown':
      return { end: 'unknown', error: outcome.error };
  }
}

const mostTriesOf = ({ kind, isToPerson }: ClaimedSend) =>
  kind === 'notice' && isToPerson ? mostTriesToPerson : mostTries;

const waitAfter = (attempts: number) => Math.min(1000 * 2 ** attempts, longestWaitMs);
