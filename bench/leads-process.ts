import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { startAdmin } from '../admin/start.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { createVault } from '../db/vault.ts';
import { createLog } from '../log.ts';

// What both processes of the benchmark share: the database that they are given, the admin as the roof opens it, and a port.

export interface Desk {
  db: Database;
  routes: Hono;
}

/** The admin on the database of DATABASE_URL. */
export function openDesk(): Desk {
  const databaseUrl = process.env.DATABASE_URL ?? '';
  const log = createLog('error');
  const db = openDatabase({
    url: databaseUrl,
    vault: createVault('a key that only benchmarks know, long enough'),
    log,
  });
  const { routes } = startAdmin({
    db,
    databaseUrl,
    log,
    publicUrl: 'http://127.0.0.1',
    secret: 'a secret that only benchmarks sign cookies with',
    trustProxy: false,
  });
  return { db, routes };
}

/** Listens on a free port of loopback and says which; the process ends by a signal. */
export function listen(routes: Hono): void {
  const server = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port: 0 }, () => {
    // A TCP server's address is an AddressInfo; only pipes have a string.
    process.stdout.write(`listens on ${(server.address() as AddressInfo).port}\n`);
  });
}
