import type { RouterAddress } from './address.ts';
import { RouterAway, RouterRefused } from './errors.ts';
import { type Deadlines, openSession, type RouterSession } from './session.ts';

type Use<T> = (session: RouterSession) => Promise<T>;

export interface RouterSessions {
  /**
   * Lends `use` a session of this router, waiting in line when all are lent. A session is kept for the next one unless
   * `use` throws anything but RouterRefused. `use` is called a second time only when a kept session turns out to be
   * dead before it has sent anything.
   *
   * @throws whatever `use` throws, and RouterAway as `openSession` does
   */
  withSession<T>(routerId: string, address: RouterAddress, use: Use<T>): Promise<T>;
  /** Closes every session, lent ones too, and turns away whoever waits or comes later. */
  close(): void;
}

export interface PoolOptions {
  /** A router has 20 sessions for everybody's tools together, and more of them do not make it faster. */
  readonly limitPerRouter?: number;
  readonly idleMs?: number;
  readonly deadlines?: Partial<Deadlines>;
}

/** The sessions of one router in this process. Lent and idle ones together never pass the limit. */
interface Desk {
  /** The latest one asked for: sessions signed in under another are not used again. */
  address: RouterAddress;
  /** How many callers may hold a session now. */
  seated: number;
  readonly waiting: { admit(): void; refuse(reason: RouterAway): void }[];
  readonly lent: Set<RouterSession>;
  readonly idle: Map<RouterSession, { readonly address: RouterAddress; readonly expiry: NodeJS.Timeout }>;
  closed: boolean;
}

/** Keeps sessions open between conversions: a sign-in costs more than a command, and routers log every one. */
export function createRouterSessions(options: PoolOptions = {}): RouterSessions {
  const { limitPerRouter = 2, idleMs = 15_000, deadlines = {} } = options;
  const desks = new Map<string, Desk>();
  let closed = false;
  return {
    async withSession(routerId, address, use) {
      if (closed) throw stopping();
      const desk = desks.get(routerId) ?? emptyDesk(address);
      desks.set(routerId, desk);
      desk.address = address;
      await takeSeat(desk, limitPerRouter);
      try {
        return await lendKeptOrNew(desk, { address, deadlines, idleMs }, use);
      } finally {
        leaveSeat(desk);
      }
    },
    close() {
      closed = true;
      for (const desk of desks.values()) closeDesk(desk);
      desks.clear();
    },
  };
}

interface Terms {
  readonly address: RouterAddress;
  readonly deadlines: Partial<Deadlines>;
  readonly idleMs: number;
}

async function lendKeptOrNew<T>(desk: Desk, terms: Terms, use: Use<T>): Promise<T> {
  const kept = takeIdle(desk, terms.address);
  if (kept) {
    const sentBefore = kept.sent;
    try {
      return await lend(desk, terms, kept, use);
    } catch (error) {
      const nothingSent =
        error instanceof RouterAway && error.kind === 'not_sent' && kept.sent === sentBefore;
      if (!nothingSent) throw error;
    }
  }
  return await lend(desk, terms, await openSession(terms.address, terms.deadlines), use);
}

async function lend<T>(desk: Desk, terms: Terms, session: RouterSession, use: Use<T>): Promise<T> {
  desk.lent.add(session);
  try {
    // The pool may have been closed while the session was being opened.
    if (desk.closed) throw stopping();
    const result = await use(session);
    keep(desk, terms, session);
    return result;
  } catch (error) {
    // After a refusal the session is as good as before; after anything else a command may still be on its way.
    if (error instanceof RouterRefused) keep(desk, terms, session);
    else session.close();
    throw error;
  } finally {
    desk.lent.delete(session);
  }
}

function keep(desk: Desk, { address, idleMs }: Terms, session: RouterSession): void {
  if (session.dead !== null) return;
  if (desk.closed || !sameAddress(address, desk.address)) {
    session.close();
    return;
  }
  const expiry = setTimeout(() => dropIdle(desk, session), idleMs);
  desk.idle.set(session, { address, expiry });
}

/** Takes a live session out of the idle ones, and closes those that are of no use any more. */
function takeIdle(desk: Desk, address: RouterAddress): RouterSession | null {
  for (const [session, kept] of [...desk.idle]) {
    if (session.dead === null && sameAddress(kept.address, address)) {
      clearTimeout(kept.expiry);
      desk.idle.delete(session);
      return session;
    }
    dropIdle(desk, session);
  }
  return null;
}

function dropIdle(desk: Desk, session: RouterSession): void {
  clearTimeout(desk.idle.get(session)?.expiry);
  desk.idle.delete(session);
  session.close();
}

function sameAddress(one: RouterAddress, other: RouterAddress): boolean {
  return (
    one.host === other.host &&
    one.port === other.port &&
    one.tls === other.tls &&
    one.tlsFingerprint === other.tlsFingerprint &&
    one.username === other.username &&
    one.password === other.password
  );
}

function emptyDesk(address: RouterAddress): Desk {
  return { address, seated: 0, waiting: [], lent: new Set(), idle: new Map(), closed: false };
}

async function takeSeat(desk: Desk, limit: number): Promise<void> {
  if (desk.seated < limit) desk.seated += 1;
  else await new Promise<void>((admit, refuse) => desk.waiting.push({ admit, refuse }));
}

/** The seat goes straight to whoever has waited longest, so that nobody who comes now slips in before. */
function leaveSeat(desk: Desk): void {
  const next = desk.waiting.shift();
  if (next) next.admit();
  else desk.seated -= 1;
}

function closeDesk(desk: Desk): void {
  desk.closed = true;
  for (const waiter of desk.waiting.splice(0)) waiter.refuse(stopping());
  for (const session of [...desk.idle.keys()]) dropIdle(desk, session);
  for (const session of desk.lent) session.close();
}

function stopping(): RouterAway {
  return new RouterAway('not_sent', 'The router was not asked: this process is stopping.');
}
