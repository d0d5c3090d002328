import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { type StartedTelegramServer, startTelegramServer } from '@openclaw/crabline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bot, startBot } from '../bot/start.ts';
import { findPublicName } from '../db/channel/channel-accounts.ts';
import { makeLink } from '../db/person/links.ts';
import { addPerson } from '../db/person/people.ts';
import type { Phone } from '../domain/phone.ts';
import { ringBells, sellHome20 } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { eventually } from './eventually.ts';

// A Telegram that we did not write, with real offsets, long polls and webhooks; it knows text only.

// The pace of one message a second, after a burst, makes a whole dialogue take its time.
vi.setConfig({ testTimeout: 60_000 });

let house: TestDatabase;
let folder: string;
let telegram: StartedTelegramServer;
let bot: Bot;
let sent: { chat: number; text: string; taken: boolean }[];
let closings: (() => Promise<void>)[];

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  await sellHome20(house.db);
});
afterAll(() => house.drop());
beforeEach(async () => {
  // Its update ids begin at 1 again, so what the inbox remembers must go with it.
  await house.db.sql`
    truncate inbox, identities, conversations, outbox, messages, leads, lead_events, people, channel_accounts cascade`;
  sent = [];
  closings = [];
  folder = mkdtempSync(join(tmpdir(), 'karibu-crabline-'));
  telegram = await startTelegramServer({
    recorderPath: join(folder, 'telegram.jsonl'),
    onEvent: (event) => {
      const { body, path } = event as { body?: { chat_id?: string; text?: string }; path?: string };
      if (path?.endsWith('/sendMessage') && body?.text)
        sent.push({ chat: Number(body.chat_id), text: body.text, taken: false });
    },
  });
});
afterEach(async () => {
  await bot.stop();
  for (const close of closings) await close();
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startOn(mode: 'polling' | 'webhook', publicUrl = 'http://localhost'): Promise<void> {
  bot = await startBot({
    db: house.db,
    databaseUrl: house.url,
    secretKey: 'k',
    publicUrl,
    trustProxy: false,
    telegram: { token: telegram.manifest.botToken, apiRoot: telegram.manifest.endpoints.apiRoot, mode },
    log: house.db.log,
  });
}

/** Where Telegram calls us; the first `refusals` calls find that nothing can be kept just now. */
async function openHook(refusals = 0): Promise<{ url: string; calls(): number }> {
  let calls = 0;
  const fetch = (request: Request) =>
    ++calls <= refusals ? new Response('The database is away.', { status: 503 }) : bot.routes.fetch(request);
  const server = serve({ fetch, hostname: '127.0.0.1', port: 0 });
  closings.push(() => new Promise((resolve) => server.close(() => resolve())));
  await eventually(() => expect(server.listening).toBe(true));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls: () => calls };
}

/** The bot hears by this way, and Telegram has said so. */
async function startBy(mode: 'polling' | 'webhook'): Promise<void> {
  await startOn(mode, mode === 'webhook' ? (await openHook()).url : undefined);
  await eventually(async () => {
    const [account] = await house.db.sql`select state from channel_accounts where channel = 'telegram'`;
    expect(account?.state).toBe('well');
  });
}

interface Place {
  chatType: 'private' | 'group';
  fromId: number;
}

async function say(
  chat: number,
  text: string,
  place: Place = { chatType: 'private', fromId: chat },
): Promise<void> {
  const { adminToken, endpoints } = telegram.manifest;
  const command = /^\/\w+/.exec(text)?.[0];
  const entities = command ? [{ type: 'bot_command', offset: 0, length: command.length }] : undefined;
  const answer = await fetch(endpoints.adminInboundUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
    body: JSON.stringify({ chatId: chat, text, entities, ...place }),
  });
  expect(answer.status).toBe(200);
}

/** The next message to this chat with these words; those before it are passed over. */
async function hear(chat: number, words: RegExp): Promise<string> {
  const found = await eventually(
    () =>
      sent.find((it) => it.chat === chat && !it.taken && words.test(it.text)) ??
      expect.fail(`nothing like ${words}`),
  );
  for (const it of sent.slice(0, sent.indexOf(found) + 1)) if (it.chat === chat) it.taken = true;
  return found.text;
}
const leadOf = async (phone: string) => (await house.db.sql`select * from leads where phone = ${phone}`)[0];

const jane = 5551001;

test('a prospect who only types goes all the way, with a way back, a skip and some nonsense in between', async () => {
  await startOn('polling');
  await say(jane, '/start');
  await hear(jane, /your name/);
  await say(jane, 'Jane Wanjiru');
  await hear(jane, /which number/);
  await say(jane, 'twelve');
  await hear(jane, /does not look like a mobile number/);
  await say(jane, '0722 000 111');
  await hear(jane, /Where shall we connect you/);
  expect(await leadOf('+254722000111')).toMatchObject({ name: 'Jane Wanjiru', phoneAttested: false });
  await say(jane, `Westlands ${'very far '.repeat(400)}`);
  await hear(jane, /house or unit/);
  await say(jane, 'back');
  await hear(jane, /Where shall we connect you/);
  await say(jane, 'Westlands 👍');
  await hear(jane, /house or unit/);
  await say(jane, 'A5');
  await hear(jane, /Which package/);
  await say(jane, '20 Mbps Home');
  await hear(jane, /provider do you have now/);
  await say(jane, 'skip');
  await hear(jane, /Why would you like/);
  await say(jane, 'A new house');
  await hear(jane, /Wi-Fi router/);
  await say(jane, 'no');
  await hear(jane, /Is that right/);
  await say(jane, 'yes');
  await hear(jane, /Asante/);
  expect(await leadOf('+254722000111')).toMatchObject({
    source: 'WhatsApp/SMS',
    unitNumber: 'A5',
    currentIsp: null,
    notes: 'A new house',
    customerHasRouter: false,
    location: expect.stringMatching(/^Westlands/),
  });
});

