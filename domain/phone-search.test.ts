import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePhone } from './phone.ts';
import { phonePieces } from './phone-search.ts';

const finds = (typed: string, phone: string) =>
  phonePieces(typed, 'KE').some((piece) =>
    'start' in piece ? phone.startsWith(piece.start) : phone.includes(piece.part),
  );

test.each([
  '0712345678',
  '0712 34',
  '+254 712 345 678',
  '+254 (0) 712',
  '00254712',
  '254712',
  '712-345',
  '5678',
  '07',
  '7',
  '+2',
])('%s finds +254712345678', (typed) => expect(finds(typed, '+254712345678')).toBe(true));

test.each(['0722', '+712', '99', '8', 'Jane', 'Block 4', '', '+'])(
  '%s does not find +254712345678',
  (typed) => expect(finds(typed, '+254712345678')).toBe(false),
);

test('noughts inside a number are searched as they stand', () => {
  expect(finds('0045', '+254712340045')).toBe(true);
  expect(finds('0045', '+254712345945')).toBe(false);
});

test('any beginning of a number finds it, however it is written', () => {
  const tail = fc.integer({ min: 0, max: 999_999 }).map((n) => String(n).padStart(6, '0'));
  const prefix = fc.constantFrom('0', '254', '+254', '00254');
  const phones = fc.tuple(prefix, tail, fc.integer({ min: 3, max: 14 }));
  fc.assert(
    fc.property(phones, ([before, after, length]) => {
      const phone = parsePhone(`0712${after}`) ?? '';
      expect(finds(`${before}712${after}`.slice(0, length), phone)).toBe(true);
    }),
  );
});
