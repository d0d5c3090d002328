/**
 * Run by npm after every install: mends three faults of postgres.js 3.4.9 that show when its server goes away, as an
 * embedded PostgreSQL may at any time. Each was met here, by killing the server in the middle of conversions:
 *
 * - A transaction whose connection ended rolls back on a socket that is null, and the TypeError ends the process
 *   (github.com/porsager/postgres issues 1154, 1208; pull requests 1168, 1209).
 * - A connection that ends between a write and its flush never flushes a small write again: whoever is given it waits for
 *   the connect timeout, for as long as the process lives.
 * - The first query after the reconnection is refused with the error that ended the connection before it.
 *
 * Plain JavaScript, because nothing is compiled yet. Leave it out once a release has these mended.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';

const mends = [
  {
    fault: `  function nextWrite(fn) {
    const x = socket.write(chunk, fn)
`,
    mended: `  function nextWrite(fn) {
    if (!socket) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options))
      return false
    }
    const x = socket.write(chunk, fn)
`,
  },
  {
    fault: `    clearImmediate(nextWriteTimer)
    if (socket) {
`,
    mended: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    if (socket) {
`,
  },
  {
    fault: `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)
`,
    mended: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = errorResponse = null
    socket.removeListener('data', data)
`,
  },
];

/** A second run changes nothing. */
function mend(file) {
  let source = readFileSync(file, 'utf8');
  for (const { fault, mended } of mends) {
    if (source.includes(mended)) continue;
    if (source.split(fault).length !== 2)
      throw new Error(
        `${file} is not the postgres.js 3.4.9 that this mends. Compare it with scripts/mend-postgres.mjs.`,
      );
    source = source.replace(fault, () => mended);
  }
  writeFileSync(file, source);
}

// What `require` finds is cjs/src/index.js.
const folder = argv[2] ?? join(dirname(createRequire(import.meta.url).resolve('postgres')), '../..');
for (const file of ['src/connection.js', 'cjs/src/connection.js']) mend(join(folder, file));
