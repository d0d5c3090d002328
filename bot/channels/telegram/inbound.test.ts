import type { Update } from 'grammy/types';
import { expect, test } from 'vitest';
import { toInbound } from './inbound.ts';
import recorded from './recorded-updates.json' with { type: 'json' };

// They have the shape that Telegram gives them; JSON's type only lacks the unions.
const hear = (update: object, botName: string | null = 'savanna_bot') => toInbound(update as Update, botName);
const saidIn = (update: object) => hear(update)?.said;

test('a text is heard with who, where and when', () => {
  expect(hear(recorded.text)).toEqual({
    externalId: 'u732190001',
    address: '5551001',
    displayName: 'Jane Wanjiru',
    attestedPhone: null,
    sentAt: '2026-09-21T14:13:20.000Z',
    said: { kind: 'text', text: 'Niko Kilimani 😀' },
  });
});

test('a deep link is the command start with its payload', () => {
  expect(saidIn(recorded.startWithPayload)).toEqual({
    kind: 'command',
    name: 'start',
    argument: 'r_Zk3-x_9',
  });
});

test('a command may name the bot and be written in capitals', () => {
  expect(saidIn(recorded.commandToThisBot)).toEqual({ kind: 'command', name: 'new', argument: '' });
});

test('a tap is a choice in the chat of the button', () => {
  expect(hear(recorded.tap)).toMatchObject({
    address: '5551001',
    said: { kind: 'choice', value: 'package:2' },
  });
});

test('the own contact is attested: Telegram says that the card is of the sender', () => {
  expect(hear(recorded.ownContact)).toMatchObject({
    attestedPhone: '+254712345678',
    said: { kind: 'contact', phone: '+254712345678', own: true, name: 'Jane' },
  });
});

test.each([
  [recorded.contactOfSomebodyElse, { phone: '+254733000222', own: false, name: 'John Otieno' }],
  [recorded.contactWithoutAccount, { phone: '+254733000222', own: false, name: 'Fundi' }],
])('a contact that is not known to be the own one attests nothing', (update, contact) => {
  expect(hear(update)).toMatchObject({ attestedPhone: null, said: { kind: 'contact', ...contact } });
});

test('a pin is a place', () => {
  expect(saidIn(recorded.location)).toEqual({ kind: 'location', latitude: -1.2921, longitude: 36.7856 });
});

test.each([
  [recorded.photo, 'photo', 'my gate'],
  [recorded.sticker, 'sticker', null],
  [recorded.animation, 'animation', null],
])('what is not text is media', (update, what, caption) => {
  expect(saidIn(update)).toEqual({ kind: 'media', what, caption });
});

test('blocking and unblocking the bot are heard', () => {
  expect([saidIn(recorded.blocked), saidIn(recorded.unblocked)]).toEqual([
    { kind: 'blocked' },
    { kind: 'unblocked' },
  ]);
});

test.each([recorded.pinned, recorded.group, recorded.edited])(
  'service messages, groups and edits are not heard',
  (update) => {
    expect(hear(update)).toBeNull();
  },
);
