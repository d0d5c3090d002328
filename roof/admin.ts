import { createOwner, offerOwnership } from '../admin/auth/accounts.ts';
import { startAdmin } from '../admin/start.ts';
import type { Config } from '../config.ts';
import { deriveSecret } from '../db/vault.ts';
import type { Log } from '../log.ts';
import type { Ground } from './ground.ts';
import type { Room } from './rooms.ts';

export async function openAdmin(
  config: Config,
  { db, databaseUrl, secretKey }: Ground,
  log: Log,
): Promise<Room> {
  const { publicUrl, trustProxy, owner } = config;
  if (owner) await createOwner(db, { name: 'Owner', ...owner });
  const link = await offerOwnership(db, publicUrl);
  // Not through the log: it is a secret, and it is for whoever sits at this terminal.
  if (link)
    process.stdout.write(
      `\n  Nobody owns this Karibu yet. Become its owner here, within a day:\n\n    ${link}\n\n`,
    );
  return startAdmin({
    db,
    databaseUrl,
    log,
    publicUrl,
    trustProxy,
    secret: deriveSecret(secretKey, 'sign-in'),
  });
}
