import type { Contact, UserFacingSocketConfig, WASocket } from '@whiskeysockets/baileys';
import { areJidsSameUser, jidNormalizedUser } from '@whiskeysockets/baileys';
import type { Log } from '../../../log.ts';
import { listenForAcks, type TakenBy } from './acks.ts';
import type { AuthState } from './auth-state.ts';
import { containRejections } from './contain.ts';
import { durableSignal } from './durable-decrypt.ts';
import type { Hearing } from './hearing.ts';
import { codeOf, type LineEnd } from './reconnect.ts';
import type { SentLately } from './sent-lately.ts';
import { heardIn } from './upserts.ts';

/** One connection to WhatsApp: `connecting → open → ended`, or never open. After its end a new one must be made. */
export interface Line {
  socket: WASocket;
  isOpen(): boolean;
  /** How WhatsApp takes the message of this id; ask before it is sent. */
  takenBy: TakenBy;
  /** It is over, whoever ended it. */
  ended: Promise<LineEnd>;
  /** From this moment on nothing is heard and nothing said. */
  close(): void;
}

/** What happens on a line; never before `openLine` has returned. */
export interface LineEvents {
  /** We are logged in. */
  opened?(line: Line): void;
  /** Text for a QR; each replaces the one before. */
  qr?(qr: string, line: Line): void;
  /** WhatsApp forbids us to begin chats, until then if it says so; null: no more. */
  restricted?(until: Date | 'unknown' | null): void;
}

export interface LineNeeds {
  makeSocket(config: UserFacingSocketConfig): WASocket;
  config: Omit<UserFacingSocketConfig, 'auth' | 'makeSignalRepository' | 'getMessage'>;
  auth: AuthState;
  hearing: Hearing;
  sent: SentLately;
  log: Log;
  events: LineEvents;
}

/** A server that does not answer our goodbye is not waited for any longer. */
const goodbyeMs = 2000;

export function openLine({ makeSocket, config, auth, hearing, sent, log, events }: LineNeeds): Line {
  const phoneOfLid = async (lid: string) => {
    const phone = await socket.signalRepository.lidMapping.getPNForLID(lid);
    return phone === null ? null : jidNormalizedUser(phone);
  };
  const seam = durableSignal(async (attrs, message) => {
    // What another device of ours tells this one, or staff note for themselves: not always does it name a `recipient`.
    if (isOurs(auth.state.creds.me, attrs.from)) return;
    await hearing.keep({ attrs, message }, phoneOfLid).catch((error: unknown) => {
      line.close();
      throw error;
    });
  });
  const socket = makeSocket({
    ...config,
    auth: auth.state,
    makeSignalRepository: seam.makeSignalRepository,
    getMessage: (asked) => sent.find(asked, phoneOfLid),
  });
  containRejections(socket.ws, log);
  seam.attend(socket);
  socket.ev.on('creds.update', () => void auth.save());
  socket.ev.on('messages.upsert', (upsert) => {
    const heard = heardIn(upsert);
    hearing.keepSurely(heard, phoneOfLid, () =>
      markRead(
        socket,
        heard.map(({ attrs }) => attrs),
        log,
      ),
    );
  });
  const line = follow(socket, events);
  return line;
}

const isOurs = (me: Contact | undefined, jid: string | undefined) =>
  areJidsSameUser(jid, me?.id) || areJidsSameUser(jid, me?.lid);

/** Follows a socket from its opening to its end. */
function follow(socket: WASocket, events: LineEvents): Line {
  let openedAt: number | null = null;
  const { ended, isOver, end, close } = followEnd(socket, () =>
    openedAt === null ? 0 : Date.now() - openedAt,
  );
  const line: Line = {
    socket,
    isOpen: () => openedAt !== null && !isOver() && socket.ws.isOpen,
    takenBy: listenForAcks(socket, ended),
    ended,
    close,
  };
  socket.ev.on('connection.update', ({ connection, lastDisconnect, qr, reachoutTimeLock: lock }) => {
    if (connection === 'close') end(codeOf(lastDisconnect?.error));
    if (isOver()) return;
    if (qr) events.qr?.(qr, line);
    if (lock) events.restricted?.(lock.isActive ? (lock.timeEnforcementEnds ?? 'unknown') : null);
    if (connection === 'open') {
      openedAt = Date.now();
      events.opened?.(line);
    }
  });
  return line;
}

/** The end of a socket comes once, whether WhatsApp ends it or we do. */
function followEnd(socket: WASocket, openForMs: () => number) {
  let over = false;
  let goodbye: NodeJS.Timeout | undefined;
  let tell: (end: LineEnd) => void = () => undefined;
  const ended = new Promise<LineEnd>((resolve) => {
    tell = resolve;
  });
  const end = (code: number | undefined) => {
    over = true;
    // What Baileys still holds back would go with the socket (5 of 5 messages of a catch-up, when it was tried).
    socket.ev.flush();
    clearTimeout(goodbye);
    tell({ code, openForMs: openForMs() });
  };
  const close = () => {
    if (over) return;
    over = true;
    goodbye = setTimeout(() => end(undefined), goodbyeMs);
    void socket.end(undefined);
  };
  return { ended, isOver: () => over, end, close };
}

/** Only now do the ticks turn blue: until a message is kept, the phone shows it as unread. */
function markRead(socket: WASocket, read: readonly { from?: string; id?: string }[], log: Log): void {
  const keys = read.map(({ from, id }) => ({ remoteJid: from, id, fromMe: false }));
  socket.readMessages(keys).catch(() => log.debug('Messages could not be marked as read.'));
}
