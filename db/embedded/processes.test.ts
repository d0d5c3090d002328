import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findProcess } from './processes.ts';

/** macOS has no /proc and is asked by `ps`, which Linux mostly has too. */
function pretendMac(): void {
  const { platform } = process;
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }));
}

const hasPs = ['/bin/ps', '/usr/bin/ps'].some((path) => existsSync(path));
const ways: [string, () => void][] = [['by /proc', () => undefined]];
if (hasPs) ways.push(['by ps', pretendMac]);

test.runIf(process.platform === 'linux').each(ways)(
  'a process is told from a later one of the same id, %s',
  (_way, pretend) => {
    pretend();
    const found = findProcess(process.pid);
    expect(found).toEqual({
      pid: process.pid,
      born: expect.any(String),
      command: expect.stringContaining('node'),
    });
    expect(findProcess(process.pid)?.born).toBe(found?.born);
    expect(findProcess(process.ppid)?.born).not.toBe(found?.born);
  },
);

test.runIf(process.platform === 'linux').each(ways)(
  'a process that died and was never buried is dead, %s',
  async (_way, pretend) => {
    pretend();
    // The shell becomes a sleep that does not know of its child, and never waits for it.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    expect(findProcess(pid)?.pid).toBe(pid);
    await vi.waitFor(() => expect(findProcess(pid)).toBeUndefined());
    expect(() => process.kill(pid, 0)).not.toThrow();
  },
);
