import { proto } from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIgnored, toInbound, UnreadableMessage } from './inbound.ts';
import recorded from './recorded-stanzas.json' with { type: 'json' };

/** WhatsApp once told that this LID is Jane's; it writes the device behind the number. */
const phoneOfLid = async (lid: string) =>
  lid === '98765432101234@lid' ? '254712345678:0@s.whatsapp.net' : null;

const hear = (stanza: { attrs: object; message: object }) =>
  // Each stanza has only the attributes it came with, all of them text; JSON's type knows of all stanzas' at once.
  toInbound(stanza.attrs as Record<string, string>, proto.Message.fromObject(stanza.message), phoneOfLid);
const saidIn = async (stanza: { attrs: object; message: object }) => (await hear(stanza))?.said ?? null;

test('a text is heard with who, where and when', async () => {
  expect(await hear(recorded.text)).toEqual({
    externalId: '254712345678@s.whatsapp.net/3EB0A1',
    address: '254712345678@s.whatsapp.net',
    displayName: 'Jane Wanjiru',
    attestedPhone: '+254712345678',
    sentAt: '2026-09-21T14:13:20.000Z',
    said: { kind: 'text', text: 'Niko Kilimani 😀' },
  });
});

describe('who it is', () => {
  test('whatever device somebody writes from, it is one chat', async () => {
    expect(await hear(recorded.textFromASecondDevice)).toMatchObject({
      externalId: '254712345678@s.whatsapp.net/3EB0A2',
      address: '254712345678@s.whatsapp.net',
    });
  });

  test('a phone tells its LID beside it', async () => {
    expect(await hear(recorded.longText)).toMatchObject({ otherAddresses: ['98765432101234@lid'] });
  });

  test.each(['fromLidWithPhone', 'fromLidThatWasMapped'] as const)(
    'a LID with its phone, told now or long ago, is answered at the LID and attests the phone',
    async (name) => {
      expect(await hear(recorded[name])).toMatchObject({
        address: '98765432101234@lid',
        otherAddresses: ['254712345678@s.whatsapp.net'],
        attestedPhone: '+254712345678',
      });
    },
  );

  test('a LID alone attests nothing', async () => {
    const heard = await hear(recorded.fromLidAlone);
    expect(heard).toMatchObject({ address: '55555555555555@lid', attestedPhone: null });
    expect(heard).not.toHaveProperty('otherAddresses');
  });

  test('an office that writes from a landline is heard, and its number is nobody’s mobile', async () => {
    expect(await hear(recorded.fromALandline)).toMatchObject({
      address: '254202123456@s.whatsapp.net',
      attestedPhone: null,
    });
  });

  test('the same message id in two chats is two messages', async () => {
    const other = {
      ...recorded.text,
      attrs: { ...recorded.text.attrs, from: '254722000111@s.whatsapp.net' },
    };
    const ids = [(await hear(recorded.text))?.externalId, (await hear(other))?.externalId];
    expect(new Set(ids).size).toBe(2);
  });
});

describe('what is said', () => {
  test.each([
    ['longText', 'Hi, how much is https://example.com ?'],
    ['disappearing', 'Niko Umoja'],
    ['editedWhole', 'Niko Kasarani'],
    ['templateTapped', 'Yes'],
    ['flowAnsweredBadly', 'Yes'],
    ['severalCards', 'Jane +254722000111\nPeter +254733000222'],
  ] as const)('%s is a text', async (name, text) => {
    expect(await saidIn(recorded[name])).toEqual({ kind: 'text', text });
  });

  test('a command may be typed', async () => {
    expect(await saidIn(recorded.command)).toEqual({ kind: 'command', name: 'start', argument: 'b_42' });
  });

  test.each([
    ['buttonTapped', 'package:2'],
    ['listChosen', 'package:2'],
    ['flowAnswered', 'answer:yes'],
  ] as const)('%s is a choice', async (name, value) => {
    expect(await saidIn(recorded[name])).toEqual({ kind: 'choice', value });
  });

  test.each(['location', 'liveLocation'] as const)('%s is a place', async (name) => {
    expect(await saidIn(recorded[name])).toEqual({ kind: 'location', latitude: -1.2921, longitude: 36.7856 });
  });

  test('the own card has the number that WhatsApp gave', async () => {
    expect(await saidIn(recorded.ownCard)).toEqual({
      kind: 'contact',
      phone: '+254712345678',
      own: true,
      name: 'Jane',
    });
  });

  test.each([
    ['cardOfSomebodyElse', 'Peter Otieno'],
    ['cardOutsideWhatsApp', 'Fundi'],
  ] as const)(
    'a card with another number is somebody else’s, be there a `waid` or not',
    async (stanza, name) => {
      expect(await hear(recorded[stanza])).toMatchObject({
        attestedPhone: '+254712345678',
        said: { kind: 'contact', phone: '+254733000222', own: false, name },
      });
    },
  );

  test('a card is never the own one while only the LID is known', async () => {
    const attrs = { ...recorded.ownCard.attrs, from: '55555555555555@lid' };
    expect(await hear({ ...recorded.ownCard, attrs })).toMatchObject({
      attestedPhone: null,
      said: { kind: 'contact', own: false },
    });
  });

  test.each([
    ['photo', 'photo', 'my gate'],
    ['photoSeenOnce', 'photo', 'my gate'],
    ['photoOfAnAlbum', 'photo', null],
    ['videoSeenOnce', 'video', null],
    ['documentWithCaption', 'document', 'my ID'],
    ['voiceNote', 'voice', null],
    ['audio', 'audio', null],
    ['sticker', 'sticker', null],
    ['videoNote', 'video_note', null],
    ['poll', 'poll', null],
    ['cardWithoutNumber', 'contact', null],
    ['locationOffTheEarth', 'location', null],
  ] as const)('%s is media', async (name, what, caption) => {
    expect(await saidIn(recorded[name])).toEqual({ kind: 'media', what, caption });
  });
});

