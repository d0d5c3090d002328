import { describe, expect, test } from 'vitest';
import { languages } from '../../domain/person.ts';
import { mediaKinds } from '../conversation/media-kind.ts';
import { questions } from '../conversation/question.ts';
import { briefOpenings } from './brief-phrase.ts';
import { en } from './en.ts';
import { type Phrase, phrase, reply } from './phrase.ts';
import { sw } from './sw.ts';
import { wordPhrase } from './words.ts';

const nothing = { name: null, phone: '+254 712 345678', place: null, unit: null, package: null };

/** What may stand in a phrase: first what usually does. */
const slots: Record<string, readonly unknown[]> = {
  isp: ['Savanna Fibre', null],
  name: ['Jane', null],
  agent: ['John', null],
  phone: ['+254 712 345678'],
  place: ['Kilimani', null],
  unit: ['4B', null],
  package: ['20 Mbps Home - KES 2,500', null],
  reason: ['Slow', null],
  hasRouter: [true, false, null],
  router: ['Tenda', null],
  about: ['self', 'other'],
  button: [true, false],
  kept: [true, false],
  staff: [true, false],
  brings: [true, false],
  pin: [false, true],
  what: [null, ...mediaKinds],
  opening: [null, ...briefOpenings],
  question: questions,
  mbps: [15],
  limit: [80],
  link: ['https://t.me/savanna_bot', null],
};

/** Every phrase as usual, and with each of its slots filled otherwise. */
const phrases: Phrase[] = phrase.options.flatMap(({ shape }) => {
  const mine = Object.entries(slots).filter(([slot]) => slot in shape);
  const usual = Object.fromEntries(mine.map(([slot, [first]]) => [slot, first]));
  const others = mine.flatMap(([slot, [, ...rest]]) => rest.map((value) => ({ ...usual, [slot]: value })));
  return [usual, ...others]
    .map((it) => phrase.safeParse({ ...it, key: shape.key.value }))
    .flatMap((it) => (it.success ? [it.data] : []));
});

test('every phrase is worded here', () =>
  expect([...new Set(phrases.map((it) => it.key))].sort()).toEqual(Object.keys(en).sort()));

describe.each(languages)('in %s', (language) => {
  test.each([...new Map(phrases.map((it) => [wordPhrase(it, language), it]))])('%s', (words, { key }) => {
    // ASCII, so that a text message stays cheap; short, so that it is read on a phone.
    expect(words).toMatch(/^[\x20-\x7e\n]+$/);
    expect(words).not.toMatch(/undefined|null|\[object| {2}| [,.!?]/);
    expect(words.length).toBeLessThanOrEqual(key.startsWith('label_') ? 24 : 320);
  });
});

test('what was not told has no line in the read-back', () =>
  expect(wordPhrase({ key: 'read_back_brought', ...nothing }, 'en')).toBe(
    'Let me read it back:\nPhone: +254 712 345678\nShall I send it in?',
  ));

test('both languages say something of their own', () => {
  const same = phrases.filter((it) => wordPhrase(it, 'en') === wordPhrase(it, 'sw'));
  expect(same).toEqual([]);
  expect(Object.keys(sw).sort()).toEqual(Object.keys(en).sort());
});

test.each([
  { key: 'ask_place', about: 'self' },
  { key: 'phone_is_needed', about: 'self' },
  { key: 'only_text' },
])('$key that was queued by an older Karibu still has words', (queued) => {
  const words = wordPhrase(reply.parse({ phrase: queued }).phrase, 'en');
  expect(words).not.toMatch(/undefined|null|\btap\b|\bpin\b/);
});

test('a prospect is asked of their own router, also in Kiswahili', () =>
  expect(wordPhrase({ key: 'label_question', question: 'has_router' }, 'sw')).toBe('Una router'));
