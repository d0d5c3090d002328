import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { type Ground, openGround } from './ground.ts';
import { createProbes } from './probes.ts';
import { openRooms } from './rooms.ts';

export interface House {
  /** Where this process answers, with the port that it really got. */
  url: string;
  ground: Ground;
  /** Drains: no new request, no half job; then rooms, queues and database are closed, last opened first. */
  stop(): Promise<void>;
}

/** Opens database and queues, starts the rooms that ROLE asks for, and answers on HOST:PORT. */
export async function startHouse(config: Config, log: Log): Promise<House> {
  const ground = await openGround(config, log, config.role === 'all' ? 'own' : 'borrow');
  try {
    const rooms = await openRooms(config, ground, log);
    const routes = new Hono();
    routes.route('/', createProbes({ ground, rooms, metricsToken: config.metricsToken }));
    for (const room of rooms.values()) if (room.routes) routes.route('/', room.routes);
    const server = await listen(routes, config).catch(async (error: unknown) => {
      await Promise.all([...rooms.values()].map((room) => room.stop()));
      throw error;
    });
    const stop = once(async () => {
      await server.close();
      await Promise.all([...rooms.values()].map((room) => room.stop()));
      await ground.close();
    });
    return { url: server.url, ground, stop };
  } catch (error) {
    await ground.close();
    throw error;
  }
}

class PortTaken extends Error {
  override name = 'PortTaken';
}

const once = (work: () => Promise<void>) => {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
};

/** How long requests under way may still take when the house closes. */
const drainMs = 5_000;

async function listen(routes: Hono, config: Config): Promise<{ url: string; close(): Promise<void> }> {
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const opened = serve({ fetch: routes.fetch, hostname: config.host, port: config.port }, () =>
      resolve(opened),
    );
    opened.once('error', (error: Error & { code?: string }) => {
      const taken = `Port ${config.port} on ${config.host} is taken. Stop what listens there, or set PORT.`;
      reject(error.code === 'EADDRINUSE' ? new PortTaken(taken) : error);
    });
  });
  // A TCP server's address is an AddressInfo; only pipes have a string.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), drainMs).unref();
    });
  return { url: `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`, close };
}
