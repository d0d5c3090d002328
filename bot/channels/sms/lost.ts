import { isDeepStrictEqual } from 'node:util';
import type { KeptMessage } from '../../../db/channel/channel-cursor.ts';
import type { Inbound } from '../../../domain/message.ts';

// The same message may come twice: by its callback, and when the gateway is asked for what it keeps. Nobody documents that
// it has one id in both, so messages are compared by sender, words and moment too.

type Kept = Omit<KeptMessage, 'fetched'>;

/** Those that are not kept. Each kept one counts once, for people do say the same thing twice. */
export function findLost(messages: readonly Inbound[], kept: readonly Kept[]): Inbound[] {
  const keptIds = new Set(kept.map(({ externalId }) => externalId));
  const ids = new Set(messages.map(({ externalId }) => externalId));
  const underOtherIds = kept.filter(({ externalId }) => !ids.has(externalId));
  return messages.filter((message) => {
    if (keptIds.has(message.externalId)) return false;
    const at = underOtherIds.findIndex((other) => isSameMessage(message, other));
    if (at >= 0) underOtherIds.splice(at, 1);
    return at < 0;
  });
}

const hourMs = 3_600_000;

function isSameMessage(message: Inbound, kept: Kept): boolean {
  if (message.address !== kept.address || !isDeepStrictEqual(message.said, kept.said)) return false;
  if (!message.sentAt || !kept.sentAt) return false;
  // One of the two may be written in the gateway's own zone without saying so, or without its milliseconds.
  const apartMs = Math.abs(Date.parse(message.sentAt) - Date.parse(kept.sentAt));
  const besideWholeHours = Math.min(apartMs % hourMs, hourMs - (apartMs % hourMs));
  return apartMs < 15 * hourMs && besideWholeHours <= 1000;
}
