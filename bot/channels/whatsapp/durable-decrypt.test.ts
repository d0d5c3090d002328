import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  type KeyPair,
} from '@whiskeysockets/baileys';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { receiveMessages } from '../../../db/chat/inbox.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import {
  keysInMemory,
  type LinkedSocket,
  linkSocket,
  ourCreds,
  ourDevice,
  silentLog,
} from '../../../test/whatsapp-socket.ts';
import { durableSignal } from './durable-decrypt.ts';
import { toInbound } from './inbound.ts';

// Jane's phone is a second Signal repository: it encrypts as a real one does, each message with a key of its own.

/** One try each: a key that cannot be written is not written. */
const transactionOpts = { maxCommitRetries: 1, delayBetweenTriesMs: 1 };

let house: TestDatabase;
let linked: LinkedSocket;
let ours: ReturnType<typeof createPhone>;
/** What happened here, in order. */
let happened: string[];
let keepFails: boolean;

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate inbox, identities, conversations cascade`;
  happened = [];
  keepFails = false;
  ours = createPhone();
  await connect();
});
afterEach(() => linked.close());

function createPhone() {
  const creds = ourCreds();
  const keys = keysInMemory();
  const preKey = Curve.generateKeyPair();
  keys.set({ 'pre-key': { 1: preKey } });
  keys.beforeWrite = (data) => void ('session' in data && happened.push('key spent'));
  return { creds, keys, preKey };
}

/** As after every lost line: a new socket with the keys of the old one. */
async function connect() {
  const { makeSignalRepository, attend } = durableSignal(async (attrs, message) => {
    if (keepFails) throw new Error('The database is away.');
    const inbound = await toInbound(attrs, message, async () => null);
    happened.push(`kept ${await receiveMessages(house.db, 'whatsapp', 'ours', inbound ? [inbound] : [])}`);
  });
  const noteReceipt = (_about: unknown, words?: string) =>
    void (words === 'sending receipt for messages' && happened.push('receipt'));
  linked = await linkSocket({
    auth: ours,
    makeSignalRepository,
    transactionOpts,
    logger: { ...silentLog, child: () => silentLog, debug: noteReceipt },
  });
  attend(linked.socket);
}

const publicKey = ({ public: key }: KeyPair) => generateSignalPubKey(key);

/** Jane's phone with a session to ours. */
async function createJane() {
  const keys = addTransactionCapability(keysInMemory(), silentLog, transactionOpts);
  const jane = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: initAuthCreds(), keys }, silentLog);
  const { registrationId, signedIdentityKey, signedPreKey } = ours.creds;
  const session = {
    registrationId,
    identityKey: publicKey(signedIdentityKey),
    signedPreKey: {
      keyId: signedPreKey.keyId,
      publicKey: publicKey(signedPreKey.keyPair),
      signature: signedPreKey.signature,
    },
    preKey: { keyId: 1, publicKey: publicKey(ours.preKey) },
  };
  await jane.injectE2ESession({ jid: ourDevice, session });
  return async (id: string, data: Uint8Array): Promise<BinaryNode> => {
    const { type, ciphertext } = await jane.encryptMessage({ jid: ourDevice, data });
    const attrs = { id, from: '254712345678@s.whatsapp.net', t: '1790000000', notify: 'Jane', type: 'text' };
    return { tag: 'message', attrs, content: [{ tag: 'enc', attrs: { type, v: '2' }, content: ciphertext }] };
  };
}

const kept = async () =>
  (await house.db.sql`select external_id from inbox order by id`).map((it) => it.externalId);
const habari = encodeWAMessage({ conversation: 'Habari' });

test('a message is kept, then its key is spent, then WhatsApp is told', async () => {
  const write = await createJane();
  linked.give(await write('3EB0A1', habari));
  await eventually(() => expect(happened).toContain('receipt'));
  linked.give(await write('3EB0A2', encodeWAMessage({ conversation: 'Niko Kilimani' })));
  await eventually(() => expect(happened).toHaveLength(6));
  expect(happened).toEqual(['kept 1', 'key spent', 'receipt', 'kept 1', 'key spent', 'receipt']);
  expect(await kept()).toEqual(['254712345678@s.whatsapp.net/3EB0A1', '254712345678@s.whatsapp.net/3EB0A2']);
});

test('a message that could not be kept is not acknowledged, and can still be read when it comes again', async () => {
  const write = await createJane();
  const stanza = await write('3EB0A1', habari);
  keepFails = true;
  const passedOn = new Promise((resolve) => linked.socket.ws.once('close', resolve));
  linked.give(stanza);
  // Baileys asks for the message again, in words at which the other side hangs up.
  await passedOn;
  expect(happened).toEqual([]);
  keepFails = false;
  await linked.close();
  await connect();
  linked.give(stanza);
  await eventually(() => expect(happened).toEqual(['kept 1', 'key spent', 'receipt']));
});

test('after a crash between keeping a message and spending its key it comes again and is passed over', async () => {
  const write = await createJane();
  const stanza = await write('3EB0A1', habari);
  const spend = ours.keys.beforeWrite;
  ours.keys.beforeWrite = (data) => {
    if ('session' in data) throw new Error('The process is dead.');
  };
  const hungUp = new Promise((resolve) => linked.socket.ws.once('close', resolve));
  linked.give(stanza);
  await hungUp;
  expect(happened).toEqual(['kept 1']);
  ours.keys.beforeWrite = spend;
  await linked.close();
  await connect();
  linked.give(stanza);
  await eventually(() => expect(happened).toEqual(['kept 1', 'kept 0', 'key spent', 'receipt']));
  expect(await kept()).toHaveLength(1);
});

test('what was decrypted but is no message does not hold up what comes after it', async () => {
  const write = await createJane();
  const hungUp = new Promise((resolve) => linked.socket.ws.once('close', resolve));
  linked.give(await write('3EB0A1', Buffer.from([255, 255, 255, 1])));
  await hungUp;
  expect(happened).toEqual(['key spent']);
  await linked.close();
  await connect();
  linked.give(await write('3EB0A2', habari));
  await eventually(() => expect(happened).toEqual(['key spent', 'kept 1', 'key spent', 'receipt']));
});
