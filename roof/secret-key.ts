import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { writeOnce } from '../db/write-once.ts';

/** SECRET_KEY, or the key that is made in DATA_DIR at the first start. Only its owner may read the file. */
export function findSecretKey(config: Pick<Config, 'secretKey' | 'dataDir'>): string {
  if (config.secretKey) return config.secretKey;
  mkdirSync(config.dataDir, { recursive: true });
  return writeOnce(join(config.dataDir, 'secret.key'), randomBytes(32).toString('base64'));
}
