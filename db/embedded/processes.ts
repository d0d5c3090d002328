import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasCode } from './errors.ts';

/** A process that lives now. `born` tells it from a later process that was given the same id. */
interface LiveProcess {
  pid: number;
  born: string;
  command: string;
}

/** Undefined where no process has this id, and for a zombie: it is dead, only nobody has buried it yet. */
export function findProcess(pid: number): LiveProcess | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? readFromProc(pid) : askPs(pid);
}

/** `/proc/<pid>/stat` is "pid (name) state …"; a name may hold anything, so count from its last bracket. */
function readFromProc(pid: number): LiveProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    // Field 22 of proc(5) is the start in clock ticks since boot: it means something only beside the boot.
    return { pid, born: `${readBootId()}/${fields[19]}`, command };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'boot'; // Some sandboxes have none.
    throw error;
  }
}

function askPs(pid: number): LiveProcess | undefined {
  // The start is printed in the caller's language and zone: everyone who asks must ask in the same.
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const ask = (column: string) =>
    execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8', env }).trim();
  try {
    if (ask('stat').startsWith('Z')) return undefined;
    return { pid, born: ask('lstart'), command: ask('command') };
  } catch (error) {
    // ps leaves with 1 where there is no such process.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
