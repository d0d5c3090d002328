import type { Hono } from 'hono';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Ground } from './ground.ts';

export interface Room {
  routes?: Hono;
  /** All that the room does in the background went well the last time; absent where it does nothing by itself. */
  isWell?(): boolean;
  stop(): Promise<void>;
}

type Opener = (config: Config, ground: Ground, log: Log) => Promise<Room>;

// Each room is a dynamic import, so that a process loads only the libraries of its role.
const openers: Record<Exclude<Config['role'], 'all'>, Opener> = {
  async worker(_config, { db, databaseUrl, queues }, log) {
    const { startWorker } = await import('../worker/start.ts');
    return startWorker({ db, databaseUrl, queues, log });
  },
  async bot({ publicUrl, trustProxy, channels }, { db, databaseUrl, secretKey }, log) {
    const { startBot } = await import('../bot/start.ts');
    return startBot({ db, databaseUrl, secretKey, publicUrl, trustProxy, ...channels, log });
  },
  async admin(config, ground, log) {
    const { openAdmin } = await import('./admin.ts');
    return openAdmin(config, ground, log);
  },
};

/** The bot's routes stand before the admin's, which answers everything else. */
const order = ['worker', 'bot', 'admin'] as const;

/** Opens the rooms of this role; when one cannot be opened, those before it are closed again. */
export async function openRooms(config: Config, ground: Ground, log: Log): Promise<Map<string, Room>> {
  const rooms = new Map<string, Room>();
  try {
    for (const role of order) {
      if (config.role === 'all' || config.role === role) {
        rooms.set(role, await openers[role](config, ground, log.child({ room: role })));
      }
    }
    return rooms;
  } catch (error) {
    await Promise.all([...rooms.values()].map((room) => room.stop()));
    throw error;
  }
}
