import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './errors.ts';
import { findProcess } from './processes.ts';

/**
 * For the owner only, once it has the lock. A process is named by its id and its birth, since ids come back. Written
 * whole: a reader never sees half a line.
 */
export function recordOwner(folder: string, port: number): void {
  writeWhole(join(folder, 'port'), String(port));
  writeWhole(join(folder, 'owner'), `${process.pid} ${findProcess(process.pid)?.born}`);
}

export function forgetOwner(folder: string): void {
  rmSync(join(folder, 'owner'), { force: true });
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}

export function readPort(folder: string): number | undefined {
  return Number(readIfThere(join(folder, 'port'))) || undefined;
}

/** The process of an owner other than this one that still lives, by the file. */
export function findLivingOwner(folder: string): number | undefined {
  const [id, ...born] = readIfThere(join(folder, 'owner')).split(' ');
  const pid = Number(id);
  return pid !== process.pid && findProcess(pid)?.born === born.join(' ') ? pid : undefined;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}
