import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  type WASocket,
} from '@whiskeysockets/baileys';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Overtaken } from '../../../db/channel/whatsapp-link.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import { type StandInWhatsapp, startStandIn } from '../../../test/fixtures/whatsapp.ts';
import { type Listener, startListener } from '../../../test/fixtures/whatsapp-line.ts';
import { keysInMemory, ourDevice, silentLog } from '../../../test/whatsapp-socket.ts';

// Messages as real phones send them: encrypted for our device, whose keys lie sealed in Postgres.

let house: TestDatabase;
let whatsapp: StandInWhatsapp;
let listener: Listener | undefined;

beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());
beforeEach(async () => {
  whatsapp = await startStandIn();
});
afterEach(async () => {
  await listener?.channel.stop();
  await whatsapp.close();
});

async function open(it: Listener): Promise<WASocket> {
  listener = it;
  await eventually(() => expect(it.channel.canSend()).toBe(true));
  return it.sockets.at(-1) ?? expect.fail('no socket');
}

/** As it would come off the wire. */
const give = (to: WASocket, stanza: BinaryNode) => void to.ws.emit('CB:message', stanza);

/** How many frames of ours have left since. Baileys hides its WebSocket. */
function countFrames({ ws }: WASocket): () => number {
  const wire = Reflect.get(ws, 'socket') as { send: (...what: unknown[]) => void };
  const { send } = wire;
  let frames = 0;
  wire.send = (...what) => {
    frames += 1;
    send.apply(wire, what);
  };
  return () => frames;
}

/** Jane's phone, which has asked WhatsApp for our device's public keys. */
async function createPhoneOfJane(ours: WASocket) {
  const preKey = Curve.generateKeyPair();
  await ours.authState.keys.set({ 'pre-key': { 1: preKey } });
  const keys = addTransactionCapability(keysInMemory(), silentLog, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 1,
  });
  const phone = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: initAuthCreds(), keys }, silentLog);
  const { registrationId, signedIdentityKey, signedPreKey } = ours.authState.creds;
  await phone.injectE2ESession({
    jid: ourDevice,
    session: {
      registrationId,
      identityKey: generateSignalPubKey(signedIdentityKey.public),
      signedPreKey: {
        keyId: signedPreKey.keyId,
        publicKey: generateSignalPubKey(signedPreKey.keyPair.public),
        signature: signedPreKey.signature,
      },
      preKey: { keyId: 1, publicKey: generateSignalPubKey(preKey.public) },
    },
  });
  return async (id: string, text: string, from = '254722000111@s.whatsapp.net'): Promise<BinaryNode> => {
    const data = encodeWAMessage({ conversation: text });
    const { type, ciphertext } = await phone.encryptMessage({ jid: ourDevice, data });
    return {
      tag: 'message',
      attrs: {
        id,
        from,
        t: String(Math.floor(Date.now() / 1000)),
        type: 'text',
      },
      content: [{ tag: 'enc', attrs: { type, v: '2' }, content: ciphertext }],
    };
  };
}

test('WhatsApp is told of a message only once it is kept, and a process that starts anew reads the next', async () => {
  let refusals = 2;
  const receiptsAtTries: number[] = [];
  const first = await startListener({
    house,
    whatsapp,
    ears: {
      receive: async (inbound) => {
        receiptsAtTries.push(whatsapp.receipts.length);
        if (refusals-- > 0) throw new Error('The database is away.');
        first.heard.push(...inbound);
      },
    },
  });
  const socket = await open(first);
  const write = await createPhoneOfJane(socket);
  give(socket, await write('3EB0A1', 'Habari'));
  await eventually(() => expect(whatsapp.receipts).toEqual(['3EB0A1']));
  expect(receiptsAtTries.slice(0, 3)).toEqual([0, 0, 0]);
  expect(first.heard[0]).toMatchObject({ said: { kind: 'text', text: 'Habari' } });
  await first.channel.stop();

  const second = await startListener({ house, whatsapp });
  give(await open(second), await write('3EB0A2', 'Niko Kilimani'));
  await eventually(() => expect(whatsapp.receipts).toEqual(['3EB0A1', '3EB0A2']));
  expect(second.heard[0]).toMatchObject({
    externalId: '254722000111@s.whatsapp.net/3EB0A2',
    attestedPhone: '+254722000111',
    said: { kind: 'text', text: 'Niko Kilimani' },
  });
});

test('a message that cannot be kept ends the line before WhatsApp is told anything, and is read when it comes again', async () => {
  let isAway = true;
  const it = await startListener({
    house,
    whatsapp,
    ears: {
      receive: async (inbound) => {
        // For this one nobody waits until the database is back.
        if (isAway) throw new Overtaken({ account: 'main', epoch: 0 });
        it.heard.push(...inbound);
      },
    },
  });
  const socket = await open(it);
  const stanza = await (await createPhoneOfJane(socket))('3EB0A1', 'Habari');
  const framesOf = countFrames(socket);
  give(socket, stanza);
  await eventually(() => expect(it.sockets).toHaveLength(2));
  expect(framesOf()).toBe(0);
  isAway = false;
  give(await open(it), stanza);
  await eventually(() => expect(whatsapp.receipts).toEqual(['3EB0A1']));
  expect(it.heard[0]).toMatchObject({ said: { kind: 'text', text: 'Habari' } });
});

test('what staff write to themselves on our phone is nobody’s who asks for internet', async () => {
  const it = await startListener({ house, whatsapp });
  const socket = await open(it);
  give(
    socket,
    await (await createPhoneOfJane(socket))('3EB0A1', 'Buy cable', '15550000000:5@s.whatsapp.net'),
  );
  // The stand-in hangs up on the receipt for a message of our own.
  await eventually(() => expect(it.sockets).toHaveLength(2));
  expect(it.heard).toEqual([]);
});
