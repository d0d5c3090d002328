import { type LinkWish, showLinking } from '../../../db/channel/whatsapp-link.ts';
import type { AuthState } from './auth-state.ts';
import { connect, forgetPhone, type Holding, wishDuring } from './holding.ts';
import type { Line } from './line.ts';

// Pairing: WhatsApp gives six texts for QRs, one after the other. A code is asked for at the first of them, and holds as
// long as they do. The phone's yes ends the connection with 515, and the next one logs in.

/** Baileys: the first QR is good for a minute, each of the five others for 20 s (`qrTimeout` in its socket.js). */
const firstQrMs = 60_000;
const laterQrMs = 20_000;
const codeMs = firstQrMs + 5 * laterQrMs;

/** Returns the wish that ended it, if one did; whether it succeeded is in `auth`. */
export async function pair(
  holding: Holding,
  auth: AuthState,
  wish: Exclude<LinkWish, { by: 'unlink' }>,
): Promise<LinkWish | null> {
  const { standing } = holding;
  standing.say({ state: 'connecting', words: 'Waiting for the phone that is to be linked.' });
  let shown = 0;
  let showing = Promise.resolve();
  const line = await connect(holding, auth, {
    qr(qr, on) {
      shown += 1;
      const turn = shown;
      showing = showing.then(() => show(holding, wish, { qr, turn, on }));
    },
  });
  const another = await wishDuring(holding, line);
  line.close();
  await line.ended;
  await showing;
  if (auth.isLinked()) {
    await auth.save();
    // The next line loads these keys anew: what this one still wrote would put older ones over them.
    await auth.retire();
    return null;
  }
  if (holding.signal.aborted) return null;
  await forgetPhone(holding, auth);
  standing.say({ state: 'unlinked', words: shown > 0 ? tooLate : notReached });
  return another;
}

const tooLate =
  'The number was not linked in time. Ask for a new code and confirm it on the phone within two minutes.';
const notReached = 'WhatsApp could not be reached to link the number. Try again in a moment.';

/** Never rejects: what cannot be shown ends the pairing. */
async function show(
  { db, tenure, log }: Holding,
  wish: Exclude<LinkWish, { by: 'unlink' }>,
  { qr, turn, on }: { qr: string; turn: number; on: Line },
): Promise<void> {
  try {
    if (wish.by === 'qr') {
      await showLinking(db, tenure, { kind: 'qr', value: qr, forMs: turn === 1 ? firstQrMs : laterQrMs });
    } else if (turn === 1) {
      const value = await on.socket.requestPairingCode(wish.phone.slice(1));
      await showLinking(db, tenure, { kind: 'code', value, forMs: codeMs });
    }
  } catch (error) {
    log.warn({ err: error }, 'What links the phone could not be shown.');
    on.close();
  }
}
