import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findApiKey, hashOfKey } from '../db/person/api-keys.ts';
import { listPeople } from '../db/person/people.ts';
import { createTestDatabase, type TestDatabase, testSecretKey } from './database.ts';
import { endLeftovers, startProcess } from './karibu-process.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'karibu-cli-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await endLeftovers();
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function karibu(...args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { DATABASE_URL: database.url, SECRET_KEY: testSecretKey, PUBLIC_URL: 'https://isp.example' };
  const ended = startProcess(['--import', 'tsx', 'cli.ts', ...args], env);
  const code = await ended.ended();
  return { code, output: ended.output() };
}

test('api-key create prints only the key, and the key works', async () => {
  const { code, output } = await karibu('api-key', 'create', '--name', 'Website', '--role', 'intake');
  expect(code).toBe(0);
  expect(output).toMatch(/^karibu_[\w-]{43}\n$/);
  expect(await findApiKey(database.db, hashOfKey(output.trim()))).toMatchObject({ role: 'intake' });
});

test('staff add prints a one-time link; staff reset another', async () => {
  const added = await karibu(
    'staff',
    'add',
    '--name',
    'Faith',
    '--email',
    'faith@isp.example',
    '--role',
    'sales',
  );
  expect(added.output).toMatch(/^https:\/\/isp\.example\/password\/k[\w-]{43}\n$/);
  expect(await listPeople(database.db)).toMatchObject([
    { name: 'Faith', role: 'sales', email: 'faith@isp.example' },
  ]);
  const reset = await karibu('staff', 'reset', '--email', 'faith@isp.example');
  expect(reset.output).toMatch(/^https:\/\/isp\.example\/password\/k[\w-]{43}\n$/);
});

test('figures of the dashboard that are wrong are named with code 1, and counted anew', async () => {
  expect((await karibu('figures', 'verify')).output).toMatch(/are what the leads say/);
  await database.db.sql`insert into lead_months (month, arrived) values ('2026-03-01', 7)`;
  const wrong = await karibu('figures', 'verify');
  expect(wrong.code).toBe(1);
  expect(wrong.output).toContain('2026-03: 0 came and 0 were converted; shown are 7 and 0.');
  expect((await karibu('figures', 'rebuild')).code).toBe(0);
  expect((await karibu('figures', 'verify')).code).toBe(0);
});

test.each([
  [['staff', 'reset', '--email', 'nobody@isp.example'], /Nobody signs in as nobody@isp.example/],
  [['api-key', 'create', '--name', 'x', '--role', 'boss'], /--role must be one of owner/],
  [['api-key', 'create', '--name', 'x'], /--role is missing/],
  [['dance'], /There is no such command/],
  [['backup'], /FILE is missing/],
])('karibu %j is refused with a sentence', async (args, sentence) => {
  const { code, output } = await karibu(...args);
  expect(code).toBe(1);
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^\s+at /m);
});

test('what was backed up is refused where somebody lives already', async () => {
  const file = join(folder, 'backup');
  expect((await karibu('backup', file)).code).toBe(0);
  const { code, output } = await karibu('restore', file);
  expect(code).toBe(1);
  expect(output).toMatch(/already holds people, leads or talks/);
});
