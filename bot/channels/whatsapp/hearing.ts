import type { proto } from '@whiskeysockets/baileys';
import type { Inbound } from '../../../domain/message.ts';
import type { Log } from '../../../log.ts';
import { receiveSurely } from '../../receive.ts';
import type { Receive } from '../channel.ts';
import { toInbound, UnreadableMessage } from './inbound.ts';
import { patiently } from './patience.ts';
import type { Attrs, PhoneOfLid } from './sender.ts';

/** A message as it came over the wire, decrypted. */
interface Heard {
  attrs: Attrs;
  message: proto.IMessage;
}

/** What reaches us goes to the inbox; of the same message the second is passed over there, by its key. */
export interface Hearing {
  /** Before WhatsApp is told that it arrived. Rejects when it could not be kept: then WhatsApp is not told. */
  keep(heard: Heard, phoneOfLid: PhoneOfLid): Promise<void>;
  /** What WhatsApp has been told of already: kept in its order, however long the database is away; then `kept` is called. */
  keepSurely(heard: readonly Heard[], phoneOfLid: PhoneOfLid, kept: () => void): void;
  /** All that was heard is kept, or `signal` ended the wait for it. */
  settled(): Promise<void>;
}

export function createHearing(receive: Receive, log: Log, signal: AbortSignal): Hearing {
  let keeping = Promise.resolve();
  const read = (heard: Heard, phoneOfLid: PhoneOfLid) =>
    toInbound(heard.attrs, heard.message, phoneOfLid).catch((error: unknown) => {
      if (!(error instanceof UnreadableMessage)) throw error;
      log.error({ err: error }, 'A WhatsApp message could not be read; it is lost.');
      return null;
    });
  const keepAll = async (heard: readonly Heard[], phoneOfLid: PhoneOfLid) => {
    const inbound: Inbound[] = [];
    for (const one of heard) {
      const message = await read(one, phoneOfLid);
      if (message) inbound.push(message);
    }
    return inbound.length === 0 || receiveSurely(receive, inbound, signal, log);
  };
  return {
    async keep(heard, phoneOfLid) {
      const inbound = await read(heard, phoneOfLid);
      if (!inbound) return;
      await patiently(log, 'A WhatsApp message could not be kept; it is tried again.', () =>
        receive([inbound]),
      );
    },
    keepSurely(heard, phoneOfLid, kept) {
      if (heard.length === 0) return;
      keeping = keeping
        .then(() => keepAll(heard, phoneOfLid))
        .then((isKept) => {
          if (isKept) kept();
        })
        .catch((error: unknown) =>
          log.error({ err: error }, 'A WhatsApp message could not be kept a second time.'),
        );
    },
    settled: () => keeping,
  };
}
