import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileRow } from '../../db/import/imports.ts';
import { delimiters } from './delimiter.ts';
import { openCsv, readCsvRows } from './file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'karibu-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) => fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));

function write(content: string | Buffer): string {
  const path = join(folder, 'leads.csv');
  writeFileSync(path, content);
  return path;
}

async function read(path: string) {
  const file = await openCsv(path, 'KE');
  const rows: FileRow[] = [];
  for await (const batch of readCsvRows(path, file)) rows.push(...batch);
  return { ...file, rows };
}

/** As Excel, LibreOffice and Python's `csv` write them: bytes that none of our own code wrote. */
describe('a file from elsewhere', () => {
  test('of Windows keeps its curly quotes, dashes and euros', async () => {
    const content = Buffer.concat([
      Buffer.from('Name,Phone\n'),
      Buffer.from([0x93, 0x4d, 0x61, 0x6d, 0x61, 0x94, 0x96, 0x80, 0x92, 0x8a, 0x9f]),
      Buffer.from(',0712345678\n'),
    ]);
    const { encoding, rows } = await read(write(content));
    expect(encoding).toBe('windows-1252');
    expect(rows[0]?.cells[0]).toBe('“Mama”–€’ŠŸ');
  });

  test('of Excel in Windows-1252 with semicolons, CRLF, quotes and newlines', async () => {
    expect(await read(fixture('excel-windows-1252.csv'))).toEqual({
      encoding: 'windows-1252',
      delimiter: ';',
      columns: ['Jina', 'Simu', 'Mtaa', 'Kifurushi', 'Ada ya mwezi', 'Maoni'],
      rows: [
        {
          line: 2,
          cells: [
            ...['Café Wanjikú', '0712 345 678', 'Kilimani, Nairobi', '20 Mbps Home', '2.999'],
            '“Slow” – says it’s down',
          ],
        },
        {
          line: 3,
          cells: ['Otieno; sons', '712345679', 'Westlands', '', 'KES 2,500', 'said: "call me"\nafter 5'],
        },
      ],
    });
  });

  test('of Excel in UTF-8 with its mark, an empty row left out and lines counted through cells', async () => {
    const { encoding, delimiter, rows } = await read(fixture('excel-utf8.csv'));
    expect({ encoding, delimiter }).toEqual({ encoding: 'utf-8', delimiter: ',' });
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [2, 'Wanjikũ wa Café'],
      [4, '"Mama" Njeri'],
      [6, 'Damaged'],
    ]);
  });

  test('of Excel’s “Unicode text”, UTF-16 with tabs', async () => {
    expect(await read(fixture('excel-unicode-text.csv'))).toMatchObject({
      encoding: 'utf-16le',
      delimiter: '\t',
      columns: ['Name', 'Phone', 'Location'],
      rows: [
        { cells: ['Wanjikũ', '0712345678', 'Ngong Road, Flat "B"'] },
        { cells: ['陳大文', '0722000111', 'Kileleshwa'] },
      ],
    });
  });

  test('of an old Mac, whose lines end with CR', async () => {
    const { rows } = await read(fixture('old-mac.csv'));
    expect(rows).toEqual([
      { line: 2, cells: ['Jane', '254712345678', 'Langata'] },
      { line: 3, cells: ['Otieno', '254722000111', 'Umoja\nPhase 2'] },
    ]);
  });

  test('that says sep=|, with rows that are short and long', async () => {
    const { delimiter, columns, rows } = await read(fixture('bars.csv'));
    expect({ delimiter, columns }).toEqual({ delimiter: '|', columns: ['Lead', 'Mobile', 'Area'] });
    expect(rows).toEqual([
      { line: 4, cells: ['Jane, the 1st', '0712345678', 'Ruaka; Ndenderu'] },
      { line: 5, cells: ['Short row', '0722000111', ''] },
      { line: 6, cells: ['', '0733000222', 'Too', 'many', 'cells'] },
    ]);
  });

  test('with a quote that is never closed says in which line it opens', async () => {
    await expect(read(fixture('broken-quote.csv'))).rejects.toThrow('in line 3 or soon after');
  });
});

