import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWhatsAppServer } from '@openclaw/crabline';
import {
  type AuthenticationCreds,
  type BinaryNode,
  initAuthCreds,
  makeWASocket,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
  type UserFacingSocketConfig,
  type WASocket,
} from '@whiskeysockets/baileys';

// A real Baileys socket, linked to a WhatsApp that we did not write. That one knows text and voice only and no LIDs, so a
// test gives the socket the other stanzas itself, as they would come off the wire.

export const silentLog: NonNullable<UserFacingSocketConfig['logger']> = {
  level: 'silent',
  child: () => silentLog,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface KeysInMemory extends SignalKeyStore {
  /** Whatever is done before each write; it may throw, as a database that is away does. */
  beforeWrite: (data: SignalDataSet) => void;
}

export function keysInMemory(): KeysInMemory {
  const kept = new Map<string, unknown>();
  const store: KeysInMemory = {
    beforeWrite: () => undefined,
    get: (type, ids) => {
      const found = ids.flatMap((id) => (kept.has(`${type}/${id}`) ? [[id, kept.get(`${type}/${id}`)]] : []));
      // Under a type's name only values of that type are set, below.
      return Object.fromEntries(found) as Record<string, SignalDataTypeMap[typeof type]>;
    },
    set: (data) => {
      store.beforeWrite(data);
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {}))
          if (value === null) kept.delete(`${type}/${id}`);
          else kept.set(`${type}/${id}`, value);
    },
  };
  return store;
}

/** The device that crabline takes. */
export const ourDevice = '15550000000:0@s.whatsapp.net';

export const ourCreds = (): AuthenticationCreds => ({
  ...initAuthCreds(),
  me: { id: ourDevice, name: 'Karibu' },
  // There is no phone whose history could come first: without this Baileys holds every message back for 20 s.
  accountSyncCounter: 1,
});

export interface LinkedSocket {
  socket: WASocket;
  /** As it would come off the wire. */
  give(stanza: BinaryNode): void;
  close(): Promise<void>;
}

export async function linkSocket(config: Partial<UserFacingSocketConfig> = {}): Promise<LinkedSocket> {
  const folder = mkdtempSync(join(tmpdir(), 'karibu-whatsapp-'));
  const server = await startWhatsAppServer({ recorderPath: join(folder, 'whatsapp.jsonl') });
  const socket = makeWASocket({
    auth: { creds: ourCreds(), keys: keysInMemory() },
    waWebSocketUrl: server.manifest.endpoints.baileysWebSocketUrl,
    logger: silentLog,
    fireInitQueries: false,
    syncFullHistory: false,
    ...config,
  });
  await new Promise<void>((resolve) => {
    socket.ev.on('connection.update', ({ connection }) => connection === 'open' && resolve());
  });
  return {
    socket,
    give: (stanza) => void socket.ws.emit('CB:message', stanza),
    async close() {
      await socket.end(undefined);
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
