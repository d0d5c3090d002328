import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from '../../log.ts';
import { writeOnce } from '../write-once.ts';
import { type Account, chooseAccount, findClosedDoor } from './account.ts';

/**
 * Where PostgreSQL's own files lie, and whom it runs as.
 *
 *     <home>/cluster/data          the database, readable by the account only
 *     <home>/cluster/password      the superuser's password, readable by Karibu only
 *     <home>/port, owner           where the server was last, and which process owns it
 *     <home>/pg.log, pg.log.1      what PostgreSQL says
 *     <home>/postgresql-<version>  a copy of the binaries, only where those in node_modules cannot be used
 */
export interface Home {
  folder: string;
  account: Account | undefined;
}

export const clusterIn = (folder: string) => join(folder, 'cluster');
export const dataIn = (folder: string) => join(folder, 'cluster', 'data');

const placeForRoot = '/var/lib/karibu';

/**
 * The home is `DATA_DIR/postgres`. Only where Karibu is root and PostgreSQL's account cannot pass a folder on the
 * way (a project below /root), the home goes to /var/lib/karibu and DATA_DIR keeps a file that names it.
 */
export function settleHome(dataDir: string, log: Log): Home {
  openFolder(resolve(dataDir));
  const real = realpathSync(dataDir);
  const pointer = join(real, 'postgres.location');
  const inside = join(real, 'postgres');
  const folder = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : inside;
  const account = chooseAccount(dataIn(folder));
  if (folder !== inside) return enter(folder, account);

  const closed = findClosedDoor(real, account);
  if (!closed) return enter(inside, account);
  if (existsSync(clusterIn(inside))) {
    throw new Error(
      `The database in ${inside} cannot be reached: the user that PostgreSQL runs as may not pass ${closed}. ` +
        `Allow it with: chmod o+x ${closed}`,
    );
  }
  const elsewhere = settleElsewhere(real, pointer, log);
  log.info(
    { folder: elsewhere },
    `PostgreSQL's own files are kept in ${elsewhere}, because its user may not pass ${closed}`,
  );
  return enter(elsewhere, account);
}

/**
 * The name is new each time, so that a DATA_DIR removed and made again begins anew: its key is gone too, and an old
 * database could not be read with a new one.
 */
function settleElsewhere(dataDir: string, pointer: string, log: Log): string {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  openFolder(placeForRoot);
  const chosen = writeOnce(pointer, join(placeForRoot, `${name}-${randomBytes(4).toString('hex')}`));
  const left = readdirSync(placeForRoot).filter(
    (folder) => folder.startsWith(`${name}-`) && folder !== basename(chosen),
  );
  if (left.length > 0) {
    log.warn(
      { left },
      `${placeForRoot} still holds databases of an earlier ${dataDir}; remove them if not needed`,
    );
  }
  return chosen;
}

function enter(folder: string, account: Account | undefined): Home {
  openFolder(folder);
  const owner = statSync(folder).uid;
  if (!account && owner !== process.getuid?.()) {
    throw new Error(
      `The database in ${folder} belongs to another user (uid ${owner}). Start Karibu as that user, ` +
        'or give it a DATA_DIR of its own.',
    );
  }
  return { folder, account };
}

/**
 * A folder made here by root may be passed by PostgreSQL's account, whatever the umask, and one made by an ordinary
 * user by nobody else. One that is there is left as it is.
 */
export function openFolder(folder: string): void {
  if (existsSync(folder)) return;
  openFolder(dirname(folder));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
}
