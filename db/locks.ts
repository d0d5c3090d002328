import postgres from 'postgres';
import { shortGrief } from './database.ts';

/** What one process at a time may hold in the whole installation. */
export interface HeldLock {
  /** Lost when the connection that holds it ends, whatever the reason: stop what it guards before anything else. */
  onLost(stop: () => void): void;
  release(): Promise<void>;
}

/**
 * Takes a session advisory lock on a connection of its own, so that it dies with the process and is never shared with a
 * pooled query. Null when another process holds it.
 */
export async function tryLock(url: string, name: string): Promise<HeldLock | null> {
  let lost = false;
  let released = false;
  const listeners: (() => void)[] = [];
  const sql = postgres(url, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: `karibu lock ${name}`, ...shortGrief },
    onclose: () => {
      if (lost || released) return;
      lost = true;
      for (const stop of listeners) stop();
      // postgres.js would connect anew for the next query and hold nothing: this client is finished.
      void sql.end({ timeout: 0 });
    },
  });
  try {
    const [row] = await sql<{ held: boolean }[]>`select pg_try_advisory_lock(hashtext(${name})) as held`;
    if (!row?.held) {
      released = true;
      await sql.end({ timeout: 5 });
      return null;
    }
  } catch (error) {
    released = true;
    await sql.end({ timeout: 0 });
    throw error;
  }
  return {
    onLost: (stop) => (lost ? stop() : void listeners.push(stop)),
    release: async () => {
      released = true;
      await sql.end({ timeout: 5 });
    },
  };
}
