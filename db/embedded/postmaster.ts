import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, surroundings } from './cluster.ts';
import { hasCode } from './errors.ts';
import { findProcess } from './processes.ts';

/** PostgreSQL's first process, which listens and starts all the others. */
export interface Postmaster {
  pid: number;
  port: number;
}

export type ServerSettings = Readonly<Record<string, string>>;

const settingsOfKaribu: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '60',
  max_wal_size: '256MB',
  log_checkpoints: 'off',
};

const largestLog = 10_000_000; // bytes

export const logIn = (folder: string) => join(folder, 'pg.log');

/**
 * Whoever started it, and whether it answers yet or not. `postmaster.pid` alone proves nothing: after a crash it
 * names a process that is dead, unburied or by now another program; the data directory in its command line does.
 */
export function findPostmaster(data: string): Postmaster | undefined {
  // Its lines: LOCK_FILE_LINE_… in miscadmin.h of PostgreSQL. The first is the process, the fourth the port.
  const [pid, , , port] = readPidFile(data)?.map(Number) ?? [];
  if (!pid || !port) return undefined;
  return `${findProcess(pid)?.command} `.includes(`-D ${data} `) ? { pid, port } : undefined;
}

function readPidFile(data: string): string[] | undefined {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * PostgreSQL itself sees to it that only one runs on a data directory (postmaster.pid, and the shared memory that
 * belongs to the folder): of several started at once all but one leave. The server outlives this process. `left`
 * turns true when what was started here has gone.
 */
export function spawnPostmaster(cluster: Cluster, port: number, settings: ServerSettings): { left: boolean } {
  removeMisleadingPidFile(cluster.data);
  const { folder, account } = cluster.home;
  rotateLog(folder);
  const output = openSync(logIn(folder), 'a', 0o600);
  const chosen = Object.entries({ ...settingsOfKaribu, ...settings });
  const options = [
    '-D',
    cluster.data,
    '-p',
    String(port),
    ...chosen.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ];
  const child = spawn(cluster.binaries.postgres, options, {
    ...account,
    cwd: '/',
    env: surroundings(),
    stdio: ['ignore', output, output],
    // A session of its own, so that Ctrl-C in the terminal reaches Karibu only, which then stops it in good order.
    detached: true,
  });
  closeSync(output);
  const spawned = { left: false };
  const leave = () => {
    spawned.left = true;
  };
  child.once('exit', leave).once('error', leave).unref();
  return spawned;
}

/**
 * PostgreSQL overrules a pid file whose process is gone, but believes one whose number now belongs to another
 * program, or to a zombie (a container without init), and would refuse for ever. Should another start put a fresh
 * file there in this very moment, the shared memory of its server still keeps a second one out.
 */
function removeMisleadingPidFile(data: string): void {
  const pid = Number(readPidFile(data)?.[0]);
  if (pid > 0 && isTaken(pid) && !mayBePostmaster(pid)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Also one that was started by hand, or before its folder was moved. Its children call themselves "postgres: …". */
function mayBePostmaster(pid: number): boolean {
  return /\bpostgres( |$)/.test(findProcess(pid)?.command ?? '');
}

function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function rotateLog(folder: string): void {
  const log = logIn(folder);
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLog) renameSync(log, `${log}.1`);
}

export function readEndOfLog(folder: string): string {
  try {
    return readFileSync(logIn(folder), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  } catch (error) {
    return `(its log cannot be read: ${error})`;
  }
}

/**
 * The port of last time where it is free, else another. Below the range from which the system gives out ports by
 * itself (Linux 32768, macOS 49152 and up): in there a pool that calls a stopped server again and again is one day
 * given the very port it calls, is connected to itself, and the server finds its port taken.
 */
export async function choosePort(preferred: number | undefined): Promise<number> {
  if (preferred && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = randomInt(15_000, 30_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Waits until the process is gone. First politely (SIGINT: PostgreSQL's fast shutdown), then at once (SIGQUIT: the
 * next start replays its log), at last by force. About 40 seconds at the worst.
 */
export async function stopPostmaster(data: string): Promise<void> {
  const steps = [
    { signal: 'SIGINT', patience: 30_000 },
    { signal: 'SIGQUIT', patience: 8000 },
    { signal: 'SIGKILL', patience: 2000 },
  ] as const;
  const pid = findPostmaster(data)?.pid;
  if (!pid) return;
  // The pid file goes shortly before the process does, so from here on the process itself is asked.
  const born = findProcess(pid)?.born;
  const lives = () => findProcess(pid)?.born === born;
  for (const { signal, patience } of steps) {
    const deadline = Date.now() + patience;
    if (lives()) sendSignal(pid, signal);
    while (lives() && Date.now() < deadline) await sleep(20);
    if (!lives()) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) on ${data} does not stop, not even by SIGKILL.`);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
