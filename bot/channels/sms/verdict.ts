import { z } from 'zod';
import type { Standing } from '../../../domain/channel.ts';
import type { Cost, SendOutcome } from '../channel.ts';
import type { GatewayAnswer } from './gateway.ts';

// At most once (law 3): a message is tried again only where the gateway itself says that it has not taken it.
//
//   what came back                          | outcome  | the account
//   ----------------------------------------|----------|----------------------------------------------------------
//   a recipient: 100, 101, 102              | sent     | well
//     401 risk, 403, 404, 407               | refused  | well: this phone cannot be written to
//     406 black-list, 409 do not disturb    | stopped  | well: counts as STOP
//     402 sender id, 405 no money           | away     | refused: a person must mend it, and the message waits
//     500, 501, without a message id        | failed   | away: taken by nobody, worth another try
//     502 rejected by the network           | failed   | well
//     500, 501 with an id; any other code   | unknown  | away
//   no recipient at all                     | by the gateway's sentence: 402, 405, else refused
//   HTTP 401, 403                           | away     | refused: the key
//   HTTP 404, 405, a redirect               | away     | refused: the address
//   HTTP 402                                | away     | refused: no money
//   HTTP 429                                | wait     | as it was
//   HTTP 500, 501, 503, 408                 | away     | away: it says that it did not do it, and the message waits
//   HTTP 502, 504, every other 5xx          | unknown  | away: whoever stands before the gateway does not know
//   HTTP 400 and every other 4xx            | refused  | as it was
//   2xx that cannot be read                 | unknown  | away
//   the request never left us               | away     | away
//   no answer, a broken connection          | unknown  | away
//
// The status codes: developers.africastalking.com, "Sending SMS", and medic/cht-core, which maps the same ones.

export interface Verdict {
  outcome: SendOutcome;
  /** How the account stands by this; null where it tells nothing of it. */
  standing: Standing | null;
}

export const well: Standing = { state: 'well', words: null };

/** What a person must mend, by what the gateway complains of. */
const toMend = {
  key: "Africa's Talking does not take our key. Check AFRICASTALKING_USERNAME and AFRICASTALKING_API_KEY; the SMS wait.",
  money: "The account at Africa's Talking has no money left. Top it up; the SMS wait and leave after that.",
  sender:
    "Africa's Talking does not let us write under this sender id. Have it approved there, or correct AFRICASTALKING_SENDER; the SMS wait.",
  address: "There is no Africa's Talking at this address. Check AFRICASTALKING_URL; the SMS wait.",
} as const;

const waitsForPerson = (what: keyof typeof toMend): Verdict => ({
  outcome: { outcome: 'away', error: toMend[what] },
  standing: { state: 'refused', words: toMend[what] },
});
const isAway = (error: string): Verdict => ({
  outcome: { outcome: 'away', error },
  standing: { state: 'away', words: error },
});
const isUnknown = (error: string): Verdict => ({
  outcome: { outcome: 'unknown', error },
  standing: { state: 'away', words: error },
});

/** How a send ended. */
export function verdictOn(answer: GatewayAnswer): Verdict {
  if (answer.came === 'unreached') return isAway(`Africa's Talking cannot be reached (${answer.why}).`);
  if (answer.came === 'nothing')
    return isUnknown(`Africa's Talking did not answer (${answer.why}); the SMS may have left.`);
  if (answer.status >= 200 && answer.status < 300) return verdictOnTaken(answer.body);
  return verdictOnStatus(answer.status, answer.retryAfter);
}

const didNothing = new Set([408, 500, 501, 503]);
const wrongAddress = (status: number) => status === 404 || status === 405 || (status >= 300 && status < 400);

function verdictOnStatus(status: number, retryAfter: string | null): Verdict {
  if (status === 401 || status === 403) return waitsForPerson('key');
  if (status === 402) return waitsForPerson('money');
  if (wrongAddress(status)) return waitsForPerson('address');
  if (status === 429) return { outcome: { outcome: 'wait', afterMs: waitAsked(retryAfter) }, standing: null };
  if (didNothing.has(status)) return isAway(`Africa's Talking is broken (HTTP ${status}); the SMS wait.`);
  if (status >= 500)
    return isUnknown(`What stands before Africa's Talking answered HTTP ${status}; the SMS may have left.`);
  return { outcome: { outcome: 'refused', error: `Africa's Talking: HTTP ${status}` }, standing: null };
}

const unaskedWaitMs = 10_000;
const longestWaitMs = 3_600_000;

/** `Retry-After` (RFC 9110 §10.2.3): seconds, or a date. */
export function waitAsked(retryAfter: string | null, now: number = Date.now()): number {
  if (!retryAfter) return unaskedWaitMs;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), longestWaitMs) : unaskedWaitMs;
}

const recipient = z.object({
  statusCode: z.coerce.number(),
  status: z.string().catch(''),
  messageId: z.string().nullish().catch(null),
  cost: z.string().nullish().catch(null),
});
const taken = z.object({
  SMSMessageData: z.object({ Message: z.string().catch(''), Recipients: z.array(recipient) }),
});

function verdictOnTaken(body: string): Verdict {
  const read = taken.safeParse(readJson(body));
  if (!read.success)
    return isUnknown("Africa's Talking gave an answer that cannot be read; the SMS may have left.");
  const { Message, Recipients } = read.data.SMSMessageData;
  return Recipients[0] ? verdictOnRecipient(Recipients[0]) : verdictOnNobody(Message);
}

/** What is no JSON is read as nothing, which no answer of the gateway is. */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** The gateway took the request and no recipient of it: its sentence says why. */
function verdictOnNobody(sentence: string): Verdict {
  if (/sender/i.test(sentence)) return waitsForPerson('sender');
  if (/balance/i.test(sentence)) return waitsForPerson('money');
  return {
    outcome: { outcome: 'refused', error: `Africa's Talking: ${sentence.slice(0, 200) || 'no recipient'}` },
    standing: well,
  };
}

type Recipient = z.infer<typeof recipient>;

function verdictOnRecipient({ statusCode, status, messageId, cost }: Recipient): Verdict {
  const id = messageId && messageId !== 'None' ? messageId : null;
  const words = `${statusCode} ${status}`.trim().slice(0, 200);
  const error = `Africa's Talking: ${words}`;
  switch (statusCode) {
    case 100:
    case 101:
    case 102:
      return { outcome: { outcome: 'sent', id, cost: costOf(cost) }, standing: well };
    case 401:
    case 403:
    case 404:
    case 407:
      return { outcome: { outcome: 'refused', error }, standing: well };
    case 406:
    case 409:
      return { outcome: { outcome: 'stopped', words }, standing: well };
    case 402:
      return waitsForPerson('sender');
    case 405:
      return waitsForPerson('money');
    case 502:
      return { outcome: { outcome: 'failed', error }, standing: well };
    case 500:
    case 501:
      if (id === null)
        return { outcome: { outcome: 'failed', error }, standing: { state: 'away', words: error } };
      return isUnknown(`${error}; the SMS may have left.`);
    default:
      return isUnknown(`${error}, which is no answer we know; the SMS may have left.`);
  }
}

/** `KES 0.8000`; null for anything else, such as the `0` of a message that cost nothing. */
export function costOf(cost: string | null | undefined): Cost | null {
  const [, currency, amount] = /^([A-Z]{3}) (\d{1,8}(?:\.\d+)?)$/.exec(cost?.trim() ?? '') ?? [];
  return currency && amount ? { currency, amount } : null;
}