test.each([
  'reaction',
  'deletedForAll',
  'editedLater',
  'pollVote',
  'albumHeader',
  'emptyText',
  'ofOurOwnPhone',
  'inAGroup',
  'status',
  'broadcastList',
  'newsletter',
] as const)('%s is not heard', async (name) => {
  expect(await hear(recorded[name])).toBeNull();
});

test('what the server itself sends is never dropped as a chat that nobody reads', () => {
  const chats = [
    '120363000000000000@g.us',
    'status@broadcast',
    '120363111111111111@newsletter',
    '867051314767696@bot',
  ];
  expect(chats.map(isIgnored)).toEqual([true, true, true, true]);
  expect(['s.whatsapp.net', '254712345678:3@s.whatsapp.net', '98765432101234@lid'].map(isIgnored)).toEqual([
    false,
    false,
    false,
  ]);
});

test('a message without an id or a sender cannot be kept, and says so', async () => {
  const message = { conversation: 'Habari' };
  await expect(hear({ attrs: { from: '254712345678@s.whatsapp.net' }, message })).rejects.toThrow(
    UnreadableMessage,
  );
  await expect(
    hear({ ...recorded.text, attrs: { ...recorded.text.attrs, id: 'A'.repeat(3000) } }),
  ).rejects.toThrow(UnreadableMessage);
  await expect(hear({ attrs: { id: '3EB0' }, message })).rejects.toThrow(UnreadableMessage);
});

describe('whatever WhatsApp sends', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\0', '{', '{"id":3}', '/start', 'TEL:'),
  );
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const card = fc.record({
    displayName: maybe(text),
    vcard: maybe(text.map((it) => `FN:${it}\nTEL;waid=${it}:${it}`)),
  });
  const pin = fc.record({ degreesLatitude: maybe(fc.double()), degreesLongitude: maybe(fc.double()) });
  const media = fc.record({ caption: maybe(text) });
  const { message } = fc.letrec<{ message: proto.IMessage; wrapped: proto.Message.IFutureProofMessage }>(
    (tie) => ({
      wrapped: fc.record({ message: maybe(tie('message')) }),
      message: fc.record(
        {
          conversation: maybe(text),
          extendedTextMessage: maybe(fc.record({ text: maybe(text) })),
          buttonsResponseMessage: maybe(fc.record({ selectedButtonId: maybe(text) })),
          listResponseMessage: maybe(
            fc.record({
              title: maybe(text),
              singleSelectReply: maybe(fc.record({ selectedRowId: maybe(text) })),
            }),
          ),
          interactiveResponseMessage: maybe(
            fc.record({
              body: maybe(fc.record({ text: maybe(text) })),
              nativeFlowResponseMessage: maybe(fc.record({ paramsJson: maybe(fc.oneof(text, fc.json())) })),
            }),
          ),
          contactMessage: maybe(card),
          contactsArrayMessage: maybe(fc.record({ contacts: fc.array(card, { maxLength: 3 }) })),
          locationMessage: maybe(pin),
          liveLocationMessage: maybe(pin),
          imageMessage: maybe(media),
          audioMessage: maybe(fc.record({ ptt: fc.boolean() })),
          reactionMessage: maybe(fc.record({ text: maybe(text) })),
          protocolMessage: maybe(fc.constant({ type: 0 as const })),
          ephemeralMessage: maybe(tie('wrapped')),
          viewOnceMessage: maybe(tie('wrapped')),
          editedMessage: maybe(tie('wrapped')),
        },
        { requiredKeys: [] },
      ),
    }),
  );
  const jid = fc.oneof(
    text,
    fc.constantFrom(
      '@lid',
      ':@s.whatsapp.net',
      '254712345678@s.whatsapp.net',
      '1:99@hosted',
      '0@s.whatsapp.net',
    ),
  );
  const attrs = fc.record({
    id: fc.string({ minLength: 1 }),
    from: jid,
    t: text,
    sender_pn: jid,
    notify: text,
  });

  test('it is heard or passed over, and never throws', async () => {
    const property = fc.asyncProperty(attrs, message, async (of, content) => {
      if (of.from === '') return;
      const heard = await toInbound(of, content, async () => of.sender_pn);
      if (heard) expect(heard.externalId.startsWith(`${heard.address}/`)).toBe(true);
      if (heard?.said.kind === 'location') expect(Math.abs(heard.said.latitude)).toBeLessThanOrEqual(90);
    });
    await expect(fc.assert(property, { numRuns: 2000 })).resolves.toBeUndefined();
  });

  test('bytes that happen to be a message are no worse', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      let decoded: proto.IMessage;
      try {
        decoded = proto.Message.decode(bytes);
      } catch {
        return; // Baileys cannot read it either.
      }
      await toInbound({ id: '3EB0', from: '254712345678@s.whatsapp.net' }, decoded, phoneOfLid);
    });
    await expect(fc.assert(property, { numRuns: 2000 })).resolves.toBeUndefined();
  });
});
