import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../log.ts';
import { startEmbeddedDatabase } from '../embedded.ts';
import { connectOnce } from './connection.ts';
import { settleHome } from './home.ts';

const isRoot = process.getuid?.() === 0;

/** The log's lines as text, to be asked for what the operator was told. */
function listen() {
  const lines: string[] = [];
  return { lines, log: createLog('info', { write: (line) => lines.push(line) }) };
}

function makeFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'karibu-home-'));
  chmodSync(folder, mode);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What settleHome puts outside the test's own folder. */
function removeAfterwards(home: string): void {
  onTestFinished(() => {
    if (home.startsWith('/var/lib/karibu/')) rmSync(home, { recursive: true, force: true });
  });
}

test('the files of PostgreSQL lie in DATA_DIR where its user can reach them, whatever the umask', () => {
  const umask = process.umask(0o077);
  onTestFinished(() => void process.umask(umask));
  const dataDir = join(makeFolder(0o711), 'deep', 'data');
  const home = settleHome(dataDir, createLog('silent'));
  expect(home.folder).toBe(join(dataDir, 'postgres'));
  for (const folder of [home.folder, dataDir, dirname(dataDir)]) {
    expect(statSync(folder).mode & 0o777, folder).toBe(isRoot ? 0o711 : 0o700);
  }
});

test.runIf(isRoot)(
  'below a folder closed to its user, PostgreSQL keeps its files elsewhere, and says where',
  async () => {
    const dataDir = join(makeFolder(0o700), 'data');
    const { log, lines } = listen();
    const first = await startEmbeddedDatabase({ dataDir, log });
    const home = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
    removeAfterwards(home);
    const sql = connectOnce(first.url, 'test');
    await sql`create table leads as select 'Achieng' as name`;
    await sql.end();
    await first.stop();

    expect(home).toMatch(/^\/var\/lib\/karibu\/[0-9a-f]{12}-[0-9a-f]{8}$/);
    expect(lines.join()).toContain(`kept in ${home}`);

    const second = await startEmbeddedDatabase({ dataDir, log });
    onTestFinished(() => second.stop());
    const again = connectOnce(second.url, 'test');
    expect(await again`select name from leads`).toEqual([{ name: 'Achieng' }]);
    await again.end();
  },
);

test.runIf(isRoot)(
  'a DATA_DIR that was removed and made again begins anew, and says what is left of the old',
  () => {
    const closed = makeFolder(0o700);
    const { log, lines } = listen();
    const old = settleHome(join(closed, 'data'), log).folder;
    removeAfterwards(old);
    rmSync(join(closed, 'data'), { recursive: true });
    const fresh = settleHome(join(closed, 'data'), log).folder;
    removeAfterwards(fresh);
    expect(fresh).not.toBe(old);
    expect(lines.join()).toContain('still holds databases of an earlier');
  },
);

test.runIf(isRoot)('a database whose folder was closed later is not replaced by an empty one', () => {
  const folder = makeFolder(0o700);
  mkdirSync(join(folder, 'postgres', 'cluster'), { recursive: true });
  expect(() => settleHome(folder, createLog('silent'))).toThrow(`chmod o+x ${folder}`);
});

test.runIf(isRoot)('a database goes on as the user it belongs to', () => {
  const dataDir = makeFolder(0o711);
  const data = join(dataDir, 'postgres', 'cluster', 'data');
  mkdirSync(data, { recursive: true });
  const nobody = 65_534;
  chownSync(data, nobody, nobody);
  expect(settleHome(dataDir, createLog('silent')).account).toEqual({ uid: nobody, gid: nobody });
});
