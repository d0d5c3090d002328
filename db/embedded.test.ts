import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { end, hear, homeOf, makeDataDir, removeDataDir, spawnKaribu } from '../test/fixtures/own-database.ts';
import { chooseAccount } from './embedded/account.ts';
import { connectOnce } from './embedded/connection.ts';
import { dataIn } from './embedded/home.ts';
import { findPostmaster } from './embedded/postmaster.ts';
import { findProcess } from './embedded/processes.ts';
import {
  borrowEmbeddedDatabase,
  DataDirectoryInUse,
  type EmbeddedDatabase,
  startEmbeddedDatabase,
} from './embedded.ts';

const log = createLog('silent');
const dataDir = makeDataDir();
const data = dataIn(homeOf(dataDir));
const logFile = join(homeOf(dataDir), 'pg.log');
const postmasterPid = () => findPostmaster(data)?.pid ?? expect.fail('no PostgreSQL runs');

function startKaribu(how: 'own' | 'borrow'): ChildProcess {
  const karibu = spawnKaribu(how, dataDir);
  onTestFinished(() => end(karibu, 'SIGKILL'));
  return karibu;
}

/** What a chat page would ask, through a pool of its own. */
async function countLeads(url: string): Promise<number> {
  const sql = connectOnce(url, 'test');
  try {
    const [row] = await sql<{ leads: number }[]>`select count(*)::int as leads from leads`;
    return row?.leads ?? 0;
  } finally {
    await sql.end();
  }
}

const leadsAgain = (url: string) => vi.waitFor(() => countLeads(url), { timeout: 10_000, interval: 50 });

async function open(how = startEmbeddedDatabase): Promise<EmbeddedDatabase> {
  const database = await how({ dataDir, log });
  onTestFinished(() => database.stop());
  return database;
}

/** Keeps a server from coming back to its port. */
async function occupy(url: string): Promise<Server> {
  const stranger = createServer().listen(Number(new URL(url).port), '127.0.0.1');
  await once(stranger, 'listening');
  onTestFinished(() => void stranger.close());
  return stranger;
}

beforeAll(async () => {
  const database = await startEmbeddedDatabase({ dataDir, log });
  const sql = connectOnce(database.url, 'test');
  await sql`create table leads as select 'Wanjiru' as name`;
  await sql.end();
  await database.stop();
});

afterAll(() => removeDataDir(dataDir));

test('a stopped database leaves no process, and the next start finds the leads at the same address', async () => {
  const first = await open();
  const pid = postmasterPid();
  await first.stop();
  expect(findProcess(pid)).toBeUndefined();
  const second = await open();
  expect(second).toMatchObject({ url: first.url, ownedByUs: true });
  expect(await countLeads(second.url)).toBe(1);
});

test('it sorts and searches Cyrillic and Latin letters alike, listens on loopback only, checks its pages', async () => {
  const { url } = await open();
  const sql = connectOnce(url, 'test');
  await sql`create extension if not exists pg_trgm`;
  const [row] = await sql`
      select cardinality(show_trgm('Анна')) as trigrams, current_setting('data_checksums') as checksums,
        current_setting('listen_addresses') as address, current_setting('unix_socket_directories') as socket,
        pg_encoding_to_char(encoding) as encoding, datctype as letters
      from pg_database where datname = current_database()`;
  await sql.end();
  expect(row).toMatchObject({ checksums: 'on', address: '127.0.0.1', socket: '', encoding: 'UTF8' });
  expect(row?.trigrams).toBeGreaterThan(0);
});

test('a second start is told who owns it, and the first is unharmed', async () => {
  const { url } = await open();
  const second = await hear(startKaribu('own'));
  expect(second).toMatchObject({
    inUseBy: process.pid,
    message: expect.stringContaining(`process ${process.pid}`),
  });
  expect(await countLeads(url)).toBe(1);
  await expect(startEmbeddedDatabase({ dataDir, log })).rejects.toThrow(DataDirectoryInUse);
});

test('the command line borrows a running database and does not stop it', async () => {
  const { url } = await open();
  const pid = postmasterPid();
  const borrower = startKaribu('borrow');
  expect(await hear(borrower)).toEqual({ url, ownedByUs: false });
  await end(borrower, 'SIGTERM');
  expect(postmasterPid()).toBe(pid);
  expect(await countLeads(url)).toBe(1);
});

test('a server killed under its owner comes back at the same address', async () => {
  const { url } = await open();
  const killed = postmasterPid();
  process.kill(killed, 'SIGKILL');
  expect(await leadsAgain(url)).toBe(1);
  expect(postmasterPid()).not.toBe(killed);
  expect(await hear(startKaribu('own'))).toMatchObject({ inUseBy: process.pid });
});

