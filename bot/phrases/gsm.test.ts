import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countParts, toGsm } from './gsm.ts';

test.each([
  ['nothing', '', 'GSM-7', 1],
  ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
  ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
  ['two full parts', 'a'.repeat(306), 'GSM-7', 2],
  ['one letter more', 'a'.repeat(307), 'GSM-7', 3],
  ['80 signs that count two', '€'.repeat(80), 'GSM-7', 1],
  ['one letter more than they leave room for', `${'€'.repeat(80)}a`, 'GSM-7', 2],
  ['every sign that counts two', '[]{}~^|\\\f'.repeat(9), 'GSM-7', 2],
  ['a sign that would stand astride two parts', `${'a'.repeat(152)}€${'a'.repeat(151)}`, 'GSM-7', 2],
  ['the letter that it pushes out', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
  ['70 Arabic letters', 'ل'.repeat(70), 'UCS-2', 1],
  ['71 Arabic letters', 'ل'.repeat(71), 'UCS-2', 2],
  ['135 Arabic letters', 'ل'.repeat(135), 'UCS-2', 3],
  ['35 emoji of two units', '😀'.repeat(35), 'UCS-2', 1],
  ['67 emoji, none astride', '😀'.repeat(67), 'UCS-2', 3],
] as const)('%s take their parts', (_what, text, alphabet, parts) => {
  expect(countParts(text)).toEqual({ alphabet, parts });
});

test.each([
  ['“Karibu” – ‘Savanna’s’ best… today', "\"Karibu\" - 'Savanna's' best... today"],
  ['KES 2,999 a month', 'KES 2,999 a month'],
  ['Asante 🎉 Jane 👍🏾!', 'Asante Jane !'],
  ['ﬁbre, 20 m², ½ price, 2×', 'fibre, 20 m2, 1/2 price, 2x'],
  ['Zoë Nguyễn, Ñandú, garçon', 'Zoe Nguyen, Ñandu, garcon'],
  ['José'.normalize('NFD'), 'José'],
  ['one\ttwo\u200b\u0000', 'one two'],
  ['line 1\r\nline 2\n', 'line 1\r\nline 2'],
  ['أمينة “Amina” 🎉', 'أمينة “Amina” 🎉'],
])('%j leaves as %j', (text, plain) => {
  expect(toGsm(text)).toBe(plain);
});

test('a text of GSM letters stays as it is, whatever its letters', () => {
  const letters = fc.constantFrom(
    ...'@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€',
  );
  fc.assert(
    fc.property(fc.string({ unit: letters }), (text) => {
      expect(toGsm(text)).toBe(text);
      expect(countParts(text).alphabet).toBe('GSM-7');
    }),
  );
});

test('no text whatever costs more after it was made plain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const [before, after] = [countParts(text), countParts(toGsm(text))];
      if (before.alphabet === after.alphabet) expect(after.parts).toBeLessThanOrEqual(before.parts);
      expect(after.alphabet === 'UCS-2' && before.alphabet === 'GSM-7').toBe(false);
    }),
  );
});
