import type { UserFacingSocketConfig, WASocket, WAVersion } from '@whiskeysockets/baileys';
import type { Database } from '../../../db/database.ts';
import type { Log } from '../../../log.ts';
import { type Alone, keepAlone } from '../alone.ts';
import type { Capabilities, ChatChannel } from '../channel.ts';
import type { Station } from './holding.ts';
import { type Mouth, send } from './send.ts';
import { rememberSent } from './sent-lately.ts';
import { silenceLibsignal } from './silence.ts';
import { keepStanding, type StandingKeeper } from './standing.ts';

export interface WhatsappSettings {
  /** The address of a WhatsApp that links no phone; null: the real one. */
  standIn: string | null;
  db: Database;
  /** For the lock that the one process holds. */
  databaseUrl: string;
  log: Log;
}

/** Parts that a test replaces. */
export interface WhatsappParts {
  makeSocket(config: UserFacingSocketConfig): WASocket;
  webVersion(): Promise<WAVersion>;
  typingMs(): number;
}

/** One number, whichever it is: the conversations stay when another one is linked. */
const whatsappAccount = 'main';

const capabilities: Capabilities = {
  contactButton: false,
  buttons: false,
  location: true,
  brief: false,
  forgeable: false,
  atMostOnce: false,
  // What others have found to keep a number from being banned: Baileys #2441, #2707, #2075.
  pace: { everyMs: 3000, burst: 3, jitterMs: 2000 },
  accountPace: { everyMs: 3000, burst: 20, jitterMs: 1000 },
  newChatsADay: 200,
};

/**
 * WhatsApp by Baileys, which speaks as a linked device of a phone. That breaks WhatsApp's terms, and the number may be
 * banned: whoever links it must be told.
 */
export function createWhatsapp(settings: WhatsappSettings, parts: Partial<WhatsappParts> = {}): ChatChannel {
  const { databaseUrl, log, standIn } = settings;
  const typingMs = parts.typingMs ?? (standIn === null ? typingLikeAPerson : () => 0);
  let standing: StandingKeeper | undefined;
  let mouth: Mouth | undefined;
  let alone: Alone | undefined;
  return {
    name: 'whatsapp',
    account: whatsappAccount,
    capabilities,
    async start(ears) {
      silenceLibsignal();
      const keeper = keepStanding(ears.tell);
      standing = keeper;
      const speaking = { log, standing: keeper, lines: { current: null }, sent: rememberSent(ears.recall) };
      mouth = { ...speaking, typingMs };
      const work = async (signal: AbortSignal) =>
        holdWith(parts, { ...settings, ...speaking, ears, account: whatsappAccount }, signal);
      alone = keepAlone({ databaseUrl, name: `whatsapp ${whatsappAccount}`, log, work });
    },
    canSend: () => mouth?.lines.current?.isOpen() ?? false,
    send: async (address, outgoing) =>
      mouth ? send(mouth, address, outgoing) : { outcome: 'away', error: 'WhatsApp is not started yet.' },
    isWell: () => !alone?.isHeld() || standing?.state() === 'well',
    async stop() {
      await alone?.stop();
      standing?.close();
    },
  };
}

/** Baileys takes 100 MB: a process loads it when it holds the account, not before. */
async function holdWith(
  parts: Partial<WhatsappParts>,
  station: Omit<Station, keyof WhatsappParts>,
  signal: AbortSignal,
): Promise<void> {
  const { makeWASocket } = await import('@whiskeysockets/baileys');
  const { bakedInVersion, followWebVersion } = await import('./version.ts');
  const { holdAccount } = await import('./tenure.ts');
  const makeSocket = parts.makeSocket ?? makeWASocket;
  const webVersion = parts.webVersion ?? (station.standIn === null ? followWebVersion() : bakedInVersion);
  await holdAccount({ ...station, makeSocket, webVersion }, signal);
}

const typingLikeAPerson = () => 1000 + Math.random() * 1000;
