import type { UserFacingSocketConfig, WASocket, WAVersion } from '@whiskeysockets/baileys';
import { forgetAuth } from '../../../db/channel/whatsapp-auth.ts';
import { type LinkWish, noteLinked, type Tenure } from '../../../db/channel/whatsapp-link.ts';
import type { Database } from '../../../db/database.ts';
import type { Log } from '../../../log.ts';
import type { Ears } from '../channel.ts';
import { childOf } from '../child-signal.ts';
import type { AuthState } from './auth-state.ts';
import type { Hearing } from './hearing.ts';
import { isIgnored } from './inbound.ts';
import { type Line, type LineEvents, openLine } from './line.ts';
import { quietLog } from './quiet-log.ts';
import type { SentLately } from './sent-lately.ts';
import type { StandingKeeper } from './standing.ts';
import type { Wishes } from './wishes.ts';

/** What the channel gives to whoever holds its account. */
export interface Station {
  db: Database;
  log: Log;
  ears: Ears;
  account: string;
  /** The address of a WhatsApp that links no phone; null: the real one. */
  standIn: string | null;
  standing: StandingKeeper;
  sent: SentLately;
  makeSocket(config: UserFacingSocketConfig): WASocket;
  webVersion(): Promise<WAVersion>;
  /** Shared with the channel, which sends on it. */
  lines: Lines;
}

/** The last line that was opened; it may be over. */
export interface Lines {
  current: Line | null;
}

/** This process holds the account, until `signal`. */
export interface Holding extends Station {
  tenure: Tenure;
  wishes: Wishes;
  hearing: Hearing;
  signal: AbortSignal;
}

/** Opens a connection as the one of this holding; the one before must be over. */
export async function connect(holding: Holding, auth: AuthState, events: LineEvents): Promise<Line> {
  const { standIn, log, sent } = holding;
  const version = await holding.webVersion();
  holding.signal.throwIfAborted();
  const line = openLine({
    makeSocket: holding.makeSocket,
    config: {
      version,
      logger: quietLog(log),
      ...(standIn !== null && { waWebSocketUrl: standIn }),
      // What a phone would answer, a stand-in does not.
      fireInitQueries: standIn === null,
      // The phone goes on to ring for new messages: staff may look at them there too.
      markOnlineOnConnect: false,
      syncFullHistory: false,
      emitOwnEvents: false,
      shouldIgnoreJid: isIgnored,
    },
    auth,
    hearing: holding.hearing,
    sent,
    log,
    events,
  });
  holding.lines.current = line;
  return line;
}

/** Waits for a wish of staff while the line lives; null when the line, or the holding, is over. */
export async function wishDuring({ wishes, signal }: Holding, line: Line): Promise<LinkWish | null> {
  const wait = childOf(signal);
  void line.ended.then(wait.end);
  return wishes.next(wait.signal).finally(wait.free);
}

/** What proves us to WhatsApp is gone from here, and no number is shown as linked. */
export async function forgetPhone({ db, tenure }: Holding, auth: AuthState): Promise<void> {
  await auth.retire();
  await forgetAuth(db, tenure);
  await noteLinked(db, tenure, null);
}
