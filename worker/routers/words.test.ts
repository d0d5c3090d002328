import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSentenceReader, encodeLength, encodeSentence, largestSentence } from './words.ts';

/** Recorded by go-routeros, librouteros and the manual: length on the left, the bytes that say it on the right. */
const recordedLengths: readonly (readonly [length: number, hex: string])[] = [
  [0, '00'],
  [1, '01'],
  [0x7f, '7f'],
  [0x80, '8080'],
  [130, '8082'],
  [0x87, '8087'],
  [256, '8100'],
  [0x3fff, 'bfff'],
  [0x4000, 'c04000'],
  [0x4321, 'c04321'],
  [2097140, 'dffff4'],
  [0x1fffff, 'dfffff'],
  [0x200000, 'e0200000'],
  [0x2acdef, 'e02acdef'],
  [268435440, 'effffff0'],
  [0xfffffff, 'efffffff'],
  [0x10000000, 'f010000000'],
  [0x10000080, 'f010000080'],
];

const sentences = fc.array(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }));

function readInPieces(bytes: Buffer, cuts: readonly number[]): string[][] {
  const read = createSentenceReader();
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).flatMap((edge, index) => read(bytes.subarray(edges[index], edge)));
}

test.each(recordedLengths)('a length of %i is written as %s', (length, hex) => {
  expect(encodeLength(length).toString('hex')).toBe(hex);
});

test.each(recordedLengths.filter(([length]) => length > 0 && length < 2 ** 22))(
  'a word of %i bytes is read back',
  (length, hex) => {
    const bytes = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(length, 'x'), Buffer.from([0])]);
    expect(createSentenceReader()(bytes)).toEqual([['x'.repeat(length)]]);
  },
);

test('the sentence recorded in the manual is written byte for byte', () => {
  const hex = '062f6c6f67696e0b3d6e616d653d61646d696e00';
  expect(encodeSentence(['/login', '=name=admin']).toString('hex')).toBe(hex);
  expect(createSentenceReader()(Buffer.from(hex, 'hex'))).toEqual([['/login', '=name=admin']]);
});

test('a length counts bytes, not characters', () => {
  expect(encodeSentence(['=ə']).toString('hex')).toBe('033dc99900');
});

test('any sentences come back, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(sentences, fc.array(fc.nat()), (written, cuts) => {
      const bytes = Buffer.concat(written.map(encodeSentence));
      expect(readInPieces(bytes, cuts)).toEqual(written);
    }),
    { numRuns: 2000 },
  );
});

test('sentences come back when every byte arrives alone', () => {
  const bytes = Buffer.concat([
    encodeSentence(['!re', `=comment=${'a'.repeat(300)}`]),
    encodeSentence(['!done']),
  ]);
  const read = createSentenceReader();
  const heard = [...bytes].flatMap((byte) => read(Buffer.from([byte])));
  expect(heard).toEqual([['!re', `=comment=${'a'.repeat(300)}`], ['!done']]);
});

test('empty sentences are dropped', () => {
  expect(createSentenceReader()(Buffer.from('0000052f71756974000000', 'hex'))).toEqual([['/quit']]);
});

test.each([0xf1, 0xf7, 0xf8, 0xff])('control byte %i is refused', (byte) => {
  expect(() => createSentenceReader()(Buffer.from([byte]))).toThrow(/control byte/);
});

test('an absurd length is refused before its bytes arrive', () => {
  expect(() => createSentenceReader()(Buffer.from('f0ffffffff', 'hex'))).toThrow(/more than 16777216 bytes/);
  expect(() => createSentenceReader()(encodeLength(largestSentence))).toThrow(/more than 16777216 bytes/);
});

test('a sentence that never ends is refused', () => {
  const read = createSentenceReader();
  const megabyte = Buffer.concat([encodeLength(2 ** 20), Buffer.alloc(2 ** 20, 'x')]);
  const feed = () => {
    for (let sent = 0; sent < 17; sent += 1) read(megabyte);
  };
  expect(feed).toThrow(/more than 16777216 bytes/);
});

test('a nine-megabyte word in network-sized chunks is read without copying it once per chunk', () => {
  const bytes = encodeSentence(['x'.repeat(9_000_000)]);
  const read = createSentenceReader();
  const heard: string[][] = [];
  for (let offset = 0; offset < bytes.length; offset += 1_400)
    heard.push(...read(bytes.subarray(offset, offset + 1_400)));
  expect(heard[0]?.[0]).toHaveLength(9_000_000);
});

test('an empty word and half a character are never sent', () => {
  expect(() => encodeSentence(['/ppp/secret/add', '=name=jane', ''])).toThrow(/empty word/);
  expect(() => encodeSentence(['=name=\ud83d'])).toThrow(/half a character/);
});
