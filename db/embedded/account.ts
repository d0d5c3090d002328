import { execFileSync } from 'node:child_process';
import { type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whom PostgreSQL runs as when Karibu itself is root. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account without rights: the one that the data directory
 * belongs to where there is one already. Where Karibu is not root the answer is undefined: PostgreSQL runs as whoever
 * runs Karibu.
 */
export function chooseAccount(data: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const stats = statSync(data, { throwIfNoEntry: false });
  if (stats) return { uid: stats.uid, gid: stats.gid };
  for (const name of ['postgres', 'node', 'nobody']) {
    const account = lookUpAccount(name);
    if (account) return account;
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has no user postgres, node or nobody to run it as. ' +
      'Start Karibu as an ordinary user, or set DATABASE_URL.',
  );
}

function lookUpAccount(name: string): Account | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}

/** The first folder on the way to `path`, itself included, that the account may not pass. */
export function findClosedDoor(path: string, account: Account | undefined): string | undefined {
  if (!account) return undefined;
  const above = dirname(path);
  const closed = above === path ? undefined : findClosedDoor(above, account);
  return closed ?? (mayPass(statSync(path), account) ? undefined : path);
}

function mayPass(stats: Stats, account: Account): boolean {
  if (stats.uid === account.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === account.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
