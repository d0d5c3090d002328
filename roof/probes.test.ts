import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteStanding } from '../db/channel/channel-accounts.ts';
import { say } from '../db/chat/outbox.ts';
import { openChat } from '../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { createProbes } from './probes.ts';

let database: TestDatabase;
let server: ReturnType<typeof serve>;
let url: string;
let queueAnswers: () => Promise<void> = async () => undefined;
let botIsWell = true;

beforeAll(async () => {
  database = await createTestDatabase();
  const queues = { ping: () => queueAnswers() };
  // Only the ping is asked for here.
  const ground = {
    db: database.db,
    queues: queues as Parameters<typeof createProbes>[0]['ground']['queues'],
  };
  const rooms = new Map([['bot', { isWell: () => botIsWell }]]);
  const probes = createProbes({ ground, rooms, metricsToken: 'a-token-for-prometheus' });
  server = await new Promise((resolve) => {
    const opened = serve({ fetch: probes.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(opened));
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await database.drop();
});

test('a process is ready while database and queue answer, and says which does not', async () => {
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  queueAnswers = () => Promise.reject(new Error('Redis is not connected.'));
  const response = await fetch(`${url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ database: 'ok', queue: 'Redis is not connected.' });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('the figures tell what waits, and whether the rooms are well', async () => {
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/karibu_backlog\{what="outbox"\} 0\n/);
  botIsWell = false;
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/karibu_room_well\{room="bot"\} 0\n/);
});

test('the figures tell how each account of a channel does', async () => {
  const { db } = database;
  await noteStanding(db, 'telegram', '4242', { state: 'well', words: null });
  await noteStanding(db, 'whatsapp', 'main', { state: 'unlinked', words: 'Link it again.' });
  await db.sql`update channel_accounts set last_inbound_at = '2026-11-22T10:00:00Z' where channel = 'telegram'`;
  const chat = await openChat(db, 'jane');
  await say(db, { conversation: chat }, { kind: 'staff_message', text: 'Karibu!' });
  await db.sql`update conversations set account = '4242' where id = ${chat}`;
  await db.sql`update inbox set parked_at = now(), account = '4242'`;
  const figures = await (await fetch(`${url}/metrics`)).text();
  const ours = 'channel="telegram",account="4242"';
  expect(figures).toContain(`karibu_channel_up{${ours}} 1\n`);
  expect(figures).toContain('karibu_channel_up{channel="whatsapp",account="main"} 0\n');
  expect(figures).toContain(`karibu_channel_queue{${ours}} 1\n`);
  expect(figures).toContain(`karibu_channel_failures_24h{${ours}} 0\n`);
  expect(figures).toContain(`karibu_channel_parked{${ours}} 1\n`);
  const at = Date.parse('2026-11-22T10:00:00Z') / 1000;
  expect(figures).toContain(`karibu_channel_last_inbound_timestamp_seconds{${ours}} ${at}\n`);
  // It has said nothing yet: a figure of 0 would mean 1970.
  expect(figures).not.toContain('karibu_channel_last_outbound_timestamp_seconds{');
});

test('an account that was switched off for good is down no more after a week', async () => {
  const { db } = database;
  await noteStanding(db, 'sms', 'savanna', { state: 'well', words: null });
  const upAfter = async (days: number) => {
    await db.sql`update channel_accounts set seen_at = now() - interval '1 day' * ${days} where channel = 'sms'`;
    const figures = await (await fetch(`${url}/metrics`)).text();
    return /karibu_channel_up\{channel="sms",account="savanna"\} (\d)/.exec(figures)?.[1];
  };
  expect(await upAfter(6)).toBe('0');
  expect(await upAfter(8)).toBeUndefined();
});

test('the figures are for this machine, or for whoever has the token; a proxy’s request is neither', async () => {
  const ask = (headers: Record<string, string>) => fetch(`${url}/metrics`, { headers });
  expect((await ask({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(404);
  const token = { authorization: 'Bearer a-token-for-prometheus' };
  expect((await ask({ 'x-forwarded-for': '203.0.113.9', ...token })).status).toBe(200);
  expect((await ask({ 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer another' })).status).toBe(404);
});