test('an owner is not robbed while its server is away, and waits for its own port', async () => {
  const { url } = await open();
  const settings = join(data, 'postgresql.conf');
  renameSync(settings, `${settings}.away`); // So that no server can start.
  process.kill(postmasterPid(), 'SIGKILL');
  const stranger = await vi.waitFor(() => occupy(url));
  expect(await hear(startKaribu('own'))).toMatchObject({ inUseBy: process.pid });

  renameSync(`${settings}.away`, settings);
  const borrowed = hear(startKaribu('borrow'));
  await vi.waitFor(() => expect(readFileSync(logFile, 'utf8')).toContain('Address already in use'), 5000);
  stranger.close();
  expect(await borrowed).toEqual({ url, ownedByUs: false });
  expect(await countLeads(url)).toBe(1);
});

test('an owner that stops while its server is away leaves none behind', async () => {
  const database = await open();
  process.kill(postmasterPid(), 'SIGKILL');
  await vi.waitFor(() => expect(findPostmaster(data)).toBeUndefined());
  await database.stop();
  expect(findPostmaster(data)).toBeUndefined();
  expect((await open()).ownedByUs).toBe(true);
});

test('an owner whose connection was cut takes the ownership again', async () => {
  const database = await open();
  const sql = connectOnce(database.url, 'test');
  const holders = () =>
    sql<{ pid: number }[]>`select pid from pg_locks where locktype = 'advisory' and objid = 14`;
  const [before] = await holders();
  const cut = () =>
    sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 14`;
  // Cut again and again, so that a second start finds the lock free, and is refused all the same.
  const cutting = setInterval(() => void cut().execute(), 20);
  expect(await hear(startKaribu('own'))).toMatchObject({ inUseBy: process.pid });
  clearInterval(cutting);
  await cut();
  await vi.waitFor(async () => {
    const [after] = await holders();
    expect(after?.pid).toEqual(expect.any(Number));
    expect(after?.pid).not.toBe(before?.pid);
  });
  await sql.end();
  expect(database.ownedByUs).toBe(true);
});

test('a server orphaned by kill -9 is adopted, brought back when it dies, and stopped', async () => {
  const owner = startKaribu('own');
  expect(await hear(owner)).toMatchObject({ ownedByUs: true });
  const orphan = postmasterPid();
  await end(owner, 'SIGKILL');

  const adopter = await open();
  expect(adopter.ownedByUs).toBe(true);
  expect(postmasterPid()).toBe(orphan);

  process.kill(orphan, 'SIGKILL');
  expect(await leadsAgain(adopter.url)).toBe(1);
  const brought = postmasterPid();
  await adopter.stop();
  expect(findProcess(brought)).toBeUndefined();
});

test('an orphan that the command line borrows goes on', async () => {
  const owner = startKaribu('own');
  await hear(owner);
  const orphan = postmasterPid();
  await end(owner, 'SIGKILL');
  const borrowed = await open(borrowEmbeddedDatabase);
  expect(borrowed.ownedByUs).toBe(false);
  expect(await countLeads(borrowed.url)).toBe(1);
  await borrowed.stop();
  expect(postmasterPid()).toBe(orphan);
  await (await open()).stop();
});

test('a command that starts the database owns it while it lasts, and stops it once nobody else uses it', async () => {
  const command = startKaribu('borrow');
  const standing = await hear(command);
  expect(standing).toMatchObject({ ownedByUs: true });
  await expect(startEmbeddedDatabase({ dataDir, log })).rejects.toThrow(`process ${command.pid}`);

  const other = await open(borrowEmbeddedDatabase);
  expect(other.ownedByUs).toBe(false);
  const sql = connectOnce(other.url, 'test');
  await sql`select 1`;
  const left = once(command, 'exit');
  command.kill('SIGTERM');
  await sql`select pg_sleep(0.3)`;
  await sql.end();
  await left;
  expect(findPostmaster(data)).toBeUndefined();
});

test('a pid file whose number now belongs to another program does not keep it from starting', async () => {
  // Of the same user: PostgreSQL sees by itself that a process it may not signal is none of its own.
  const stranger = spawn('sleep', ['60'], { ...chooseAccount(data) });
  onTestFinished(() => end(stranger, 'SIGKILL'));
  writeFileSync(join(data, 'postmaster.pid'), `${stranger.pid}\n${dataDir}\n1\n5432\n`);
  expect(await countLeads((await open()).url)).toBe(1);
});

test('another port serves where the last one is taken by now', async () => {
  const first = await open();
  await first.stop();
  await occupy(first.url);
  const second = await open();
  expect(second.url).not.toBe(first.url);
  expect(await countLeads(second.url)).toBe(1);
});

test('a log grown large is put aside', async () => {
  truncateSync(logFile, 11_000_000);
  await open();
  expect(existsSync(`${logFile}.1`)).toBe(true);
});

test('a database of another PostgreSQL is refused and not touched', async () => {
  const versionFile = join(data, 'PG_VERSION');
  writeFileSync(versionFile, '17\n');
  onTestFinished(() => writeFileSync(versionFile, '18\n'));
  await expect(open()).rejects.toThrow('written by PostgreSQL 17, but this Karibu brings PostgreSQL 18');
});
