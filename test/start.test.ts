import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endLeftovers, isAlive, type KaribuProcess, startProcess } from './karibu-process.ts';

const start = ['--import', 'tsx', 'main.ts'];
const environment = (dataDir: string, more: Record<string, string> = {}) => ({
  DATA_DIR: dataDir,
  PORT: '0',
  ...more,
});

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'karibu-start-'));
  chmodSync(dataDir, 0o711); // As root, PostgreSQL runs as another user, who must be able to pass.
});
afterAll(async () => {
  await endLeftovers();
  rmSync(dataDir, { recursive: true, force: true });
});

const urlOf = async (karibu: KaribuProcess) => (await karibu.says(/"url":"(http:[^"]+)"/))[1];

test('npm start on an empty folder is ready, prints a set-up link, drains on SIGTERM and leaves no process', async () => {
  const karibu = startProcess(start, environment(dataDir));
  const url = await urlOf(karibu);
  expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({
    status: 'ready',
    database: 'ok',
    queue: 'ok',
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await karibu.says(/\/set-up\/k[\w-]{43}/);

  const second = startProcess(start, environment(dataDir));
  expect(await second.ended()).toBe(1);
  expect(second.output()).toMatch(/Another Karibu \(process \d+\) is running on/);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  karibu.kill('SIGTERM');
  expect(await karibu.ended()).toBe(0);
  expect(karibu.output()).toContain('Karibu has closed.');
  expect(isAlive(karibu.pid)).toBe(false);
}, 60_000);

test('a configuration that makes no sense is one sentence, not a stack', async () => {
  const karibu = startProcess(
    start,
    environment(dataDir, { DATABASE_URL: 'postgres://karibu:pw@127.0.0.1:1/karibu' }),
  );
  expect(await karibu.ended()).toBe(1);
  expect(karibu.output()).toMatch(/SECRET_KEY is missing/);
  expect(karibu.output()).not.toMatch(/^\s+at /m);
}, 30_000);

test('a database that cannot be reached is one sentence that names the host, not the password', async () => {
  const database = { DATABASE_URL: 'postgres://karibu:siri@127.0.0.1:1/karibu', SECRET_KEY: 'k'.repeat(32) };
  const karibu = startProcess(start, environment(dataDir, database));
  expect(await karibu.ended()).toBe(1);
  expect(karibu.output()).toMatch(/The database at 127\.0\.0\.1:1 \(DATABASE_URL\) cannot be used/);
  expect(karibu.output()).not.toMatch(/siri|^\s+at /m);
}, 30_000);
