import { expect, test } from 'vitest';
import { mostParts, smsText } from './texts.ts';

const choice = (label: string, way = false) => ({ label, value: label, way });

test('answers are numbered, ways out are not, and the whole is one SMS', () => {
  const choices = [choice('10 Mbps – KES 1,999'), choice('20 Mbps – KES 2,999'), choice('Skip', true)];
  expect(smsText({ text: 'Which package?', choices })).toEqual({
    text: 'Which package?\n1) 10 Mbps - KES 1,999\n2) 20 Mbps - KES 2,999',
    alphabet: 'GSM-7',
    parts: 1,
    isCut: false,
  });
});

test.each([
  ['GSM-7', 'Kesho tunakuja Kilimani. ', '...'],
  ['GSM-7', '[€]', '...'],
  ['UCS-2', 'غدا نأتي ', '...'],
  ['UCS-2', '😀ل', '...'],
] as const)('a long text of %s is cut to the most parts, and ends with dots', (alphabet, words, end) => {
  const { text, parts, isCut, ...rest } = smsText({ text: words.repeat(800), choices: [] });
  expect({ parts, isCut, alphabet: rest.alphabet }).toEqual({ parts: mostParts, isCut: true, alphabet });
  expect(text.endsWith(end)).toBe(true);
  expect(text.length).toBeGreaterThan(alphabet === 'GSM-7' ? 450 : 380);
  // No half of an emoji is left at its end.
  expect(Buffer.from(text).toString()).toBe(text);
});

test('a text of just the most parts is whole', () => {
  const text = 'a'.repeat(6 * 153);
  expect(smsText({ text, choices: [] })).toMatchObject({ text, parts: 6, isCut: false });
  expect(smsText({ text: `${text}a`, choices: [] })).toMatchObject({ parts: 6, isCut: true });
});
