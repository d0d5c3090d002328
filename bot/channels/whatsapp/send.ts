import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../log.ts';
import type { Outgoing, SendOutcome } from '../channel.ts';
import type { Lines } from './holding.ts';
import type { Line } from './line.ts';
import { messageIdOf, textOf } from './outgoing.ts';
import { codeOf } from './reconnect.ts';
import type { SentLately } from './sent-lately.ts';
import type { StandingKeeper } from './standing.ts';

/** What it takes to speak. */
export interface Mouth {
  lines: Lines;
  sent: SentLately;
  standing: StandingKeeper;
  log: Log;
  /** How long the reader sees "typing…" before the message. */
  typingMs(): number;
}

/**
 * Until WhatsApp has taken it, which took 0.5 s when it was measured; it may first have to tell the reader's devices and
 * their keys. With the typing, a send ends within its 25 s.
 */
const answerMs = 22_000;

/** A chat with one person. Nothing else is ever written to, whatever the outbox may hold. */
const personal = /^\d+@(?:s\.whatsapp\.net|lid)$/;

/**
 * Sends, and waits until WhatsApp has taken the message: Baileys itself is content when the bytes are on the socket.
 *
 * Nobody is written to who never wrote first, for a number that begins chats is soon banned. The outbox holds messages to
 * conversations only, and a conversation of this channel comes to be by what was heard and by nothing else
 * (`receiveMessages`); the daily cap of first answers stands in the capabilities.
 */
export async function send(mouth: Mouth, address: string, outgoing: Outgoing): Promise<SendOutcome> {
  const { sent } = mouth;
  const line = mouth.lines.current;
  if (!personal.test(address)) return { outcome: 'refused', error: 'This is no chat with one person.' };
  if (!line?.isOpen()) return { outcome: 'away', error: 'There is no connection to WhatsApp.' };
  await showTyping(line, address, mouth);
  const id = messageIdOf(outgoing.id, address);
  const text = textOf(outgoing);
  sent.remember(id, { address, text });
  const taken = line.takenBy(id);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, answerMs, 'late');
  });
  try {
    const answer = await Promise.race([
      taken.answer,
      // A preview would fetch the page that the text links to.
      line.socket
        .sendMessage(address, { text, linkPreview: null }, { messageId: id })
        .then(() => taken.answer),
      late,
    ]);
    return typeof answer === 'string' ? failedAs(answer) : outcomeOf(answer.error, id, mouth);
  } catch (error) {
    return { outcome: 'failed', error: `WhatsApp did not take it (${codeOf(error) ?? 'no code'}).` };
  } finally {
    clearTimeout(timer);
    taken.forget();
  }
}

const failedAs = (how: 'dropped' | 'late'): SendOutcome => ({
  outcome: 'failed',
  error: how === 'dropped' ? 'The connection dropped while it was sent.' : 'WhatsApp did not answer in time.',
});

/** It is cosmetic, and a message without it is as good. */
async function showTyping({ socket }: Line, address: string, { typingMs, log }: Mouth): Promise<void> {
  const forMs = typingMs();
  if (forMs === 0) return;
  socket
    .sendPresenceUpdate('composing', address)
    .catch(() => log.debug('The reader was not shown that we write.'));
  await sleep(forMs);
}

/** This number may not begin chats: another try counts as another attempt to do so, and makes it worse. */
const reachOutLocked = '463';

/** What WhatsApp will never take as it is; anything else may be over at the next try, such as stale devices (479). */
const neverTaken = new Set(['400', '405', '406']);

function outcomeOf(error: string | null, id: string, { standing }: Mouth): SendOutcome {
  if (error === null) return { outcome: 'sent', id };
  const words = `WhatsApp refused it (${error}).`;
  if (error === reachOutLocked) {
    standing.restrict('unknown');
    return { outcome: 'refused', error: words };
  }
  return { outcome: neverTaken.has(error) ? 'refused' : 'failed', error: words };
}
