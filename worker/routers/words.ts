/**
 * The framing of the RouterOS API: a sentence is a row of words, a word is its length in bytes and then its bytes,
 * an empty word ends the sentence. Source: "API" in the RouterOS manual (help.mikrotik.com, page 47579160).
 *
 * Words travel as UTF-8. RouterOS itself stores bytes and declares no encoding, so whatever has to be compared
 * (user names, markers) is kept ASCII by the callers.
 */

/**
 * One row is one form of the length before a word: how many bytes it takes, the mark in its first byte,
 * and the largest length it can say. First bytes above 0xf0 are reserved by the protocol.
 */
const lengthForms = [
  { bytes: 1, mark: 0x00, largest: 0x7f },
  { bytes: 2, mark: 0x80, largest: 0x3fff },
  { bytes: 3, mark: 0xc0, largest: 0x1f_ffff },
  { bytes: 4, mark: 0xe0, largest: 0xfff_ffff },
  { bytes: 5, mark: 0xf0, largest: 0xffff_ffff },
] as const;

/** In bytes. A row of a router has a few hundred; a peer that announces more than this is broken or hostile. */
export const largestSentence = 16 * 1024 * 1024;

/** @throws RangeError when no form can say the length */
export function encodeLength(length: number): Buffer {
  const form = lengthForms.find(({ largest }) => length <= largest);
  if (!form || length < 0) throw new RangeError(`A word of ${length} bytes cannot be sent.`);
  const header = Buffer.alloc(form.bytes);
  header.writeUIntBE(length + form.mark * 256 ** (form.bytes - 1), 0, form.bytes);
  return header;
}

/** @throws RangeError for a word that the router would read as something else than what was meant */
export function encodeSentence(words: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  for (const word of words) {
    // An empty word ends the sentence: the router would act on the first half of it.
    if (word === '') throw new RangeError('A sentence for the router holds an empty word.');
    // Half a surrogate pair has no bytes of its own: two different words would arrive as the same one.
    if (/\p{Surrogate}/u.test(word)) throw new RangeError('A word for the router holds half a character.');
    const bytes = Buffer.from(word, 'utf8');
    parts.push(encodeLength(bytes.length), bytes);
  }
  parts.push(encodeLength(0));
  return Buffer.concat(parts);
}

/** @throws RangeError at a reserved first byte, after which nothing on this connection can be understood */
function lengthAt(bytes: Buffer, offset: number): { headerBytes: number; length: number } | null {
  const first = bytes[offset];
  if (first === undefined) return null;
  if (first > 0xf0) throw new RangeError(`the reserved control byte 0x${first.toString(16)}`);
  const form = lengthForms.findLast(({ mark }) => first >= mark) ?? lengthForms[0];
  if (offset + form.bytes > bytes.length) return null;
  const length = bytes.readUIntBE(offset, form.bytes) - form.mark * 256 ** (form.bytes - 1);
  return { headerBytes: form.bytes, length };
}

/**
 * Reads sentences out of bytes that arrive in chunks cut anywhere. Each call takes the next chunk and returns the
 * sentences it completed. Empty sentences are dropped, as the protocol says.
 *
 * The reader throws RangeError when the bytes are no sentences of this protocol; it must not be used afterwards.
 */
export function createSentenceReader(): (chunk: Buffer) => string[][] {
  let chunks: Buffer[] = [];
  let heldBytes = 0;
  // Joining the chunks before a whole word is there would copy a long word once per chunk.
  let wantedBytes = 1;
  let words: string[] = [];
  let sentenceBytes = 0;

  return function read(chunk) {
    chunks.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < wantedBytes) return [];
    const bytes = Buffer.concat(chunks, heldBytes);
    const sentences: string[][] = [];
    let offset = 0;
    for (;;) {
      const header = lengthAt(bytes, offset);
      const size = header ? header.headerBytes + header.length : bytes.length - offset + 1;
      if (sentenceBytes + size > largestSentence)
        throw new RangeError(`a sentence of more than ${largestSentence} bytes`);
      wantedBytes = size;
      if (!header || offset + size > bytes.length) break;
      offset += size;
      sentenceBytes += size;
      if (header.length > 0) {
        words.push(bytes.toString('utf8', offset - header.length, offset));
        continue;
      }
      if (words.length > 0) sentences.push(words);
      words = [];
      sentenceBytes = 0;
    }
    const rest = bytes.subarray(offset);
    chunks = [rest];
    heldBytes = rest.length;
    return sentences;
  };
}
