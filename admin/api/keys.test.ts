import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey, listApiKeys, revokeApiKey } from '../../db/person/api-keys.ts';
import { createLog } from '../../log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { openApiKeys } from './keys.ts';

let database: TestDatabase;
const logged: string[] = [];

beforeAll(async () => {
  const log = createLog('warn', { write: (line) => void logged.push(line) });
  database = await createTestDatabase({ log });
});
afterAll(() => database.drop());

const lastUseOf = async (id: string) =>
  (await listApiKeys(database.db)).find((key) => key.id === id)?.lastUsedAt ?? null;

test('a key is its role, and anything else is nobody', async () => {
  const { id, key } = await createApiKey(database.db, 'Website', 'intake');
  const keys = openApiKeys(database.db);
  expect(await keys.viewerOf(key)).toEqual({ kind: 'key', role: 'intake', key: id });
  expect(await keys.viewerOf(`${key}x`)).toBeNull();
  await keys.stop();
});

test('a revoked key works no longer than it is remembered', async () => {
  const { id, key } = await createApiKey(database.db, 'Billing', 'manager');
  const [long, short] = [openApiKeys(database.db), openApiKeys(database.db, { rememberMs: 0 })];
  expect([await long.viewerOf(key), await short.viewerOf(key)]).not.toContain(null);
  await revokeApiKey(database.db, id);
  expect(await long.viewerOf(key)).not.toBeNull();
  expect(await short.viewerOf(key)).toBeNull();
  await Promise.all([long.stop(), short.stop()]);
});

test('a key that is made after it was guessed works at once', async () => {
  const keys = openApiKeys(database.db);
  const { key, id } = await createApiKey(database.db, 'Later', 'sales');
  await database.db.sql`update api_keys set revoked_at = now() where id = ${id}`;
  expect(await keys.viewerOf(key)).toBeNull();
  await database.db.sql`update api_keys set revoked_at = null where id = ${id}`;
  expect(await keys.viewerOf(key)).not.toBeNull();
  await keys.stop();
});

test('the last use is written when it is time to, not with the request', async () => {
  const { id, key } = await createApiKey(database.db, 'Reports', 'sales');
  const keys = openApiKeys(database.db);
  await keys.viewerOf(key);
  expect(await lastUseOf(id)).toBeNull();
  await keys.stop();
  expect(await lastUseOf(id)).toBeInstanceOf(Date);
});

test('the last use is written each minute', async () => {
  const { id, key } = await createApiKey(database.db, 'Sync', 'sales');
  const keys = openApiKeys(database.db, { flushMs: 10 });
  await keys.viewerOf(key);
  await expect.poll(() => lastUseOf(id)).toBeInstanceOf(Date);
  await keys.stop();
});

test('a use that could not be written is written later', async () => {
  const { id, key } = await createApiKey(database.db, 'Patient', 'sales');
  const { sql } = database.db;
  const keys = openApiKeys(database.db, { flushMs: 10 });
  await sql`alter table api_keys rename column last_used_at to away`;
  await keys.viewerOf(key);
  await expect.poll(() => logged.join()).toContain('Could not write when API keys were last used');
  await sql`alter table api_keys rename column away to last_used_at`;
  await expect.poll(() => lastUseOf(id)).toBeInstanceOf(Date);
  await keys.stop();
});
