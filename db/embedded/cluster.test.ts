import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import {
  end,
  hear,
  homeOf,
  makeDataDir,
  removeDataDir,
  spawnKaribu,
} from '../../test/fixtures/own-database.ts';
import { startEmbeddedDatabase } from '../embedded.ts';
import { dataIn } from './home.ts';

function makeFolder(): string {
  const dataDir = makeDataDir();
  onTestFinished(() => removeDataDir(dataDir));
  return dataDir;
}

function startOwner(dataDir: string): ChildProcess {
  const karibu = spawnKaribu('own', dataDir);
  onTestFinished(() => end(karibu, 'SIGKILL'));
  return karibu;
}

const draftsIn = (dataDir: string) => readdirSync(homeOf(dataDir)).filter((name) => name.endsWith('.new'));

test('of three starts at once one owns it and the others are told so', async () => {
  const dataDir = makeFolder();
  const three = [1, 2, 3].map(() => startOwner(dataDir));
  const standings = await Promise.all(three.map(hear));
  const owner = three[standings.findIndex((standing) => 'url' in standing)];
  const told = standings.filter((standing) => 'inUseBy' in standing);
  expect(told.map(({ inUseBy }) => inUseBy)).toEqual([owner?.pid, owner?.pid]);
  expect(draftsIn(dataDir)).toEqual([]);
});

test('a start killed in the middle of initdb does not hinder the next', async () => {
  const dataDir = makeFolder();
  const killed = startOwner(dataDir);
  await vi.waitFor(() => expect(draftsIn(dataDir)).toHaveLength(1), { timeout: 10_000, interval: 5 });
  await end(killed, 'SIGKILL');
  expect(existsSync(dataIn(homeOf(dataDir)))).toBe(false);

  const database = await startEmbeddedDatabase({ dataDir, log: createLog('silent') });
  onTestFinished(() => database.stop());
  expect(database.ownedByUs).toBe(true);
  expect(draftsIn(dataDir)).toEqual([]);
});
