import type { FileRow, ImportFile } from '../../db/import/imports.ts';
import { type Country, parsePhone } from '../../domain/phone.ts';
import { type Delimiter, findDelimiter } from './delimiter.ts';
import { readRecords } from './records.ts';
import { type Encoding, findEncoding, readText } from './text.ts';
import { FileUnreadable, limits } from './unreadable.ts';

/** How a file of leads is to be read. */
export interface CsvFile extends Omit<ImportFile, 'fileName'> {
  encoding: Encoding;
  delimiter: Delimiter;
}

/** As many characters as show what separates the cells. */
const sampleSize = 64 * 1024;
const rowsAtOnce = 1000;

/** Finds out how a file was written and what its columns are called. Throws FileUnreadable in words. */
export async function openCsv(path: string, country: Country): Promise<CsvFile> {
  const encoding = await findEncoding(path);
  const delimiter = findDelimiter(await readSample(path, encoding));
  for await (const { cells } of readRecords(readText(path, encoding), delimiter)) {
    const columns = nameColumns(cells);
    if (columns.length > limits.columns)
      throw new FileUnreadable(
        `This file has ${columns.length} columns; at most ${limits.columns} can be imported.`,
      );
    if (cells.some((cell) => parsePhone(cell, country)))
      throw new FileUnreadable(
        'The first line must name the columns, such as Name and Phone; in this file it holds a phone number. Add a line above it.',
      );
    return { encoding, delimiter, columns };
  }
  throw new FileUnreadable('This file has nothing in it.');
}

async function readSample(path: string, encoding: Encoding): Promise<string> {
  let sample = '';
  for await (const text of readText(path, encoding)) {
    sample += text;
    if (sample.length >= sampleSize) break;
  }
  return sample.slice(0, sampleSize);
}

/** The headings as people can tell them apart: one without a word by its place, one that comes again with a number. */
function nameColumns(cells: readonly string[]): string[] {
  const headings = cells.map((cell) => cell.trim().replace(/\s+/g, ' ').slice(0, 80));
  const last = headings.findLastIndex((heading) => heading !== '');
  const seen = new Map<string, number>();
  return headings.slice(0, last + 1).map((heading, place) => {
    if (heading === '') return `Column ${place + 1}`;
    const times = (seen.get(heading.toLowerCase()) ?? 0) + 1;
    seen.set(heading.toLowerCase(), times);
    return times === 1 ? heading : `${heading} (${times})`;
  });
}

/**
 * The rows below the headings, in batches; memory does not grow with the file. Rows that are short are filled up, and empty
 * cells behind the columns cut off.
 */
export async function* readCsvRows(path: string, file: CsvFile): AsyncGenerator<FileRow[]> {
  const records = readRecords(readText(path, file.encoding), file.delimiter);
  await records.next(); // The headings.
  let count = 0;
  let batch: FileRow[] = [];
  for await (const { line, cells } of records) {
    count += 1;
    if (count > limits.rows)
      throw new FileUnreadable(
        `This file has more than ${limits.rows.toLocaleString('en')} rows. Split it, and import the parts.`,
      );
    batch.push({ line, cells: asManyAs(file.columns, line, cells) });
    if (batch.length < rowsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (count === 0) throw new FileUnreadable('This file has only its headings: there is no lead in it.');
  if (batch.length > 0) yield batch;
}

/**
 * As many cells as there are columns, or more where something stands in them: a spreadsheet may write thousands of empty
 * ones behind a row, and a quarter of a megabyte of commas is no row.
 */
function asManyAs(columns: readonly string[], line: number, cells: readonly string[]): string[] {
  const count = Math.max(columns.length, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
  if (count > limits.columns)
    throw new FileUnreadable(
      `Line ${line} has ${count} cells; at most ${limits.columns} can be imported. See whether something has shifted.`,
    );
  return Array.from({ length: count }, (_, place) => cells[place] ?? '');
}
