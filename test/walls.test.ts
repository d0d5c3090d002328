import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** Who may open whose door. A room may always use itself. `test/` and `bench/` may look into every room. */
const doors: Record<string, string[]> = {
  domain: [],
  db: ['domain', 'log.ts'],
  bot: ['db', 'domain', 'log.ts'],
  admin: ['db', 'domain', 'log.ts'],
  worker: ['db', 'domain', 'log.ts'],
  'config.ts': ['domain'],
  'log.ts': [],
  // The roof: it opens the rooms, and exports no type to them.
  'main.ts': ['config.ts', 'log.ts', 'roof'],
  'cli.ts': ['config.ts', 'log.ts', 'roof', 'domain', 'db', 'admin'],
  roof: ['config.ts', 'log.ts', 'domain', 'db', 'bot', 'admin', 'worker'],
  demo: ['config.ts', 'log.ts', 'roof', 'domain', 'db', 'worker', 'admin'],
};

/** The room in which each outside library lives. */
const homes: Record<string, string[]> = {
  'drizzle-orm': ['db'],
  postgres: ['db'],
  pg: ['db'],
  bullmq: ['db'],
  ioredis: ['db'],
  grammy: ['bot/channels'],
  '@whiskeysockets/baileys': ['bot/channels'],
  'node-routeros': ['worker/routers'],
  'better-auth': ['admin/auth', 'db'],
};

const room = (path: string) => path.split('/')[0] ?? '';
const filesBelow = (at: string) =>
  at.endsWith('.ts')
    ? [at]
    : readdirSync(at, { recursive: true, encoding: 'utf8' }).map((file) => `${at}/${file}`);
const sources = Object.keys(doors)
  .filter((at) => existsSync(at))
  .flatMap(filesBelow)
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file));

const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
const library = (name: string) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');

test.each(sources)('%s opens only the doors it may', (file) => {
  const here = room(file);
  const allowed = [here, ...(doors[here] ?? [])];
  for (const target of importsOf(file)) {
    if (target.startsWith('.')) expect(allowed, target).toContain(room(join(dirname(file), target)));
    else
      expect(
        (homes[library(target)] ?? [here]).some((home) => file.startsWith(home)),
        target,
      ).toBe(true);
  }
  expect(allowed).toContain(here);
});

test('no file below the roof has grown past 250 lines', () => {
  const long = sources.filter((file) => readFileSync(file, 'utf8').split('\n').length > 251);
  expect(long).toEqual([]);
});

test('the environment is touched by nothing below the roof', () => {
  const roofs = ['config.ts', 'main.ts', 'cli.ts', 'demo/start.ts'];
  const readers = sources.filter(
    (file) => !roofs.includes(file) && readFileSync(file, 'utf8').includes('process.env'),
  );
  expect(readers).toEqual([]);
});
