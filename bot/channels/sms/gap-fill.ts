import { z } from 'zod';
import { findKeptMessages, moveCursor, readCursor } from '../../../db/channel/channel-cursor.ts';
import { keptDays } from '../../../db/chat/chat-purge.ts';
import type { Database } from '../../../db/database.ts';
import type { Inbound } from '../../../domain/message.ts';
import type { Log } from '../../../log.ts';
import { receiveSurely } from '../../receive.ts';
import type { Ears } from '../channel.ts';
import { type InboundForm, momentOf, toInbound } from './callbacks.ts';
import type { Gateway, GatewayAnswer } from './gateway.ts';
import { findLost } from './lost.ts';
import { readJson } from './verdict.ts';

// Callbacks that came while we were down are lost, or come again, nobody promises which. So the gateway is asked every few
// minutes for what people wrote after the last message that we have seen there. The cursor of that moves only after the
// messages are kept. A callback may be under way, so the newest messages are left for the next time.

export interface GapFill {
  db: Database;
  account: string;
  gateway: Gateway;
  receive: Ears['receive'];
  log: Log;
}

/** The gateway was asked and gave no messages. */
export class NothingFetched extends Error {
  override name = 'NothingFetched';
  answer: GatewayAnswer;

  constructor(answer: GatewayAnswer) {
    super(
      answer.came === 'answer'
        ? `Africa's Talking answered HTTP ${answer.status} when asked for missed messages.`
        : `Africa's Talking could not be asked for missed messages (${answer.why}).`,
    );
    this.answer = answer;
  }
}

/** Before the first message that the gateway keeps. */
const beginning = '0';

/**
 * Keeps what people wrote and no callback brought. The first time ever it only notes where the gateway stands: those
 * people wrote before there was a Karibu to answer. Throws `NothingFetched`, and what the database throws.
 */
export async function fillGap(gap: GapFill, signal: AbortSignal): Promise<void> {
  const from = await readCursor(gap.db, 'sms', gap.account);
  let upTo = from ?? beginning;
  for await (const page of ripePages(gap, upTo, signal)) {
    upTo = page.at(-1)?.id ?? upTo;
    if (from === null) continue;
    if (!(await keepLost(gap, page, signal))) return;
    await moveCursor(gap.db, 'sms', gap.account, upTo);
  }
  if (from === null && !signal.aborted) await moveCursor(gap.db, 'sms', gap.account, upTo);
}

/** The messages whose callbacks would have come by now, a page at a time, oldest first. */
async function* ripePages({ gateway, log }: GapFill, from: string, signal: AbortSignal) {
  for (let after = from; !signal.aborted; ) {
    const messages = readPage(await gateway.fetchAfter(after, signal), log);
    const firstYoung = messages.findIndex(isYoung);
    const ripe = firstYoung < 0 ? messages : messages.slice(0, firstYoung);
    const last = ripe.at(-1);
    // A gateway that gives the same page for ever must not be asked for ever.
    if (!last || last.id === after) return;
    yield ripe;
    if (firstYoung >= 0) return;
    after = last.id;
  }
}

/** Null where it is not told. */
const ageOf = (sentAt: string | null) => (sentAt === null ? null : Date.now() - Date.parse(sentAt));

const callbackMs = 2 * 60_000;
/** Its callback may be under way. */
const isYoung = ({ date }: InboundForm) => (ageOf(momentOf(date)) ?? callbackMs) < callbackMs;

const forgottenMs = (keptDays - 1) * 86_400_000;
/** If it was kept then it has been purged since: nobody knows whether it was answered. */
const isForgotten = ({ sentAt }: Inbound) => (ageOf(sentAt) ?? 0) > forgottenMs;

const keptByGateway = z.object({
  id: z.union([z.string().min(1).max(200), z.number()]).transform(String),
  from: z.union([z.string(), z.number()]).transform(String),
  text: z.string().catch(''),
  date: z.string().optional().catch(undefined),
});
const page = z.object({ SMSMessageData: z.object({ Messages: z.array(z.unknown()) }) });

function readPage(answer: GatewayAnswer, log: Log): InboundForm[] {
  if (answer.came !== 'answer' || answer.status < 200 || answer.status > 299)
    throw new NothingFetched(answer);
  const read = page.safeParse(readJson(answer.body));
  if (!read.success) throw new NothingFetched({ came: 'nothing', why: 'an answer that cannot be read' });
  return read.data.SMSMessageData.Messages.flatMap((message) => {
    const { success, data } = keptByGateway.safeParse(message);
    if (!success) log.warn("A message that Africa's Talking keeps cannot be read and is passed over.");
    return success ? [data] : [];
  });
}

/** False when `signal` ended it before everything was kept. */
async function keepLost(
  gap: GapFill,
  messages: readonly InboundForm[],
  signal: AbortSignal,
): Promise<boolean> {
  const inbound = messages
    .flatMap((message) => toInbound(message) ?? [])
    .filter((message) => !isForgotten(message))
    .map((message) => ({ ...message, fetched: true as const }));
  const lost = findLost(inbound, await findKeptMessages(gap.db, 'sms', gap.account, inbound));
  if (lost.length === 0) return !signal.aborted;
  gap.log.info({ messages: lost.length }, 'Messages whose callbacks never came are taken from the gateway.');
  return receiveSurely(gap.receive, lost, signal, gap.log);
}

/**
 * A message that its callback brings after all was taken from the gateway already, by whatever process. One that comes as
 * soon as it was sent cannot have been; it is not looked for, for that takes a look at the whole inbox.
 */
export async function wasFetched(
  { db, account }: Pick<GapFill, 'db' | 'account'>,
  message: Inbound,
): Promise<boolean> {
  if (Math.abs(ageOf(message.sentAt) ?? 0) < callbackMs) return false;
  const kept = await findKeptMessages(db, 'sms', account, [message]);
  const taken = kept.filter(({ fetched }) => fetched);
  return findLost([message], taken).length === 0;
}
