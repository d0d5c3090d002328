import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../test/redis.ts';
import { printFigures, round } from './figures.ts';
import { temporaryFolder } from './ground.ts';

// Cold start of the demo, first and later, to /readyz; and the memory of its one process. The baseline is a bare
// `node --import tsx` that answers nothing.

interface Started {
  readyMs: number;
  residentMb: number;
}

async function startDemo(dataDir: string): Promise<Started> {
  const port = await findFreePort();
  const began = performance.now();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts'], {
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: String(port) },
    stdio: 'ignore',
  });
  while (!(await isReady(port))) await sleep(20);
  const readyMs = performance.now() - began;
  await sleep(3000); // The sample leads are being written; memory is read when that is over.
  const residentMb = residentOf(child.pid ?? 0);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { readyMs, residentMb };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    // Nothing listens yet: that is the answer.
    return false;
  }
}

const residentOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

export async function benchStart(): Promise<void> {
  const folder = temporaryFolder();
  const began = performance.now();
  execFileSync(process.execPath, ['--import', 'tsx', '-e', '0']);
  const bareMs = performance.now() - began;
  const first = await startDemo(folder.path);
  const later = await startDemo(folder.path);
  folder.remove();
  const row = (what: string, ms: number) => ({
    what,
    measured: `${round(ms)} ms`,
    baseline: `${round(bareMs)} ms bare node with tsx`,
    ratio: ms / bareMs,
  });
  printFigures('Start of the demo', [
    row('first start to /readyz', first.readyMs),
    row('later start to /readyz', later.readyMs),
    { what: 'memory of its process', measured: `${round(later.residentMb)} MB`, baseline: '', ratio: null },
  ]);
}
