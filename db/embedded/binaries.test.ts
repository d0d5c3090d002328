import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseAccount } from './account.ts';
import { findBinaries, findPackage } from './binaries.ts';

function makeFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'karibu-binaries-'));
  chmodSync(folder, mode);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** As npm leaves it with --ignore-scripts: the libraries without their second names. */
function installWithoutScripts(folder: string): string {
  const installed = join(folder, 'package');
  cpSync(findPackage(), installed, {
    recursive: true,
    filter: (path) => !/\/share\/(timezone|tsearch_data)/.test(path),
  });
  const libraries = join(installed, 'native', 'lib');
  for (const entry of readdirSync(libraries, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) rmSync(join(libraries, entry.name));
  }
  return installed;
}

const versionOf = (program: string) =>
  execFileSync(program, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...chooseAccount('/new'),
  });

test('libraries whose links npm did not make are linked', async () => {
  const folder = makeFolder(0o755);
  const installed = installWithoutScripts(folder);
  expect(() => versionOf(join(installed, 'native/bin/postgres'))).toThrow();
  const binaries = await findBinaries({ folder, account: chooseAccount('/new') }, installed);
  expect(binaries.postgres).toBe(join(installed, 'native/bin/postgres'));
  expect(versionOf(binaries.postgres)).toContain(`(PostgreSQL) ${binaries.version.split('.')[0]}.`);
});

test.runIf(process.getuid?.() === 0)(
  "programs below a folder closed to PostgreSQL's user are copied to where it can run them",
  async () => {
    const installed = installWithoutScripts(makeFolder(0o700));
    for (const path of ['native/bin', 'native/bin/postgres']) chmodSync(join(installed, path), 0o700);
    const home = { folder: makeFolder(0o711), account: chooseAccount('/new') };
    const [binaries, atTheSameTime] = await Promise.all([
      findBinaries(home, installed),
      findBinaries(home, installed),
    ]);
    expect(atTheSameTime).toEqual(binaries);
    expect(binaries.postgres).toBe(
      join(home.folder, `postgresql-${binaries.version}`, 'native/bin/postgres'),
    );
    expect(versionOf(binaries.postgres)).toContain(`(PostgreSQL) ${binaries.version.split('.')[0]}.`);
    expect(readdirSync(home.folder)).toEqual([`postgresql-${binaries.version}`]);
  },
);

test('where npm has no PostgreSQL for this machine, the operator is told to set DATABASE_URL', () => {
  const { arch } = process;
  Object.defineProperty(process, 'arch', { value: 's390x' });
  onTestFinished(() => void Object.defineProperty(process, 'arch', { value: arch }));
  expect(() => findPackage()).toThrow('Set DATABASE_URL');
});
