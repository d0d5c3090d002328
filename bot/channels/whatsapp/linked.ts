import { confirmTenure, type LinkWish, noteLinked, Overtaken } from '../../../db/channel/whatsapp-link.ts';
import type { Phone } from '../../../domain/phone.ts';
import { childOf } from '../child-signal.ts';
import type { AuthState } from './auth-state.ts';
import { connect, forgetPhone, type Holding, wishDuring } from './holding.ts';
import type { Line } from './line.ts';
import { patiently } from './patience.ts';
import { afterEnds, droppingWords, goodForMs, isDropping, type LineEnd } from './reconnect.ts';

/**
 * Keeps a linked account connected, as `afterEnds` says. Returns the wish that ended it (what was linked is forgotten by
 * then), or null when the holding is over or WhatsApp has logged us out.
 */
export async function stayLinked(holding: Holding, auth: AuthState): Promise<LinkWish | null> {
  const { signal, standing } = holding;
  let ends: readonly LineEnd[] = [];
  while (!signal.aborted) {
    const { end, wish } = await liveOnce(holding, auth, ends);
    if (wish) return wish;
    if (signal.aborted) return null;
    ends = end.openForMs >= goodForMs ? [end] : [...ends, end];
    const next = afterEnds(ends, Math.random());
    holding.log.info({ code: end.code, next: next.do }, 'A connection to WhatsApp ended.');
    await refuseOvertaken(holding);
    standing.say(next.standing);
    if (next.do === 'wipe') {
      await forgetPhone(holding, auth);
      return null;
    }
    const wished = await wishDuringPause(holding, next.do === 'stop' ? null : next.afterMs);
    if (wished) {
      await forgetPhone(holding, auth);
      return wished;
    }
  }
  return null;
}

/**
 * Whoever took the account over ended our connection by opening its own (440): how the account stands is theirs to tell.
 * Throws `Overtaken`.
 */
async function refuseOvertaken({ db, tenure, log }: Holding): Promise<void> {
  try {
    await confirmTenure(db, tenure);
  } catch (error) {
    if (error instanceof Overtaken) throw error;
    log.warn({ err: error }, 'Could not see whether another process holds the WhatsApp account.');
  }
}

/** Waits for a wish of staff for so long, or (null) as long as the holding lasts. */
async function wishDuringPause({ wishes, signal }: Holding, ms: number | null): Promise<LinkWish | null> {
  const pause = childOf(signal);
  const timer = ms === null ? undefined : setTimeout(pause.end, ms);
  try {
    return await wishes.next(pause.signal);
  } finally {
    clearTimeout(timer);
    pause.free();
  }
}

/** One connection, from its opening to its end or to the wish that ends it. */
async function liveOnce(
  holding: Holding,
  auth: AuthState,
  ends: readonly LineEnd[],
): Promise<{ end: LineEnd; wish: LinkWish | null }> {
  const { standing, log } = holding;
  let calm: NodeJS.Timeout | undefined;
  const line = await connect(holding, auth, {
    opened() {
      standing.say(
        isDropping(ends) ? { state: 'away', words: droppingWords(ends) } : { state: 'well', words: null },
      );
      calm = setTimeout(() => standing.say({ state: 'well', words: null }), goodForMs);
      noteNumber(holding, auth).catch((error: unknown) =>
        log.warn(
          { err: error },
          'The number of WhatsApp could not be noted; it is noted at the next connection.',
        ),
      );
    },
    restricted: standing.restrict,
  });
  try {
    const wish = await wishDuring(holding, line);
    if (wish) {
      await logOut(holding, line);
      await forgetPhone(holding, auth);
    }
    return { end: await line.ended, wish };
  } finally {
    clearTimeout(calm);
  }
}

/** What people write to is known from the login. */
async function noteNumber({ db, tenure, ears, log }: Holding, auth: AuthState): Promise<void> {
  const digits = /^\d+/.exec(auth.state.creds.me?.id ?? '')?.[0];
  if (!digits) return;
  await patiently(log, 'The number of WhatsApp could not be noted; trying again.', async () => {
    // WhatsApp's addresses are numbers in E.164 without the plus; a business may use one that is no mobile.
    await noteLinked(db, tenure, `+${digits}` as Phone);
    await ears.learnName(digits);
  });
}

const goodbyeMs = 5000;

/** Takes us off the phone's list of linked devices; what cannot be reached is only forgotten here. */
async function logOut({ log }: Holding, line: Line): Promise<void> {
  const tired = setTimeout(() => line.close(), goodbyeMs);
  try {
    if (line.isOpen()) await line.socket.logout();
  } catch {
    log.warn('WhatsApp did not hear that we log out: remove the linked device on the phone.');
  }
  line.close();
  await line.ended;
  clearTimeout(tired);
}
