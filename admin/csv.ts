import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Log } from '../log.ts';

export type Cell = string | number | boolean | null;

// What a spreadsheet runs instead of showing it (OWASP, "CSV injection"), wherever blanks stand before it.
const runs = /^\s*[=+\-@\t\r]/;
/** A number is no formula, and a phone in E.164 is a number too. */
const isNumber = /^[+-]?\d+([.,]\d+)?$/;

/** The text as it may stand in a file that a spreadsheet opens: what it would run begins with an apostrophe. */
const defuse = (text: string): string => (runs.test(text) && !isNumber.test(text) ? `'${text}` : text);

/** What `defuse` wrote, as it was before: so that an exported file can be imported again. */
export const undoDefuse = (text: string): string =>
  text.startsWith("'") && runs.test(text.slice(1)) ? text.slice(1) : text;

/**
 * A file for a spreadsheet, written while its rows are read: a million rows need no more memory than ten. It begins with a
 * byte order mark, without which Excel takes UTF-8 for Windows-1252.
 */
export function answerCsv(
  file: { name: string; columns: readonly string[]; rows: AsyncIterable<readonly Cell[]> },
  log: Log,
): Response {
  const written = stringify({
    bom: true,
    header: true,
    columns: [...file.columns],
    record_delimiter: 'windows',
    cast: { string: defuse, boolean: (value) => (value ? 'yes' : 'no') },
  });
  pipeline(Readable.from(file.rows), written, (error) => {
    // The reader went away. Anything else breaks the download off, so that nobody takes half a file for the whole.
    if (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE')
      log.error({ err: error }, `The export ${file.name} broke off.`);
  });
  // A web stream of bytes: what toWeb types as `any` is what the line above writes.
  const body = Readable.toWeb(written) as ReadableStream<Uint8Array>;
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'no-store',
    },
  });
}
