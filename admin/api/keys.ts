import type { Database } from '../../db/database.ts';
import { findApiKey, hashOfKey, recordKeyUse } from '../../db/person/api-keys.ts';
import type { Id } from '../../domain/id.ts';
import type { Viewer } from '../viewer.ts';
import { keepRecent } from './recent.ts';

export interface ApiKeys {
  /** Null for a key that never was, or is revoked. */
  viewerOf(key: string): Promise<Viewer | null>;
  /** Asks the database about every key anew: in this process a key that was just revoked is refused at once. */
  forget(): void;
  /** Writes the last uses that are not written yet, and ends. */
  stop(): Promise<void>;
}

/**
 * Reads API keys so that a request costs neither a read nor a write: a key is remembered for half a minute (so long may
 * a revoked one go on working), and its last use is written once a minute.
 */
export function openApiKeys(
  db: Database,
  { rememberMs = 30_000, flushMs = 60_000 }: { rememberMs?: number; flushMs?: number } = {},
): ApiKeys {
  const remembered = new Map<string, () => Promise<Viewer | null>>();
  let used = new Map<Id<'api_key'>, Date>();

  async function read(hash: string): Promise<Viewer | null> {
    const found = await findApiKey(db, hash);
    return found && { kind: 'key', role: found.role, key: found.id };
  }

  async function viewerOf(key: string): Promise<Viewer | null> {
    const hash = hashOfKey(key);
    const recall = remembered.get(hash) ?? keepRecent(() => read(hash), rememberMs);
    remembered.set(hash, recall);
    const viewer = await recall();
    if (viewer?.kind === 'key') used.set(viewer.key, new Date());
    // Only keys that are valid stay: guessing does not fill the memory.
    else remembered.delete(hash);
    return viewer;
  }

  async function writeUses(): Promise<void> {
    const uses = used;
    used = new Map();
    try {
      await recordKeyUse(db, uses);
    } catch (error) {
      db.log.warn({ err: error }, 'Could not write when API keys were last used; it is tried again.');
      used = new Map([...uses, ...used]);
    }
  }

  const timer = setInterval(writeUses, flushMs);
  timer.unref();
  return {
    viewerOf,
    forget: () => remembered.clear(),
    async stop() {
      clearInterval(timer);
      await writeUses();
    },
  };
}
