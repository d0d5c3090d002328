import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { FileUnreadable } from './unreadable.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const excel =
  'This is an Excel file. Open it, choose “Save as”, then “CSV UTF-8 (comma delimited)”, and import that file.';
const notText = 'This is no text file. Save the spreadsheet as CSV, and import that file.';

/** What a file begins with where it is no CSV, in hexadecimal. */
const otherFiles: readonly (readonly [string, string])[] = [
  // A zip, which every .xlsx and .ods is.
  ['504b0304', excel],
  // Excel until 2003.
  ['d0cf11e0', excel],
  ['25504446', 'This is a PDF. Save the spreadsheet that it was made from as CSV, and import that file.'],
];

const byteOrderMarks: readonly (readonly [string, Encoding])[] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
];

/**
 * Finds out how a text was written: by its byte order mark; else it is UTF-8 if all of it is valid UTF-8, for no other text
 * is by chance; else what Excel writes on Windows in English, Windows-1252.
 */
export async function findEncoding(path: string): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  let isUtf8 = true;
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    if (isFirst) {
      const marked = readBeginning(bytes.subarray(0, 4).toString('hex'));
      if (marked) return marked;
    }
    isFirst = false;
    if (bytes.includes(0)) throw new FileUnreadable(notText);
    isUtf8 &&= decodes(decoder, bytes);
  }
  if (isFirst) throw new FileUnreadable('This file is empty.');
  return isUtf8 && decodes(decoder) ? 'utf-8' : 'windows-1252';
}

function readBeginning(bytes: string): Encoding | null {
  const other = otherFiles.find(([begin]) => bytes.startsWith(begin));
  if (other) throw new FileUnreadable(other[1]);
  return byteOrderMarks.find(([begin]) => bytes.startsWith(begin))?.[1] ?? null;
}

function decodes(decoder: TextDecoder, bytes?: Buffer): boolean {
  try {
    decoder.decode(bytes, { stream: bytes !== undefined });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The text of a file, piece by piece, with `\n` for every line break and without the byte order mark. */
export async function* readText(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = '';
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    // Without `stream` some versions of Node read Windows-1252 as Latin-1: no curly quote and no euro arrives.
    const text = held + decoder.decode(bytes, { stream: true });
    // The other half of a CRLF may be in the next piece.
    held = text.endsWith('\r') ? '\r' : '';
    yield plainLines(text.slice(0, text.length - held.length));
  }
  yield plainLines(held + decoder.decode());
}

function plainLines(text: string): string {
  // PostgreSQL keeps no such character, and no spreadsheet writes one.
  if (text.includes('\0')) throw new FileUnreadable(notText);
  return text.replace(/\r\n?/g, '\n');
}
