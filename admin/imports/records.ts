import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { FileRow } from '../../db/import/imports.ts';
import { undoDefuse } from '../csv.ts';
import type { Delimiter } from './delimiter.ts';
import { FileUnreadable } from './unreadable.ts';

/** The bytes of one record: a quote that is never closed would take the rest of the file for one cell. */
const longestRecord = 256 * 1024;

/** What csv-parse gives for each record when it is asked for `info`. */
interface Parsed {
  record: string[];
  /** `lines`: the line on which the record ends; the first is 1. */
  info: { lines: number };
}

/**
 * The records of a text, each with the line on which it begins; lines with nothing in them are left out. What our own
 * export wrote against formulas is undone. Throws FileUnreadable for a broken quote, with its line.
 */
export async function* readRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<FileRow> {
  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
    info: true,
  });
  let next = 1;
  pipeline(Readable.from(text), parser, () => {
    // Whoever reads the parser meets the same error.
  });
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const inside = record.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
      next = info.lines + 1;
      const isSaid = info.lines === 1 && /^sep=/i.test(record[0] ?? '');
      if (isSaid || record.every((cell) => cell.trim() === '')) continue;
      yield { line: info.lines - inside, cells: record.map(undoDefuse) };
    }
  } catch (error) {
    throw error instanceof CsvError ? new FileUnreadable(wordsOf(error, next)) : error;
  }
}

/** `next`: the first line after the last record that could be read. */
function wordsOf(error: CsvError, next: number): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
    case 'CSV_MAX_RECORD_SIZE':
      return `A quote (") opens in line ${next} or soon after, and is never closed. Close it or take it away, and upload the file again.`;
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return `In line ${error.lines ?? next} a quote (") stands in the middle of a cell. Write it twice (""), with quotes around the whole cell, or take it away.`;
    default:
      throw error;
  }
}
