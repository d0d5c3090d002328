import { expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { answerCsv, type Cell, undoDefuse } from './csv.ts';

async function write(...rows: Cell[][]): Promise<string> {
  async function* each() {
    yield* rows;
  }
  const answer = answerCsv({ name: 'leads.csv', columns: ['Name'], rows: each() }, createLog('silent'));
  const [, ...lines] = (await answer.text()).trimEnd().split('\r\n');
  return lines.join('\n');
}

test.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['  @SUM(A1)', "'  @SUM(A1)"],
  ['+A1', "'+A1"],
  ['\t=1', "'\t=1"],
  ['-2+3', "'-2+3"],
])('a spreadsheet shows %j instead of running it', async (text, cell) => {
  expect(await write([text])).toBe(cell);
  expect(undoDefuse(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)).toBe(text);
});

test.each(['+254712345678', '-12.50', 'Wanjikũ', "O'Brien", ''])('%j stays as it is', async (text) => {
  expect(await write([text])).toBe(text);
  expect(undoDefuse(text)).toBe(text);
});

test('commas, quotes and line breaks stay inside their cell', async () => {
  expect(await write(['Kilimani, "B"\nfloor 4'])).toBe('"Kilimani, ""B""\nfloor 4"');
});

test('the file begins with a byte order mark, for Excel', async () => {
  async function* one() {
    yield ['Jane'];
  }
  const answer = answerCsv({ name: 'leads.csv', columns: ['Name'], rows: one() }, createLog('silent'));
  expect(new Uint8Array(await answer.arrayBuffer()).slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
});

test('rows that cannot be read break the download off', async () => {
  async function* broken(): AsyncGenerator<Cell[]> {
    yield ['Jane'];
    throw new Error('The database went away.');
  }
  const answer = answerCsv({ name: 'leads.csv', columns: ['Name'], rows: broken() }, createLog('silent'));
  await expect(answer.text()).rejects.toThrow();
});
