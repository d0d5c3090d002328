import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  initAuthCreds,
  makeCacheableSignalKeyStore,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '@whiskeysockets/baileys';
import type { Database } from '../../../db/database.ts';
import { type AuthItem, readAuth, writeAuth } from '../../../db/whatsapp-auth.ts';
import { Overtaken, type Tenure } from '../../../db/whatsapp-link.ts';
import { patiently } from './patience.ts';
import { quietLog } from './quiet-log.ts';

/** What proves to WhatsApp that we are a device of the linked phone. Baileys changes it in place and tells us to save it. */
export interface AuthState {
  state: AuthenticationState;
  /** A phone has linked us as its device. */
  isLinked(): boolean;
  /** Pairing began and did not end: such credentials are worth nothing, and a login with them is refused with 401. */
  isHalfMade(): boolean;
  /** Writes the credentials after those that are being written, and never rejects. */
  save(): Promise<void>;
}

interface AuthNeeds {
  db: Database;
  tenure: Tenure;
  /** The credentials of a device that a stand-in takes without any phone. */
  isStandIn: boolean;
  /** Another process holds the account: closes the socket, at once. */
  letGo(): void;
}

const credsType = 'creds';

/** https://github.com/openclaw/crabline takes this device; its `selfJid` is the same number. */
const standInCreds = (): AuthenticationCreds => ({
  ...initAuthCreds(),
  me: { id: '15550000000:0@s.whatsapp.net', name: 'Karibu' },
  // There is no phone whose history could come first: without this Baileys holds every message back for 20 s.
  accountSyncCounter: 1,
});

const toText = (value: unknown) => JSON.stringify(value, BufferJSON.replacer);
const fromText = (text: string): unknown => JSON.parse(text, BufferJSON.reviver);

export async function loadAuth(needs: AuthNeeds): Promise<AuthState> {
  const { db, tenure, isStandIn } = needs;
  const stored = (await readAuth(db, tenure.account, credsType, [''])).get('');
  const fresh = isStandIn ? standInCreds() : initAuthCreds();
  // Only `save` writes under this name, and it writes credentials.
  const creds = stored === undefined ? fresh : (fromText(stored) as AuthenticationCreds);
  const keys = makeCacheableSignalKeyStore(createKeyStore(needs), quietLog(db.log));
  let saving = Promise.resolve();
  return {
    state: { creds, keys },
    isLinked: () => Boolean(creds.me && (creds.account || isStandIn)),
    isHalfMade: () => !isStandIn && !creds.account,
    save() {
      saving = saving.then(() => saveCreds(needs, creds));
      return saving;
    },
  };
}

async function saveCreds(needs: AuthNeeds, creds: AuthenticationCreds): Promise<void> {
  try {
    await write(needs, [{ type: credsType, id: '', value: toText(creds) }]);
  } catch (error) {
    // An old copy still logs in; the next change of them is written again.
    needs.db.log.error({ err: error }, 'The credentials for WhatsApp could not be saved.');
  }
}

/** Whoever was overtaken closes the socket before anything else happens, then learns of it. */
async function write({ db, tenure, letGo }: AuthNeeds, items: readonly AuthItem[]): Promise<void> {
  try {
    await patiently(db.log, 'Keys for WhatsApp could not be written; trying again.', () =>
      writeAuth(db, tenure, items),
    );
  } catch (error) {
    if (error instanceof Overtaken) letGo();
    throw error;
  }
}

function createKeyStore(needs: AuthNeeds): SignalKeyStore {
  const { db, tenure } = needs;
  return {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const texts = await patiently(db.log, 'Keys for WhatsApp could not be read; trying again.', () =>
        readAuth(db, tenure.account, type, ids),
      );
      const found: { [id: string]: SignalDataTypeMap[T] } = {};
      // What `set` stored under this type was of this type.
      for (const [id, text] of texts) found[id] = revive(type, fromText(text)) as SignalDataTypeMap[T];
      return found;
    },
    set: (data) => write(needs, itemsOf(data)),
  };
}

/** Baileys calls methods of these keys, which plain JSON has not. */
const revive = (type: keyof SignalDataTypeMap, value: unknown): unknown =>
  type === 'app-state-sync-key' && typeof value === 'object' && value !== null
    ? proto.Message.AppStateSyncKeyData.fromObject(value)
    : value;

function itemsOf(data: SignalDataSet): AuthItem[] {
  return Object.entries(data).flatMap(([type, values]) =>
    Object.entries(values).map(([id, value]: [string, unknown]) => ({
      type,
      id,
      value: value === null || value === undefined ? null : toText(value),
    })),
  );
}
