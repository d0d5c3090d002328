import { fetchLatestWaWebVersion, type WAVersion } from '@whiskeysockets/baileys';

/**
 * The version of WhatsApp Web that we say we are: the one baked into Baileys 7.0.0-rc14. WhatsApp refuses versions that are
 * too old, with "Connection Failure" 405 at every login (Baileys #2731), and then only a newer number helps.
 */
const bakedIn: WAVersion = [2, 3000, 1_043_857_760];

const patienceMs = 3000;
const freshForMs = 60 * 60_000;

/** The version that WhatsApp Web has just now, asked for at most once an hour; the baked-in one when it cannot be learnt. */
export function followWebVersion(): () => Promise<WAVersion> {
  let known = { version: bakedIn, until: 0 };
  return async () => {
    if (known.until > Date.now()) return known.version;
    const { version, isLatest } = await fetchLatestWaWebVersion({ signal: AbortSignal.timeout(patienceMs) });
    if (isLatest) known = { version, until: Date.now() + freshForMs };
    return known.version;
  };
}

/** A stand-in takes every version. */
export const bakedInVersion = async (): Promise<WAVersion> => bakedIn;
