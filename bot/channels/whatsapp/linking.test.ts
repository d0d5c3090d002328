import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { askToLink, type LinkWish, readWhatsappLink } from '../../../db/channel/whatsapp-link.ts';
import { parsePhone } from '../../../domain/phone.ts';
import { ringBells } from '../../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import { type StandInWhatsapp, startStandIn } from '../../../test/fixtures/whatsapp.ts';
import {
  endWith,
  giveCodes,
  type Listener,
  lastSocket,
  linkPhone,
  offerQr,
  startListener,
} from '../../../test/fixtures/whatsapp-line.ts';

let house: TestDatabase;
let whatsapp: StandInWhatsapp;
let listener: Listener;

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  await house.db.sql`truncate wa_auth, whatsapp_links`;
  whatsapp = await startStandIn();
  listener = await startListener({ house, whatsapp, mustBeLinked: true });
});
afterEach(async () => {
  await listener.channel.stop();
  await whatsapp.close();
});

const office = parsePhone('0700000001') ?? expect.fail();
const ask = (wish: LinkWish) => askToLink(house.db, 'main', wish, null);
const link = () => readWhatsappLink(house.db, 'main');
const standing = () => listener.told.at(-1);
const keysKept = async () => (await house.db.sql`select from wa_auth`).count;
const isUnlinked = () => eventually(() => expect(standing()?.state).toBe('unlinked'));

async function linkByQr(): Promise<void> {
  const before = listener.sockets.length;
  await ask({ by: 'qr' });
  const socket = await lastSocket(listener, before + 1);
  offerQr(socket, '2@first');
  await eventually(async () => expect((await link())?.shown?.kind).toBe('qr'));
  linkPhone(socket, '254700000001');
  await eventually(async () => expect(await link()).toMatchObject({ phone: office, shown: null }));
}

test('while nothing is linked and nobody asked for it, no socket is opened, and it says so', async () => {
  await isUnlinked();
  expect(standing()?.words).toMatch(/Link one by its QR/);
  expect(listener.sockets).toHaveLength(0);
  expect(listener.channel.canSend()).toBe(false);
});

test('a phone is linked by the QR that is shown, and people may write to its number', async () => {
  await isUnlinked();
  await ask({ by: 'qr' });
  const socket = await lastSocket(listener, 1);
  offerQr(socket, '2@first');
  await eventually(async () => expect((await link())?.shown).toMatchObject({ kind: 'qr', value: '2@first' }));
  offerQr(socket, '2@second');
  await eventually(async () => expect((await link())?.shown?.value).toBe('2@second'));
  linkPhone(socket, '254700000001');
  await eventually(async () => expect(await link()).toMatchObject({ phone: office, shown: null }));
  await eventually(() => expect(listener.names).toEqual(['254700000001']));
  expect(standing()).toEqual({ state: 'well', words: null });
  expect(listener.channel.canSend()).toBe(true);
});

test('a QR that nobody scans in time is hidden, and the next wish shows another', async () => {
  await isUnlinked();
  await ask({ by: 'qr' });
  const socket = await lastSocket(listener, 1);
  offerQr(socket, '2@first');
  await eventually(async () => expect((await link())?.shown).toBeTruthy());
  // As Baileys does when it has no text left.
  await socket.end(Object.assign(new Error('QR refs attempts ended'), { output: { statusCode: 408 } }));
  await eventually(() => expect(standing()?.words).toMatch(/not linked in time/));
  expect(await link()).toMatchObject({ shown: null, phone: null });
  await linkByQr();
});

test('a code is asked for once, for the first QR, and what it left behind is forgotten when nobody types it', async () => {
  await isUnlinked();
  await ask({ by: 'code', phone: office });
  const socket = await lastSocket(listener, 1);
  const asked = giveCodes(socket);
  offerQr(socket, '2@first');
  offerQr(socket, '2@second');
  await eventually(async () =>
    expect((await link())?.shown).toMatchObject({ kind: 'code', value: 'ABCD1234' }),
  );
  expect(asked).toEqual(['254700000001']);
  await eventually(async () => expect(await keysKept()).toBeGreaterThan(0));
  endWith(socket, 408);
  await eventually(() => expect(standing()?.words).toMatch(/not linked in time/));
  expect(await keysKept()).toBe(0);
  await linkByQr();
});

test('logged out by the phone, it forgets its keys, says so, and can be linked again', async () => {
  await isUnlinked();
  await linkByQr();
  endWith(await lastSocket(listener, 2), 401);
  await eventually(() =>
    expect(standing()).toMatchObject({
      state: 'unlinked',
      words: expect.stringMatching(/logged Karibu out/),
    }),
  );
  expect(await link()).toMatchObject({ phone: null });
  expect(await keysKept()).toBe(0);
  await linkByQr();
  await eventually(() => expect(standing()?.state).toBe('well'));
});

test('unlinked by staff, it logs out at WhatsApp and forgets its keys', async () => {
  await isUnlinked();
  await linkByQr();
  const socket = await lastSocket(listener, 2);
  let loggedOut = 0;
  const logout = socket.logout;
  socket.logout = (words) => {
    loggedOut += 1;
    return logout(words);
  };
  await ask({ by: 'unlink' });
  await isUnlinked();
  expect([loggedOut, await keysKept(), (await link())?.phone]).toEqual([1, 0, null]);
});

test('a banned number stays down until somebody links again', async () => {
  await isUnlinked();
  await linkByQr();
  endWith(await lastSocket(listener, 2), 403);
  await eventually(() =>
    expect(standing()).toMatchObject({ state: 'refused', words: expect.stringMatching(/banned/) }),
  );
  expect(listener.channel.canSend()).toBe(false);
  await linkByQr();
  await eventually(() => expect(standing()?.state).toBe('well'));
});

test('a process that starts anew logs in with the keys that are stored', async () => {
  await isUnlinked();
  await linkByQr();
  await eventually(() => expect(listener.channel.canSend()).toBe(true));
  await listener.channel.stop();
  listener = await startListener({ house, whatsapp, mustBeLinked: true });
  await eventually(() => expect(listener.channel.canSend()).toBe(true));
  expect(listener.sockets[0]?.authState.creds.me?.id).toBe('254700000001:3@s.whatsapp.net');
});
