import { setTimeout as sleep } from 'node:timers/promises';
import { beginTenure, type LinkWish, Overtaken } from '../../../db/channel/whatsapp-link.ts';
import { type AuthState, loadAuth } from './auth-state.ts';
import { createHearing } from './hearing.ts';
import { forgetPhone, type Holding, type Station } from './holding.ts';
import { stayLinked } from './linked.ts';
import { pair } from './pairing.ts';
import { watchWishes } from './wishes.ts';

// What the one process does that holds the account:
//
//   unlinked   no phone is linked: no socket; waits for a wish of staff
//   pairing    shows staff what must be scanned or typed
//   linked     keeps a connection, hears and speaks
//   (over)     the lock was lost, another process took the account, or we stop: the socket closes first

/** How long what was heard may still take to be kept, when the database is slow at the end. */
const lastWordsMs = 10_000;

/** Holds the account until `signal`, or until another process turns out to hold it. */
export async function holdAccount(station: Station, signal: AbortSignal): Promise<void> {
  const { db, log } = station;
  const letGo = () => station.lines.current?.close();
  signal.addEventListener('abort', letGo, { once: true });
  const giveUp = new AbortController();
  const hearing = createHearing(station.ears.receive, log, giveUp.signal);
  try {
    const tenure = await beginTenure(db, station.account);
    station.standing.begin();
    const wishes = await watchWishes(db, tenure);
    await serve({ ...station, tenure, wishes, hearing, signal }, letGo).finally(wishes.close);
  } catch (error) {
    if (error instanceof Overtaken) log.warn(error.message);
    else if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', letGo);
    letGo();
    await station.lines.current?.ended;
    await Promise.race([hearing.settled(), sleep(lastWordsMs, undefined, { ref: false })]);
    giveUp.abort();
    await station.standing.settled();
  }
}

async function serve(holding: Holding, letGo: () => void): Promise<void> {
  const { db, tenure, signal, standIn } = holding;
  let wish: LinkWish | null = null;
  while (!signal.aborted) {
    const auth = await loadAuth({ db, tenure, isStandIn: standIn !== null, letGo });
    if (auth.isLinked()) wish = await stayLinked(holding, auth);
    else if (auth.isHalfMade()) await forgetPhone(holding, auth);
    else wish = await linkWhenAsked(holding, auth, wish);
  }
}

const notLinked = 'No WhatsApp number is linked. Link one by its QR or by a pairing code.';

/** Returns the wish that came while another was carried out. */
async function linkWhenAsked(
  holding: Holding,
  auth: AuthState,
  asked: LinkWish | null,
): Promise<LinkWish | null> {
  const { standing, wishes, signal } = holding;
  // Why it is unlinked may have been said already.
  if (!asked && standing.state() !== 'unlinked') standing.say({ state: 'unlinked', words: notLinked });
  const wish = asked ?? (await wishes.next(signal));
  if (wish?.by === 'unlink') standing.say({ state: 'unlinked', words: notLinked });
  return wish && wish.by !== 'unlink' ? pair(holding, auth, wish) : null;
}
