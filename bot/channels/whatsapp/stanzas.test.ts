import { decryptMessageNode, proto, type WAMessage } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { type LinkedSocket, linkSocket, ourDevice, silentLog } from '../../../test/whatsapp-socket.ts';
import { isIgnored, toInbound } from './inbound.ts';
import recorded from './recorded-stanzas.json' with { type: 'json' };
import { heardIn } from './upserts.ts';

// What a real Baileys socket makes of the stanzas. Their content is not encrypted here, so that it comes by `messages.upsert`
// alone: the second net must hear each as the seam in front of the receipt does.

/** Just after the last of them was sent. */
const recordedAt = 1_790_000_100_000;

let linked: LinkedSocket;
let upserts: { messages: WAMessage[]; type: string }[];

beforeAll(async () => {
  upserts = [];
  linked = await linkSocket({ shouldIgnoreJid: isIgnored });
  linked.socket.ev.on('messages.upsert', (upsert) => upserts.push(upsert));
  // Baileys' receipt for what our own phone wrote is one that the other side hangs up on.
  for (const { attrs, message } of Object.values(recorded).filter((it) => it !== recorded.ofOurOwnPhone)) {
    give(attrs, proto.Message.fromObject(message));
    // The other side takes a few frames at once only.
    if (!isIgnored(attrs.from)) await eventually(() => expect(upsertOf(attrs.id), attrs.id).toBeDefined());
  }
});
afterAll(() => linked.close());

// Each stanza has only the attributes it came with, all of them text; JSON's type knows of all stanzas' at once.
const give = (attrs: object, message: proto.IMessage) =>
  linked.give({
    tag: 'message',
    attrs: attrs as Record<string, string>,
    content: [{ tag: 'plaintext', attrs: {}, content: proto.Message.encode(message).finish() }],
  });

const phoneOfLid = (lid: string) => linked.socket.signalRepository.lidMapping.getPNForLID(lid);
const heard = (now = recordedAt) =>
  Promise.all(
    upserts
      .flatMap((upsert) => heardIn(upsert, now))
      .map(({ attrs, message }) => toInbound(attrs, message, phoneOfLid)),
  );
/** Several may come in one upsert. */
const upsertOf = (id: string) =>
  upserts
    .map(({ messages, type }) => ({ messages: messages.filter(({ key }) => key.id === id), type }))
    .find(({ messages }) => messages.length > 0);

test('both ways of hearing a message give one and the same, whatever it is', async () => {
  const given = Object.values(recorded).map(({ attrs, message }) =>
    toInbound({ ...attrs } as Record<string, string>, proto.Message.fromObject(message), phoneOfLid),
  );
  const expected = (await Promise.all(given)).filter((it) => it !== null);
  const byId = (it: { externalId: string }, other: { externalId: string }) =>
    it.externalId < other.externalId ? -1 : 1;
  const inUpserts = (await heard()).filter((it) => it !== null);
  expect(inUpserts.sort(byId)).toEqual(expected.sort(byId));
  expect(inUpserts).toHaveLength(34);
});

test('a LID whose phone came with an earlier message is known by it', async () => {
  expect(await phoneOfLid('98765432101234@lid')).toBe('254712345678:0@s.whatsapp.net');
  expect(await phoneOfLid('55555555555555@lid')).toBeNull();
});

test('what was written while we were away comes as `append` and is heard all the same', async () => {
  const away = await eventually(() => upsertOf(recorded.whileWeWereAway.attrs.id) ?? expect.fail());
  expect(away.type).toBe('append');
  expect(heardIn(away, recordedAt)).toMatchObject([{ attrs: { from: '254722000111@s.whatsapp.net' } }]);
});

test('a message that nobody could decrypt leaves its id to the one that comes again', async () => {
  const attrs = { id: '3EB200', from: '254712345678@s.whatsapp.net', t: '1790000090', type: 'text' };
  const content = Buffer.from([51, 1, 2, 3]);
  const stanza = {
    tag: 'message',
    attrs,
    content: [{ tag: 'enc', attrs: { type: 'msg', v: '2' }, content }],
  };
  const { fullMessage, decrypt } = decryptMessageNode(
    stanza,
    ourDevice,
    '',
    linked.socket.signalRepository,
    silentLog,
  );
  await decrypt();
  expect(fullMessage).toMatchObject({ messageStubType: proto.WebMessageInfo.StubType.CIPHERTEXT });
  expect(heardIn({ messages: [fullMessage], type: 'notify' }, recordedAt)).toEqual([]);
});

test('what can be seen once, and is kept from linked devices, is heard as a photo', async () => {
  const attrs = { id: '3EB300', from: '254712345678@s.whatsapp.net', t: '1790000091', type: 'media' };
  linked.give({ tag: 'message', attrs, content: [{ tag: 'unavailable', attrs: { type: 'view_once' } }] });
  const upsert = await eventually(() => upsertOf(attrs.id) ?? expect.fail());
  expect(upsert.messages[0]?.message).toBeFalsy();
  const heard = heardIn(upsert, recordedAt).map((it) => toInbound(it.attrs, it.message, phoneOfLid));
  expect(await Promise.all(heard)).toMatchObject([{ said: { kind: 'media', what: 'photo', caption: null } }]);
});

test('what our own phone wrote, and what is older than a week, is not heard', async () => {
  const key = { remoteJid: '254712345678@s.whatsapp.net', id: '3EB201' };
  const message = proto.Message.fromObject({ conversation: 'Habari' });
  const written = { key, message, messageTimestamp: recordedAt / 1000 };
  const upsert = (it: object) => ({
    type: 'append',
    messages: [proto.WebMessageInfo.fromObject(it) as WAMessage],
  });
  expect(heardIn(upsert(written), recordedAt)).toHaveLength(1);
  expect(heardIn(upsert({ ...written, key: { ...key, fromMe: true } }), recordedAt)).toEqual([]);
  expect(heardIn(upsert(written), recordedAt + 8 * 24 * 60 * 60 * 1000)).toEqual([]);
});
