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
  /**
   * Before WhatsApp is told that it arrived. Rejects when it could not be kept; the line must be closed then, for Baileys
   * would tell WhatsApp that it is done with the message. On the next line WhatsApp gives it again.
   */
  keep(heard: Heard, phoneOfLid: PhoneOfLid): Promise<void>;
  /** What WhatsApp has been told of already: kept in its order, however long the database is away; then `kept` is called. */
  keepSurely(heard: readonly Heard[], phoneOfLid: PhoneOfLid, kept: () => void): void;
  /** All that was heard is kept, or `signal` ended the wait for it. */
  settled(): Promise<void>;
}

/** SQLSTATE classes in which PostgreSQL refuses the values themselves, at every try: bad data, constraints, limits. */
const refusedForGood = /^(?:22|23|54)/;

const isRefusedForGood = (error: unknown) =>
  error instanceof Error && 'code' in error && refusedForGood.test(String(error.code));

export function createHearing(keepInbound: Receive, log: Log, signal: AbortSignal): Hearing {
  let keeping = Promise.resolve();
  const receive: Receive = async (inbound) => {
    try {
      await keepInbound(inbound);
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      // It would come again and again, and all that follows would wait for it.
      log.error({ err: error }, 'The database takes a WhatsApp message at no time; it is lost.');
    }
  };
  const read = (heard: Heard, phoneOfLid: PhoneOfLid) =>
    toInbound(heard.attrs, heard.message, phoneOfLid).catch((error: unknown) => {
      if (!(error instanceof UnreadableMessage)) throw error;
      log.error({ err: error }, 'A WhatsApp message could not be read; it is lost.');
      return null;
    });
  const readAll = async (heard: readonly Heard[], phoneOfLid: PhoneOfLid) => {
    const inbound: Inbound[] = [];
    for (const one of heard) {
      const message = await read(one, phoneOfLid);
      if (message) inbound.push(message);
    }
    return inbound;
  };
  const keepAll = (heard: readonly Heard[], phoneOfLid: PhoneOfLid) =>
    // Whose LID it is must be looked up as well, and that waits for the database as long.
    receiveSurely(
      async () => {
        const inbound = await readAll(heard, phoneOfLid);
        if (inbound.length > 0) await receive(inbound);
      },
      [],
      signal,
      log,
    );
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
