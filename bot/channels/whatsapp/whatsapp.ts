import type { UserFacingSocketConfig, WASocket, WAVersion } from '@whiskeysockets/baileys';
import type { Database } from '../../../db/database.ts';
import type { Log } from '../../../log.ts';
import { type Alone, keepAlone } from '../alone.ts';
import type { Capabilities, ChatChannel } from '../channel.ts';
import type { Lines, Station } from './holding.ts';
import { type Mouth, send } from './send.ts';
import { rememberSent } from './sent-lately.ts';
import { silenceLibsignal } from './silence.ts';
import { keepStanding } from './standing.ts';

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
 * banned: whoever links it must be told. Baileys itself (100 MB) is loaded when the account is held, not before.
 */
export function createWhatsapp(settings: WhatsappSettings, parts: Partial<WhatsappParts> = {}): ChatChannel {
  const { db, databaseUrl, log, standIn } = settings;
  const typingMs = parts.typingMs ?? (standIn === null ? typingLikeAPerson : () => 0);
  let station: (Station & Mouth) | undefined;
  let alone: Alone | undefined;
  const lines: Lines = { current: null };
  return {
    name: 'whatsapp',
    account: whatsappAccount,
    capabilities,
    async start(ears) {
      silenceLibsignal();
      const standing = keepStanding(ears.tell);
      const sent = rememberSent(ears.recall);
      const work = async (signal: AbortSignal) => {
        const { makeWASocket } = await import('@whiskeysockets/baileys');
        const { bakedInVersion, followWebVersion } = await import('./version.ts');
        const { holdAccount } = await import('./tenure.ts');
        station ??= {
          db,
          log,
          ears,
          account: whatsappAccount,
          standIn,
          standing,
          sent,
          typingMs,
          makeSocket: parts.makeSocket ?? makeWASocket,
          webVersion: parts.webVersion ?? (standIn === null ? followWebVersion() : bakedInVersion),
          lines,
        };
        await holdAccount(station, signal);
      };
      alone = keepAlone({ databaseUrl, name: `whatsapp ${whatsappAccount}`, log, work });
    },
    canSend: () => lines.current?.isOpen() ?? false,
    send: async (address, outgoing) =>
      station
        ? send(station, address, outgoing)
        : { outcome: 'away', error: 'WhatsApp is not connected yet.' },
    isWell: () => !alone?.isHeld() || station?.standing.state() === 'well',
    async stop() {
      await alone?.stop();
      station?.standing.close();
    },
  };
}

const typingLikeAPerson = () => 1000 + Math.random() * 1000;
