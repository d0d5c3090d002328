import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveFile } from './upload.ts';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'karibu-uploads-'));
  path = join(folder, 'leads.csv');
});
afterAll(() => rmSync(folder, { recursive: true }));

const boundary = '----karibu1';
const before = (name = 'leads.csv') =>
  `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`;
const after = `\r\n--${boundary}--\r\n`;

/** A request whose body comes in pieces of these sizes, over and over. */
function request(body: Buffer, sizes: readonly number[] = [body.length]): Request {
  let at = 0;
  let turn = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= body.length) return controller.close();
      const size = sizes[turn++ % sizes.length] ?? 1;
      controller.enqueue(new Uint8Array(body.subarray(at, at + size)));
      at += size;
    },
  });
  return new Request('http://desk.test/imports', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: stream,
    duplex: 'half',
  } as RequestInit);
}

test('whatever bytes a file holds, and in whatever pieces it comes, it lies on the disk as it was', async () => {
  // Pieces of the separator itself are the bytes that could be mistaken.
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
    fc
      .constantFrom('\r\n', '\r', '--', `\r\n--${boundary.slice(0, -1)}`, `--${boundary}`, '\r\n\r\n')
      .map(Buffer.from),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(bytes, { maxLength: 8 }).map(Buffer.concat),
      fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
      async (content, sizes) => {
        fc.pre(!content.includes(`\r\n--${boundary}`) && content.indexOf(`--${boundary}`) !== 0);
        const body = Buffer.concat([Buffer.from(before()), content, Buffer.from(after)]);
        expect(await receiveFile(request(body, sizes), path)).toEqual({ fileName: 'leads.csv' });
        expect(readFileSync(path).equals(content)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('a form that breaks off is told from one that is whole', async () => {
  const body = Buffer.from(`${before()}Name,Phone\nJane,0712345678\n`);
  await expect(receiveFile(request(body, [40]), path)).rejects.toThrow('did not arrive whole');
});

test('a form without a file, or with none chosen, is told so', async () => {
  const none = Buffer.from(`${before('')}${after}`);
  await expect(receiveFile(request(none), path)).rejects.toThrow('Choose a CSV file');
  const text = new Request('http://desk.test/imports', { method: 'POST', body: 'x' });
  await expect(receiveFile(text, path)).rejects.toThrow('Choose a CSV file');
  await expect(receiveFile(request(Buffer.alloc(100_000, 'a')), path)).rejects.toThrow('Choose a CSV file');
});
