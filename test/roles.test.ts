import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../worker/routers/simulator/simulator.ts';
import { createTestDatabase, type TestDatabase, testSecretKey } from './database.ts';
import { endLeftovers, type KaribuProcess, startProcess } from './karibu-process.ts';
import { buildForProduction } from './production-build.ts';
import { findFreePort, hasRedisServer, startRedis, type TestRedis } from './redis.ts';

const roles = ['worker', 'bot', 'admin'] as const;
type Role = (typeof roles)[number];

/** The shape of docker-compose.yml without Docker: three processes of the compiled program, a PostgreSQL, a Redis. */
describe.skipIf(!hasRedisServer)('three roles of the compiled program (needs redis-server)', () => {
  let folder: string;
  let database: TestDatabase;
  let redis: TestRedis;
  let router: Simulator;
  const processes = new Map<Role, KaribuProcess>();
  const urls = new Map<Role, string>();
  let key: string;

  const environment = (more: Record<string, string>) => ({
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SECRET_KEY: testSecretKey,
    PUBLIC_URL: 'https://karibu.isp.example',
    TRUST_PROXY: 'true',
    ...more,
  });

  beforeAll(async () => {
    folder = buildForProduction();
    [database, redis, router] = await Promise.all([createTestDatabase(), startRedis(), startSimulator()]);
    for (const role of roles) {
      const port = String(await findFreePort());
      const started = startProcess(['dist/main.js'], environment({ ROLE: role, PORT: port }), folder);
      processes.set(role, started);
      urls.set(role, `http://127.0.0.1:${port}`);
    }
    await Promise.all([...processes.values()].map((it) => it.says(/Karibu is ready/)));
    const made = startProcess(
      ['dist/cli.js', 'api-key', 'create', '--name', 'Test', '--role', 'owner'],
      environment({}),
      folder,
    );
    await made.ended();
    key = made.output().trim();
  }, 240_000);

  afterAll(async () => {
    await endLeftovers();
    await Promise.all([router.stop(), redis.stop()]);
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(role: Role, path: string, body?: object) {
    const response = await fetch(`${urls.get(role)}${path}`, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) };
  }

  test('each is ready, on database and queue', async () => {
    for (const role of roles) expect((await ask(role, '/readyz')).json()).toMatchObject({ status: 'ready' });
  });

  test('the bot answers the chat page and the hooks, the admin everything else', async () => {
    expect((await ask('bot', '/chat')).status).toBe(200);
    expect((await ask('bot', '/join')).text).toContain('join.css');
    expect((await ask('bot', '/sign-in')).status).toBe(404);
    expect((await ask('admin', '/sign-in')).status).toBe(200);
    expect((await ask('admin', '/chat')).text).not.toContain('chat.css');
    expect((await ask('admin', '/join')).text).not.toContain('join.css');
    expect((await ask('worker', '/api/leads')).status).toBe(404);
  });

  test('a lead made at the admin is converted by the worker, through Redis, on a router', async () => {
    const sold = {
      name: '20 Mbps Home',
      service: 'pppoe',
      profile: 'default',
      downloadMbps: 20,
      uploadMbps: 10,
      price: 2999,
    };
    const { _id: packageId } = (await ask('admin', '/api/packages', sold)).json();
    const address = { name: 'Westlands-1', host: router.host, port: router.port, tls: false };
    const login = { username: 'karibu', password: 'router-secret' };
    const { _id: routerId } = (await ask('admin', '/api/routers', { ...address, ...login })).json();
    const lead = { name: 'Jane Smith', phoneNumber: '0722000111', leadSource: 'Caretaker' };
    const { _id: leadId } = (await ask('admin', '/api/leads', lead)).json();
    const wish = {
      createMikrotikUser: true,
      username: 'jane.westlands',
      password: 'siri-ya-jane',
      packageId,
      routerId,
    };
    const converted = await ask('admin', `/api/leads/convert/${leadId}`, wish);
    expect(converted.status).toBe(200);
    expect(converted.json()).toMatchObject({ lead: { isConverted: true }, conversion: { state: 'done' } });
    expect(router.rows('/ppp/secret')).toMatchObject([{ name: 'jane.westlands', password: 'siri-ya-jane' }]);
  });

  test('SIGTERM drains each, and each ends well', async () => {
    for (const it of processes.values()) it.kill('SIGTERM');
    expect(await Promise.all([...processes.values()].map((it) => it.ended()))).toEqual([0, 0, 0]);
  });
});
