import { noteTraffic, type Traffic } from '../db/channel/channel-traffic.ts';
import type { Database } from '../db/database.ts';
import type { Log } from '../log.ts';
import type { ChatChannel } from './channels/channel.ts';

type Account = Pick<ChatChannel, 'name' | 'account'>;

/** When each account last heard and spoke: known here at once, written every few seconds (a row that is written with each message holds all of them up). */
export interface TrafficKeeper {
  heard(account: Account): void;
  spoke(account: Account): void;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

const writeAfterMs = 5000;

export function keepTraffic(db: Database, log: Log, afterMs = writeAfterMs): TrafficKeeper {
  const unwritten = new Map<string, Account & Traffic>();
  let timer: NodeJS.Timeout | null = null;
  let writing = Promise.resolve();
  const write = () => {
    timer = null;
    const rows = [...unwritten.values()];
    unwritten.clear();
    writing = writing.then(() => writeAll(db, log, rows));
    return writing;
  };
  const note = ({ name, account }: Account, times: Traffic) => {
    const key = `${name} ${account}`;
    unwritten.set(key, { name, account, ...unwritten.get(key), ...times });
    timer ??= setTimeout(() => void write(), afterMs);
  };
  return {
    heard: (account) => note(account, { inboundAt: new Date() }),
    spoke: (account) => note(account, { outboundAt: new Date() }),
    async stop() {
      if (timer) clearTimeout(timer);
      await write();
    },
  };
}

/** Never rejects: it is of use to whoever looks at the page of the channels, and stops no message. */
async function writeAll(db: Database, log: Log, rows: readonly (Account & Traffic)[]): Promise<void> {
  for (const { name, account, ...times } of rows) {
    try {
      await noteTraffic(db, name, account, times);
    } catch (error) {
      log.warn({ err: error, channel: name }, 'Could not note when a channel last heard and spoke.');
    }
  }
}
