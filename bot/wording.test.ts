import { expect, test } from 'vitest';
import type { Language } from '../domain/person.ts';
import { wordSend } from './wording.ts';

const reply = (body: object, language: Language = 'en') => wordSend({ kind: 'reply', body, language });
const notice = (body: object) => wordSend({ kind: 'notice', body, language: 'en' });

test('a reply has the words of its reader, and its buttons too', () => {
  const body = {
    phrase: { key: 'ask_package', about: 'self' },
    choices: [
      { label: { text: '20 Mbps Home' }, value: 'package:1' },
      { label: { key: 'label_skip' }, value: 'skip', way: true },
    ],
  };
  const english = reply(body);
  const swahili = reply(body, 'sw');
  expect(english.choices).toEqual([
    { label: '20 Mbps Home', value: 'package:1', way: false },
    { label: 'Skip', value: 'skip', way: true },
  ]);
  expect(swahili.choices.map(({ label }) => label)).toEqual(['20 Mbps Home', 'Ruka']);
  expect(swahili.text).not.toBe(english.text);
});

test('the button that shares the own number has words only where the number is asked for', () => {
  const phrase = { key: 'ask_phone', about: 'self', button: true };
  expect(reply({ phrase, asksContact: true }).contactLabel).toBe('Share my number');
  expect(reply({ phrase }).contactLabel).toBeNull();
});

test('a notice is worded', () => {
  expect(notice({ kind: 'staff_message', text: 'We come at ten.' }).text).toBe('We come at ten.');
});

test('what staff write has their words, whether it leaves as an answer or as a notice', () => {
  const written = { kind: 'staff_message', text: 'We come at ten.', lead: 'lead_1', by: 'user_1' };
  expect([reply(written, 'sw').text, notice(written).text]).toEqual(['We come at ten.', 'We come at ten.']);
});

test('a body that another Karibu wrote has no words', () => {
  expect(() => reply({ phrase: { key: 'sing' } })).toThrow();
  expect(() => notice({ kind: 'song' })).toThrow();
  expect(() => notice({ kind: 'staff_message' })).toThrow();
});
