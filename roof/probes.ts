import { timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countBacklog } from '../db/backlog.ts';
import { addChannelGauges } from './channel-gauges.ts';
import type { Ground } from './ground.ts';
import type { Room } from './rooms.ts';

export interface ProbeSettings {
  ground: Pick<Ground, 'db' | 'queues'>;
  rooms: ReadonlyMap<string, Pick<Room, 'isWell'>>;
  metricsToken: string | null;
}

const patience = 3000;

async function isWell(ask: () => Promise<unknown>): Promise<'ok' | string> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience).unref();
  });
  try {
    await Promise.race([ask(), late]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** `/healthz`: the process lives. `/readyz`: it can reach database and queue. `/metrics`: Prometheus. */
export function createProbes({ ground, rooms, metricsToken }: ProbeSettings): Hono {
  const registry = createRegistry(ground, rooms);
  const routes = new Hono();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    const [database, queue] = await Promise.all([
      isWell(() => ground.db.sql`select 1`),
      isWell(() => ground.queues.ping()),
    ]);
    const ready = database === 'ok' && queue === 'ok';
    return c.json({ status: ready ? 'ready' : 'not ready', database, queue }, ready ? 200 : 503);
  });
  routes.get('/metrics', async (c) => {
    if (!mayReadMetrics(c, metricsToken)) return c.text('Not found', 404);
    return c.text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  return routes;
}

/** A proxy on this machine speaks from loopback too, so whatever was forwarded needs the token. */
function mayReadMetrics(c: Context, token: string | null): boolean {
  const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? '';
  if (token && isSame(given, token)) return true;
  const forwarded = c.req.header('x-forwarded-for') ?? c.req.header('forwarded');
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(getConnInfo(c).remote.address ?? '');
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function createRegistry(ground: ProbeSettings['ground'], rooms: ProbeSettings['rooms']): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'karibu_backlog',
    help: 'Rows that wait: messages to step, messages to send, conversions under way, parked messages.',
    labelNames: ['what'],
    registers: [registry],
    async collect() {
      for (const [what, count] of Object.entries(await countBacklog(ground.db))) this.set({ what }, count);
    },
  });
  addChannelGauges(registry, ground.db);
  // Not in /readyz: a messenger that is down is no reason to restart a process that waits for it.
  new Gauge({
    name: 'karibu_room_well',
    help: '1 while all that a room does in the background goes well: channels, stepping, sending, the sweep.',
    labelNames: ['room'],
    registers: [registry],
    collect() {
      for (const [room, { isWell }] of rooms) if (isWell) this.set({ room }, isWell() ? 1 : 0);
    },
  });
  return registry;
}