describe('what cannot be imported explains itself', () => {
  test.each<[string, string | Buffer, string]>([
    ['an Excel file', Buffer.from('504b0304140006', 'hex'), 'This is an Excel file'],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'This is an Excel file'],
    ['a PDF', '%PDF-1.7', 'This is a PDF'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]), 'This is no text file'],
    ['an empty file', '', 'This file is empty'],
    ['a file of empty lines', '\n\n ,\n', 'nothing in it'],
    ['a file with only its headings', 'Name,Phone\n', 'only its headings'],
    ['a file without headings', 'Jane,0712345678\nOtieno,0722000111\n', 'must name the columns'],
    ['a quote inside a cell', 'Name,Phone\nJane,0712345678\n5" pipe,0722000111\n', 'In line 3 a quote'],
    ['a cell without an end', `Name,Phone\n"${'x\n'.repeat(200_000)}`, 'never closed'],
    ['a file of a thousand columns', `${'A,'.repeat(1000)}A\n1,2\n`, 'at most 100'],
  ])('%s', async (_, content, words) => {
    await expect(read(write(content))).rejects.toThrow(words);
  });

  test('a file of too many rows', async () => {
    await expect(read(write(`Name,Phone\n${'Jane,0712345678\n'.repeat(100_001)}`))).rejects.toThrow(
      '100,000 rows',
    );
  });
});

test('headings without a word, and those that come twice, can be told apart', async () => {
  const { columns } = await read(write('Phone,,phone, Name \n0712345678,a,b,c\n'));
  expect(columns).toEqual(['Phone', 'Column 2', 'phone (2)', 'Name']);
});

test('what our own export wrote against formulas is undone', async () => {
  const { rows } = await read(write("Name,Phone\n'=SUM(A1),+254712345678\n"));
  expect(rows).toEqual([{ line: 2, cells: ['=SUM(A1)', '+254712345678'] }]);
});

test('a CRLF and a letter of several bytes may lie across two pieces of the file', async () => {
  // A piece is 64 KiB: wherever its end falls in the pattern, nothing is lost and no line is counted twice.
  for (const shift of [0, 1, 2, 3]) {
    const count = 9000;
    const { rows } = await read(write(`Name,Ph${'o'.repeat(shift)}ne\r\n${'Wanjikũ,x\r\n'.repeat(count)}`));
    expect(rows).toHaveLength(count);
    expect(rows.at(-1)).toEqual({ line: count + 1, cells: ['Wanjikũ', 'x'] });
  }
});

const cell = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '|', '\t', '\n', 'a', ' ', '’'), maxLength: 8 }),
);
const encoders = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with its mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
} as const;

test('what csv-stringify wrote, with any delimiter in any encoding, is read back', async () => {
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(...delimiters),
      fc.constantFrom(...Object.values(encoders)),
      fc.constantFrom('windows', 'unix'),
      async (cells, delimiter, encode, lineEnd) => {
        const width = cells[0]?.length ?? 0;
        const headings = Array.from({ length: width }, (_, place) => `Heading ${place}`);
        const text = stringify([headings, ...cells], {
          delimiter,
          record_delimiter: lineEnd,
          quoted_string: true,
        });
        const file = await openCsv(write(encode(text)), 'KE');
        const read: string[][] = [];
        const rows = cells.map(asKept).filter((row) => row.some((it) => it.trim() !== ''));
        if (rows.length > 0)
          for await (const batch of readCsvRows(write(encode(text)), file))
            read.push(...batch.map((row) => [...row.cells]));
        expect(file).toMatchObject({ delimiter, columns: headings });
        expect(read).toEqual(rows);
      },
    ),
    { numRuns: 200 },
  );
});

/** Line breaks are kept as `\n`, and an apostrophe before what a spreadsheet would run is taken for a defused formula. */
const asKept = (row: readonly string[]): string[] =>
  row.map((it) => it.replace(/\r\n?/g, '\n').replace(/^'(?=\s*[=+\-@\t\r])/, ''));

test('a row of empty cells without end takes no memory, and one of full cells is refused with its line', async () => {
  const commas = ','.repeat(200_000);
  const { rows } = await read(write(`Name,Phone\nJane,0712345678${commas}\nOtieno,0712345679\n`));
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['Jane', '0712345678'],
    ['Otieno', '0712345679'],
  ]);
  await expect(read(write(`Name,Phone\nJane,0712345678${commas}x\n`))).rejects.toThrow(
    /Line 2 has 200002 cells/,
  );
});
