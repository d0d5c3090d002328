import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedTelegramServer, startTelegramServer } from '@openclaw/crabline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import { addPackage } from '../db/packages.ts';
import { makeLink } from '../db/person/links.ts';
import { addPerson, listPeople } from '../db/person/people.ts';
import { addRouter } from '../db/routers.ts';
import type { Id } from '../domain/id.ts';
import { parseMoney } from '../domain/money.ts';
import { parsePhone } from '../domain/phone.ts';
import { createLog } from '../log.ts';
import { type House, startHouse } from '../roof/house.ts';
import { type Simulator, startSimulator } from '../worker/routers/simulator/simulator.ts';
import { createTestDatabase, type TestDatabase, testSecretKey } from './database.ts';
import { findFreePort } from './redis.ts';

// The story of DESIGN §1 through the whole house: a real Telegram wire, a real router wire, the real HTTP server.

const owner = { email: 'asha@isp.example', password: 'karibu-nyumbani' };
const leadList = z.object({ data: z.array(z.looseObject({ _id: z.string() })) });
const kamauChat = 7001;
const ashaChat = 7002;

let folder: string;
let database: TestDatabase;
let telegram: StartedTelegramServer;
let router: Simulator;
let house: House;
const heard: { chat: number; text: string }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'karibu-story-'));
  [database, router] = await Promise.all([createTestDatabase(), startSimulator()]);
  telegram = await startTelegramServer({
    recorderPath: join(folder, 'telegram.jsonl'),
    onEvent: (event) => {
      const { body, path } = event as { body?: { chat_id?: string; text?: string }; path?: string };
      if (path?.endsWith('/sendMessage') && body?.text)
        heard.push({ chat: Number(body.chat_id), text: body.text });
    },
  });
  const config = readConfig({
    DATABASE_URL: database.url,
    SECRET_KEY: testSecretKey,
    PORT: String(await findFreePort()),
    OWNER_EMAIL: owner.email,
    OWNER_PASSWORD: owner.password,
    TELEGRAM_BOT_TOKEN: telegram.manifest.botToken,
    TELEGRAM_API_ROOT: telegram.manifest.endpoints.apiRoot,
  });
  house = await startHouse(config, createLog('silent'));
});

afterAll(async () => {
  await house.stop();
  await Promise.all([telegram.close(), router.stop()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function say(chat: number, text: string): Promise<void> {
  const { adminToken, endpoints } = telegram.manifest;
  const length = /^\/\w+/.exec(text)?.[0].length;
  const entities = length ? [{ type: 'bot_command', offset: 0, length }] : undefined;
  await fetch(endpoints.adminInboundUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
    body: JSON.stringify({ chatId: chat, fromId: chat, text, entities }),
  });
}

const hear = (chat: number, words: RegExp) =>
  vi.waitFor(
    () => heard.find((it) => it.chat === chat && words.test(it.text)) ?? expect.fail(`nothing like ${words}`),
    {
      timeout: 15_000,
    },
  );

async function linkChat(person: Id<'user'>, chat: number): Promise<void> {
  await say(chat, `/start ${await makeLink(database.db, 'chat', person)}`);
  await hear(chat, /Welcome|Karibu/);
}

async function signIn(): Promise<string> {
  const response = await fetch(`${house.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: house.url },
    body: new URLSearchParams(owner),
  });
  expect(response.status).toBe(303);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function prepare(): Promise<{ packageId: Id<'package'>; routerId: Id<'router'> }> {
  const { db } = database;
  const price = parseMoney(2999) ?? expect.fail();
  const sold = {
    name: '20 Mbps Home',
    service: 'pppoe',
    profile: 'default',
    downloadMbps: 20,
    uploadMbps: 10,
  } as const;
  const bought = await addPackage(db, { ...sold, price });
  const { host, port } = router;
  const address = { name: 'Westlands-1', host, port, tls: false, tlsFingerprint: null };
  const added = await addRouter(db, { ...address, username: 'karibu', password: 'router-secret' });
  if ('refused' in bought || 'refused' in added) return expect.fail('The database is new.');
  return { packageId: bought.id, routerId: added.id };
}

test('a caretaker’s message becomes a lead, the lead a user on the router, and both who care are told', async () => {
  const { packageId, routerId } = await prepare();
  const caretaker = {
    name: 'Kamau',
    role: 'agent',
    agentKind: 'caretaker',
    phone: parsePhone('0733000222'),
  } as const;
  const kamau = await addPerson(database.db, caretaker);
  const asha = (await listPeople(database.db)).find((person) => person.role === 'owner');
  if (!asha || 'refused' in kamau) return expect.fail('Asha owns this Karibu, and Kamau is new.');
  await linkChat(kamau.person, kamauChat);
  await linkChat(asha.id, ashaChat);

  await say(kamauChat, 'Jane 0712345678 Kilimani 4B 20mbps');
  await hear(kamauChat, /Shall I send it in/);
  await say(kamauChat, 'yes');
  await hear(kamauChat, /Thank you, Kamau/);

  const headers = { cookie: await signIn(), 'content-type': 'application/json' };
  const found = await fetch(`${house.url}/api/leads?q=0712345678`, { headers });
  const list = leadList.parse(await found.json());
  expect(list.data).toMatchObject([
    {
      name: 'Jane',
      leadSource: 'Caretaker',
      broughtInBy: 'Kamau',
      unitNumber: '4B',
      desiredPackage: { _id: packageId },
    },
  ]);
  const wish = {
    createMikrotikUser: true,
    username: 'jane.kilimani',
    password: 'siri-ya-jane',
    packageId,
    routerId,
  };
  const converted = await fetch(`${house.url}/api/leads/convert/${list.data[0]?._id}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(wish),
  });
  expect(converted.status).toBe(200);
  expect(await converted.json()).toMatchObject({
    lead: { status: 'Converted', isConverted: true, mikrotikUser: { username: 'jane.kilimani' } },
    conversion: { state: 'done', error: null },
  });
  expect(router.rows('/ppp/secret')).toMatchObject([
    { name: 'jane.kilimani', password: 'siri-ya-jane', profile: 'default' },
  ]);

  const toAsha = await hear(ashaChat, /Jane .*Westlands-1.*jane\.kilimani/s);
  const toKamau = await hear(kamauChat, /Jane.*customer/s);
  expect(`${toAsha.text} ${toKamau.text}`).not.toContain('siri-ya-jane');
}, 60_000);