describe.each(['polling', 'webhook'] as const)('by %s', (mode) => {
  test('an agent joins by a one-time link, brings a lead in one line, and is told of one that is known', async () => {
    const otieno = 5551002;
    const added = await addPerson(house.db, {
      name: 'John Otieno',
      role: 'agent',
      agentKind: 'caretaker',
      phone: '+254733000222' as Phone,
    });
    const token = await makeLink(house.db, 'chat', 'person' in added ? added.person : null);
    await startBy(mode);
    await say(otieno, `/start ${token}`);
    await hear(otieno, /Welcome, John Otieno/);
    await say(otieno, 'Jane 0712345678 Kilimani 4B 20mbps');
    await hear(otieno, /Shall I send it in/);
    await say(otieno, 'yes');
    await hear(otieno, /Thank you, John Otieno/);
    expect(await leadOf('+254712345678')).toMatchObject({
      name: 'Jane',
      source: 'Caretaker',
      broughtInBy: 'John Otieno',
      broughtInByContact: '+254733000222',
      unitNumber: '4B',
    });
    await say(otieno, 'Jane 0712345678 Kilimani');
    await hear(otieno, /Shall I send it in/);
    await say(otieno, 'yes');
    await hear(otieno, /already with us/);
    const thread = await house.db.sql`select text from messages where text like '%' || ${token} || '%'`;
    expect(thread.count).toBe(0);
  });

  test('a burst is answered in order, and after STOP there is silence until START', async () => {
    await startBy(mode);
    for (const text of ['hello', 'Jane', '0722 000 111']) await say(jane, text);
    await hear(jane, /your name/);
    await hear(jane, /which number/);
    await hear(jane, /Where shall we connect you/);
    await say(jane, 'STOP');
    await hear(jane, /We will not write to you here any more/);
    await say(jane, 'Westlands');
    await say(jane, 'START');
    await hear(jane, /Where shall we connect you/);
    expect(sent.map(({ text }) => text).filter((text) => /not write to you/.test(text))).toHaveLength(1);
  });

  test('a manager makes a group the one in which staff are told, and a stranger is declined', async () => {
    const [grace, sales] = [5551009, -641169081];
    const added = await addPerson(house.db, { name: 'Grace Wambui', role: 'manager' });
    const token = await makeLink(house.db, 'chat', 'person' in added ? added.person : null);
    await startBy(mode);
    await say(grace, `/start ${token}`);
    await hear(grace, /Welcome, Grace Wambui/);
    await say(sales, '/alerts', { chatType: 'group', fromId: jane });
    await hear(sales, /Sorry, only an owner or a manager/);
    await say(sales, 'Hello everybody', { chatType: 'group', fromId: grace });
    await say(sales, '/alerts@crabline_bot', { chatType: 'group', fromId: grace });
    await hear(sales, /From now on I tell you here/);
    for (const text of ['hello', 'Jane', '0722 000 111']) await say(jane, text);
    await hear(sales, /New lead: Jane/);
    expect(sent.filter(({ chat }) => chat === sales)).toHaveLength(3);
  });
});

test('the username of the bot is kept for the links that staff make', async () => {
  await startOn('polling');
  await eventually(async () => expect(await findPublicName(house.db, 'telegram')).toBe('crabline_bot'));
});

test('by webhook a message that could not be kept comes again, and in its order', async () => {
  const hook = await openHook(2);
  await startOn('webhook', hook.url);
  await eventually(() => expect(bot.isWell()).toBe(true));
  await say(jane, '/start');
  await hear(jane, /your name/);
  await say(jane, 'Jane');
  await hear(jane, /which number/);
  expect(hook.calls()).toBeGreaterThan(3);
});

test('a bot that polled takes its webhook, and one that had a webhook polls again', async () => {
  await startBy('polling');
  await bot.stop();
  await startBy('webhook');
  await say(jane, '/start');
  await hear(jane, /your name/);
  await bot.stop();
  await startBy('polling');
  await say(jane, 'Jane');
  await hear(jane, /which number/);
});

test('a webhook that somebody sets while the bot polls is taken away, and nothing is lost', async () => {
  await startBy('polling');
  const { botToken, endpoints } = telegram.manifest;
  const set = await fetch(`${endpoints.apiRoot}/bot${botToken}/setWebhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: 'http://127.0.0.1:9/elsewhere' }),
  });
  expect(set.status).toBe(200);
  await say(jane, '/start');
  await hear(jane, /your name/);
});
