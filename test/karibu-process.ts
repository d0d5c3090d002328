import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface KaribuProcess {
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** Resolves with the first match of the pattern in what it writes; rejects when it ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Waits for its end: the exit code, or null when a signal ended it. */
  ended(): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Starts a process of Karibu's own; nothing of this process's environment reaches it but PATH and HOME. */
export function startProcess(
  args: readonly string[],
  env: Record<string, string>,
  cwd: string = process.cwd(),
): KaribuProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let written = '';
  const listeners = new Set<() => void>();
  const collect = (chunk: Buffer) => {
    written += chunk.toString();
    for (const look of listeners) look();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // `close` comes when everything it wrote has arrived, too.
  const exit = once(child, 'close').then(([code]: (number | null)[]) => {
    running.delete(child);
    return code ?? null;
  });
  return {
    pid: child.pid ?? 0,
    output: () => written,
    kill: (signal) => void child.kill(signal),
    ended: () => exit,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(written);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
        void exit.then(() => reject(new Error(`The process ended before it said ${pattern}:\n${written}`)));
      }),
  };
}

/** For `afterAll`: ends what a failed test left behind. */
export async function endLeftovers(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await Promise.all([...running].map((child) => once(child, 'close')));
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: that is the answer.
    return false;
  }
};
