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
import { type AuthItem, readAuth, writeAuth } from '../../../db/channel/whatsapp-auth.ts';
import type { Tenure } from '../../../db/channel/whatsapp-link.ts';
import type { Database } from '../../../db/database.ts';
import { patiently } from './patience.ts';
import { quietLog } from './quiet-log.ts';

/** What proves to WhatsApp that we are a device of the linked phone. Baileys changes it in place and tells us to save it. */
export interface AuthState {
  state: AuthenticationState;
  /** A phone has linked us as its device. */
  isLinked(): boolean;
  /** Pairing by code began and did not end: a login with such credentials is refused with 401. */
  isHalfMade(): boolean;
  /** Writes the credentials as they are then; never rejects. */
  save(): Promise<void>;
  /** Writes nothing more; what was being written is. Baileys writes a little even after its socket is closed. */
  retire(): Promise<void>;
}

interface AuthNeeds {
  db: Database;
  tenure: Tenure;
  /** The credentials of a device that a stand-in takes without any phone. */
  isStandIn: boolean;
  /** Another process holds the account, or the database stays away: closes the socket, at once. */
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
  const pen = createPen(needs);
  return {
    state: { creds, keys: makeCacheableSignalKeyStore(createKeyStore(needs, pen), quietLog(db.log)) },
    isLinked: () => Boolean(creds.me && (creds.account || isStandIn)),
    isHalfMade: () => Boolean(creds.me && !creds.account && !isStandIn),
    async save() {
      try {
        await pen.write(() => [{ type: credsType, id: '', value: toText(creds) }]);
      } catch (error) {
        // An old copy still logs in, and the next change of them is written again.
        db.log.error({ err: error }, 'The credentials for WhatsApp could not be saved.');
      }
    },
    retire: pen.putDown,
  };
}

interface Pen {
  /** `items` is asked when its turn has come. */
  write(items: () => readonly AuthItem[]): Promise<void>;
  putDown(): Promise<void>;
}

/** One write after the other, so that an older value never lands on a newer one. */
function createPen({ db, tenure, letGo }: AuthNeeds): Pen {
  let isDown = false;
  let writing: Promise<void> = Promise.resolve();
  const writeNow = async (items: () => readonly AuthItem[]) => {
    if (isDown) return;
    try {
      const given = items();
      await patiently(db.log, 'Keys for WhatsApp could not be written; trying again.', () =>
        writeAuth(db, tenure, given),
      );
    } catch (error) {
      // Before anything else happens: Baileys tells WhatsApp that it is done with a message which it failed to read.
      letGo();
      throw error;
    }
  };
  return {
    write(items) {
      const written = writing.then(() => writeNow(items));
      writing = written.catch(() => undefined);
      return written;
    },
    putDown() {
      isDown = true;
      return writing;
    },
  };
}

function createKeyStore({ db, tenure, letGo }: AuthNeeds, pen: Pen): SignalKeyStore {
  return {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const texts = await patiently(db.log, 'Keys for WhatsApp could not be read; trying again.', () =>
        readAuth(db, tenure.account, type, ids),
      ).catch((error: unknown) => {
        letGo();
        throw error;
      });
      const found: { [id: string]: SignalDataTypeMap[T] } = {};
      // What `set` stored under this type was of this type.
      for (const [id, text] of texts) found[id] = revive(type, fromText(text)) as SignalDataTypeMap[T];
      return found;
    },
    set: (data) => pen.write(() => itemsOf(data)),
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
