import { expect, test } from 'vitest';
import { fitText, toMarkup } from './outgoing.ts';

const answer = (label: string, value: string) => ({ label, value, way: false });
const way = (label: string, value: string) => ({ label, value, way: true });

test('answers stand above the ways out, long labels alone and short ones in pairs', () => {
  const choices = [
    answer('20 Mbps Home, KES 2,999', 'package:1'),
    answer('5 Mbps, KES 999', 'package:2'),
    way('Skip', 'skip'),
    way('Back', 'back'),
    way('Cancel', 'cancel'),
  ];
  expect(toMarkup({ text: '', choices, contactLabel: null })).toEqual({
    inline_keyboard: [
      [{ text: '20 Mbps Home, KES 2,999', callback_data: 'package:1' }],
      [{ text: '5 Mbps, KES 999', callback_data: 'package:2' }],
      [
        { text: 'Skip', callback_data: 'skip' },
        { text: 'Back', callback_data: 'back' },
      ],
      [{ text: 'Cancel', callback_data: 'cancel' }],
    ],
  });
});

test('the own number is shared from a keyboard, where the other buttons send their label', () => {
  expect(toMarkup({ text: '', choices: [way('Back', 'back')], contactLabel: 'Share my number' })).toEqual({
    keyboard: [[{ text: 'Share my number', request_contact: true }], [{ text: 'Back' }]],
    resize_keyboard: true,
    one_time_keyboard: true,
  });
});

test('a message without buttons takes the old keyboard away', () => {
  expect(toMarkup({ text: '', choices: [], contactLabel: null })).toEqual({ remove_keyboard: true });
});

test('a text that is too long for Telegram is cut, and no character is cut in half', () => {
  expect(fitText('a'.repeat(4096))).toHaveLength(4096);
  const cut = fitText(`${'a'.repeat(4094)}😀😀`);
  expect(cut).toBe(`${'a'.repeat(4094)}…`);
});
