import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayPhone, findPhones, parsePhone } from './phone.ts';

describe('a Kenyan mobile number', () => {
  test.each([
    '0712345678',
    '712345678',
    '254712345678',
    '+254712345678',
    '00254712345678',
    '+254 (0) 712 345 678',
    '0712-345-678',
    ' 0712 345 678 ',
  ])('%s is +254712345678', (written) => expect(parsePhone(written)).toBe('+254712345678'));

  test('of the 01 series is accepted', () => expect(parsePhone('0110123456')).toBe('+254110123456'));

  test.each(['0202123456', '0800123456', '0900123456', '12345', 'hello', '', '071234567'])(
    '%s is refused: nobody can be messaged there',
    (written) => expect(parsePhone(written)).toBeNull(),
  );

  test('is the same whichever way it is written', () => {
    const written = fc.tuple(
      fc.constantFrom('0', '', '254', '+254', '00254'),
      fc.integer({ min: 0, max: 999_999 }),
    );
    fc.assert(
      fc.property(written, ([prefix, tail]) => {
        const national = `712${String(tail).padStart(6, '0')}`;
        expect(parsePhone(prefix + national)).toBe(`+254${national}`);
      }),
    );
  });
});

test('a number of another country is read by its plus', () =>
  expect(parsePhone('+255 712 345 678')).toBe('+255712345678'));

test('phones are found inside a caretaker’s sentence, with their place', () =>
  expect(findPhones('Jane 0712345678 Kilimani 4B')).toEqual([{ phone: '+254712345678', start: 5, end: 15 }]));

test('two numbers with a comma between them are two', () =>
  expect(findPhones('0712345678, 0733111222').map((it) => it.phone)).toEqual([
    '+254712345678',
    '+254733111222',
  ]));

test('00 before the country is part of the number, wherever it stands', () =>
  expect(findPhones('Jane 00254712345678 Kilimani')).toEqual([
    { phone: '+254712345678', start: 5, end: 19 },
  ]));

test('a phone is shown in groups', () => expect(displayPhone('+254712345678')).toBe('+254 712 345678'));
