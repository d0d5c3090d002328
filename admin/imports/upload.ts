import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileUnreadable, limits } from './unreadable.ts';

// A form with one file (multipart/form-data, RFC 7578) goes to the disk while it arrives: the libraries at hand keep all of
// it in memory. The form has no other field.

const noFile = 'Choose a CSV file.';
const brokenOff = 'The file did not arrive whole. Try again.';
const tooLarge = `This file is larger than ${limits.bytes / 1024 / 1024} MB. Split it, and import the parts.`;

/** Of a file that is too large the rest is read and thrown away: hung up on, a browser shows an error of its own. */
const patience = limits.bytes * 10;
const longestHead = 16 * 1024;

/** Writes the file of a posted form to `path` and returns the name that it had. Throws FileUnreadable in words. */
export async function receiveFile(request: Request, path: string): Promise<{ fileName: string }> {
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(request.headers.get('content-type') ?? '');
  if (!boundary || !request.body) throw new FileUnreadable(noFile);
  const end = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  // Node's type of a web stream and the browser's are the same thing.
  const chunks = Readable.fromWeb(request.body as never)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { head, rest } = await readHead(chunks);
  const fileName = fileNameOf(head);
  if (!fileName) throw new FileUnreadable(noFile);
  await pipeline(readContent(chunks, rest, end), createWriteStream(path, { mode: 0o600 }));
  return { fileName };
}

async function readHead(chunks: AsyncIterator<Buffer>): Promise<{ head: string; rest: Buffer }> {
  let read = Buffer.alloc(0);
  for (;;) {
    const at = read.indexOf('\r\n\r\n');
    if (at >= 0) return { head: read.toString('utf8', 0, at), rest: read.subarray(at + 4) };
    const next = await chunks.next();
    if (next.done || read.length > longestHead) throw new FileUnreadable(noFile);
    read = Buffer.concat([read, next.value]);
  }
}

/** The name without folders, which some browsers send; `%22` is how they write a quote. */
function fileNameOf(head: string): string | null {
  const written = /filename="([^"]*)"/i.exec(head)?.[1]?.replaceAll('%22', '"') ?? '';
  return written.split(/[/\\]/).at(-1)?.slice(0, 120) || null;
}

/** What stands before `end`. That may lie across two chunks, so as much as might be its beginning is held back. */
async function* readContent(
  chunks: AsyncIterator<Buffer>,
  rest: Buffer,
  end: Buffer,
): AsyncGenerator<Buffer> {
  let size = 0;
  // The separator begins with a line break; that of an empty file is the one that ended the head.
  let held = Buffer.concat([Buffer.from('\r\n'), rest]);
  let skip = 2;
  for (;;) {
    const at = held.indexOf(end);
    const sure = held.subarray(skip, at >= 0 ? Math.max(at, skip) : Math.max(skip, held.length - end.length));
    size += sure.length;
    if (size <= limits.bytes) yield sure;
    if (at >= 0 || size > patience) break;
    if (sure.length > 0) {
      held = held.subarray(skip + sure.length);
      skip = 0;
    }
    const next = await chunks.next();
    if (next.done) throw new FileUnreadable(brokenOff);
    held = Buffer.concat([held, next.value]);
  }
  if (size > limits.bytes) throw new FileUnreadable(tooLarge);
  // The rest of the form: a line that ends it.
  while (!(await chunks.next()).done);
}
