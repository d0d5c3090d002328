import { stopAddress } from '../db/chat/consents.ts';
import { shutChat } from '../db/chat/outbox.ts';
import type { SendEnd } from '../db/chat/send-ends.ts';
import type { ClaimedSend } from '../db/chat/sends.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel, SendOutcome, Words } from './channels/channel.ts';
import type { Pace } from './pace.ts';
import type { Settle } from './settle.ts';
import type { TrafficKeeper } from './traffic.ts';

const mostTries = 8;
/** A person of the ISP must hear what happened: with the longest wait between them these tries last more than two hours. */
const mostTriesToPerson = 20;
const longestWaitMs = 10 * 60_000;
/** How long a provider that cannot be reached is left alone. */
const awayMs = 5000;

/** What one send needs. */
export interface Sending {
  db: Database;
  log: Log;
  channels: readonly ChatChannel[];
  /** Throws when the stored body no longer parses. */
  word(send: ClaimedSend): Words;
  pace: Pace;
  settle: Settle;
  traffic: Pick<TrafficKeeper, 'spoke'>;
  /** Whether it is time to log again that this account cannot be reached. */
  isTimeToComplain(account: string): boolean;
}

export const accountOf = ({ channel, account }: Pick<ClaimedSend, 'channel' | 'account'>) =>
  `${channel} ${account}`;

/** Never rejects: whatever goes wrong, the lease ends and the row is found again. */
export async function sendAndSettle(sending: Sending, send: ClaimedSend): Promise<void> {
  const { db, log, settle } = sending;
  try {
    const end = await trySend(sending, send);
    if (end === 'blocked') await shutChat(db, send.conversationId);
    else await settle({ id: send.id, attempts: send.attempts, leasedUntil: send.leasedUntil, ...end });
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
  pace.took(send.conversationId, accountOf(send), channel.capabilities);
  const outcome = await channel
    .send(send.address, { ...words, id: send.id })
    .catch((error: unknown): SendOutcome => {
      log.error({ err: error, outbox: send.id }, `The channel ${channel.name} broke while it sent.`);
      return channel.capabilities.atMostOnce
        ? { outcome: 'unknown', error: String(error) }
        : { outcome: 'failed', error: String(error) };
    });
  if (outcome.outcome === 'blocked') return 'blocked';
  if (outcome.outcome === 'stopped') {
    await stopAddress(sending.db, send.channel, send.account, send.address, outcome.words);
    return { end: 'dead', error: 'stopped' };
  }
  if (outcome.outcome === 'sent') sending.traffic.spoke(channel);
  if (outcome.outcome === 'wait') pace.waitChat(send.conversationId, accountOf(send), outcome.afterMs);
  if (outcome.outcome === 'away') pace.waitAccount(accountOf(send), awayMs);
  return endOf(sending, outcome, words, send);
}

function wordOrNull({ word, log }: Sending, send: ClaimedSend): Words | null {
  try {
    return word(send);
  } catch (error) {
    log.error({ err: error, outbox: send.id }, 'A message cannot be worded and will never be sent.');
    return null;
  }
}

function endOf(
  { log, isTimeToComplain }: Sending,
  outcome: Exclude<SendOutcome, { outcome: 'blocked' | 'stopped' }>,
  { text, choices }: Words,
  send: ClaimedSend,
): SendEnd {
  const { id, attempts, channel } = send;
  switch (outcome.outcome) {
    case 'sent':
      return { end: 'sent', providerId: outcome.id, text, choices, cost: outcome.cost ?? null };
    case 'wait':
      return { end: 'again', afterMs: outcome.afterMs, counts: false, error: 'The channel asked to wait.' };
    case 'away':
      if (isTimeToComplain(accountOf(send)))
        log.warn(
          { channel, outbox: id, error: outcome.error },
          'A channel cannot be reached; messages wait for it.',
        );
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
      log.warn({ outbox: id, error: outcome.error }, 'A message may have left or not; it is not sent again.');
      return { end: 'unknown', error: outcome.error };
  }
}

const mostTriesOf = ({ kind, isToPerson }: ClaimedSend) =>
  kind === 'notice' && isToPerson ? mostTriesToPerson : mostTries;

const waitAfter = (attempts: number) => Math.min(1000 * 2 ** attempts, longestWaitMs);
