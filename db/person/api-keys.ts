import { createHash, randomBytes } from 'node:crypto';
import { type Id, newId } from '../../domain/id.ts';
import type { Role } from '../../domain/person.ts';
import type { Database } from '../database.ts';

export interface ApiKey {
  id: Id<'api_key'>;
  name: string;
  role: Role;
  hint: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

// 256 random bits: nothing to guess, so a plain hash is enough, and looking it up by the hash leaks no timing of the key.
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Makes a key that is shown once; only its hash is kept. */
export async function createApiKey(
  db: Database,
  name: string,
  role: Role,
): Promise<{ id: Id<'api_key'>; key: string }> {
  const id = newId('api_key');
  const key = `karibu_${randomBytes(32).toString('base64url')}`;
  const row = { id, name, role, keyHash: hashOfKey(key), hint: key.slice(0, 12) };
  await db.sql`insert into api_keys ${db.sql(row)}`;
  return { id, key };
}

export async function findApiKey(
  db: Database,
  hash: string,
): Promise<{ id: Id<'api_key'>; role: Role } | null> {
  const [found] = await db.sql<{ id: Id<'api_key'>; role: Role }[]>`
    select id, role from api_keys where key_hash = ${hash} and revoked_at is null`;
  return found ?? null;
}

/** Those that work first, the newest of them first. */
export async function listApiKeys(db: Database): Promise<ApiKey[]> {
  return db.sql<ApiKey[]>`
    select id, name, role, hint, created_at, last_used_at, revoked_at from api_keys
    order by revoked_at is not null, created_at desc, id desc`;
}

export async function revokeApiKey(db: Database, id: Id<'api_key'>): Promise<void> {
  await db.sql`update api_keys set revoked_at = now() where id = ${id} and revoked_at is null`;
}

/** Last use is flushed now and then, so that a read of the API costs no write. */
export async function recordKeyUse(db: Database, used: ReadonlyMap<Id<'api_key'>, Date>): Promise<void> {
  const rows = [...used].map(([id, at]) => ({ id, at: at.toISOString() }));
  if (rows.length === 0) return;
  await db.sql`
    update api_keys set last_used_at = used.at
    from jsonb_to_recordset(${db.sql.json(rows)}) as used(id text, at timestamptz) where api_keys.id = used.id`;
}
