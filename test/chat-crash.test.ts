import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type StartedTelegramServer, startTelegramServer } from '@openclaw/crabline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBot } from '../bot/start.ts';
import { ringBells } from './chats.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

const program = fileURLToPath(new URL('./fixtures/chat-bot.ts', import.meta.url));

let house: TestDatabase;
let folder: string;
let telegram: StartedTelegramServer;
let bot: ChildProcess | undefined;
const sent: { chat: string; text: string }[] = [];

beforeAll(async () => {
  house = await createTestDatabase();
  ringBells(house.db);
  folder = mkdtempSync(join(tmpdir(), 'karibu-chat-crash-'));
  telegram = await startTelegramServer({
    recorderPath: join(folder, 'telegram.jsonl'),
    onEvent: (event) => {
      const { body, path } = event as { body?: { chat_id?: string; text?: string }; path?: string };
      if (path?.endsWith('/sendMessage')) sent.push({ chat: String(body?.chat_id), text: body?.text ?? '' });
    },
  });
});
afterAll(async () => {
  bot?.kill('SIGKILL');
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
  await house.drop();
});

async function startBotProcess(...killAt: string[]): Promise<ChildProcess> {
  const { endpoints, botToken } = telegram.manifest;
  const errand = [program, house.url, endpoints.apiRoot, botToken, ...killAt];
  const child = spawn(process.execPath, ['--import', 'tsx', ...errand], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  bot = child;
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error('The bot ended by itself; it says why above.')));
  });
  return child;
}

async function killBotProcess(): Promise<void> {
  const dying = bot;
  if (!dying) return;
  const gone = once(dying, 'exit');
  dying.kill('SIGKILL');
  await gone;
  await endLeases();
}

/** Half a minute goes by: what was in flight at the kill may be sent again. */
const endLeases = () => house.db.sql`update outbox set not_before = now() where state = 'sending'`;

/** A bot in this process takes over and brings everything to its end. */
async function finishWithoutDying(): Promise<void> {
  const { endpoints, botToken } = telegram.manifest;
  const heir = await startBot({
    db: house.db,
    databaseUrl: house.url,
    secretKey: 'k',
    publicUrl: 'http://localhost',
    trustProxy: false,
    telegram: { token: botToken, apiRoot: endpoints.apiRoot, mode: 'polling' },
    log: house.db.log,
  });
  const unfinished = () => house.db.sql`
    select from inbox where done_at is null union all select from outbox where state <> 'sent'`;
  const ended = { timeout: 20_000 };
  await expect
    .poll(async () => (await house.db.sql`select from conversations where state is null`).count, ended)
    .toBe(0);
  await expect.poll(async () => (await unfinished()).count, ended).toBe(0);
  await heir.stop();
}

async function say(chat: string, text: string): Promise<void> {
  const { adminToken, endpoints } = telegram.manifest;
  const answer = await fetch(endpoints.adminInboundUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-crabline-admin-token': adminToken },
    body: JSON.stringify({ chatId: Number(chat), fromId: Number(chat), text }),
  });
  expect(answer.status).toBe(200);
}

/** How far the pipeline has come; every figure only grows. */
const progress = {
  kept: () => house.db.sql`select count(*) as n from inbox`,
  stepped: () => house.db.sql`select count(*) as n from inbox where done_at is not null`,
  claimed: () => house.db.sql`select count(*) as n from outbox where attempts > 0`,
  sent: () => house.db.sql`select count(*) as n from outbox where state = 'sent'`,
};
type Stage = keyof typeof progress;
const countOf = async (stage: Stage) => Number((await progress[stage]())[0]?.n);

async function growsPast(stage: Stage, count: number): Promise<void> {
  const until = Date.now() + 30_000;
  while ((await countOf(stage)) <= count) {
    if (Date.now() > until) expect.fail(`${stage} does not grow past ${count}`);
    await sleep(2);
  }
}

const chats = Array.from({ length: 40 }, (_, n) => String(5_550_000 + n));
// None of them makes a lead, so that every chat is answered the same.
const words = ['hello', 'help', '12', 'cancel', 'Habari'];
const killAt: Stage[] = ['kept', 'stepped', 'claimed', 'sent', 'kept'];

test('200 messages stream in while the bot is killed seven times: none is lost, none stepped twice, each chat in order', {
  timeout: 120_000,
}, async () => {
  await startBotProcess();
  for (const [wave, stage] of killAt.entries()) {
    const before = await countOf(stage);
    const streaming = Promise.all(chats.map((chat) => say(chat, `${words[wave]}`)));
    await growsPast(stage, before);
    await killBotProcess();
    await startBotProcess();
    await streaming;
  }
  await killBotProcess();
  await startBotProcess();
  await growsPast('stepped', 199);
  await killBotProcess();
  await finishWithoutDying();

  const heard = await house.db.sql<{ address: string; texts: string[] }[]>`
    select c.address, array_agg(m.text order by m.id) as texts
    from messages m join conversations c on c.id = m.conversation_id where m.direction = 'in' group by c.address`;
  expect(new Map(heard.map(({ address, texts }) => [address, texts]))).toEqual(
    new Map(chats.map((chat) => [chat, words])),
  );

  const answered = await house.db.sql<{ keys: string[] }[]>`
    select array_agg(body->'phrase'->>'key' order by id) as keys from outbox group by conversation_id`;
  const [first] = answered;
  expect(answered).toHaveLength(40);
  for (const { keys } of answered) expect(keys).toEqual(first?.keys);
  expect(first?.keys.length).toBeGreaterThanOrEqual(5);

  // On the wire a message in flight at a kill may come twice, never out of its order.
  const spoken = await house.db.sql<{ address: string; texts: string[] }[]>`
    select c.address, array_agg(m.text order by m.id) as texts
    from messages m join conversations c on c.id = m.conversation_id where m.direction = 'out' group by c.address`;
  for (const { address, texts } of spoken) {
    expect(withoutRepeats(textsTo(address))).toEqual(withoutRepeats(texts));
  }
  const repeats = sent.length - spoken.reduce((count, { texts }) => count + texts.length, 0);
  expect(repeats).toBeLessThanOrEqual(7 * 32);
});

const textsTo = (chat: string) => sent.filter((it) => it.chat === chat).map(({ text }) => text);
const withoutRepeats = (texts: string[]) => texts.filter((text, at) => text !== texts[at - 1]);

/** A hello is greeted and asked for the name. */
const answers = 2;

const kept = 'after "with given as ( select place,';
const stepping = 'before "update inbox set done_at';
const claimed = 'after "with isp as ( select language,';
const settling = 'before "with given as ( select *';
const settled = 'after "with given as ( select *';

/** Every place between two acts where a message could be lost or stepped twice: the last point is where the bot dies. */
const deaths: Record<string, { at: string[]; repeats: number }> = {
  'kept and not acknowledged': { at: [kept], repeats: 0 },
  'stepped and not committed': { at: [kept, stepping, 'before the commit'], repeats: 0 },
  'committed and not knocked for': { at: [kept, stepping, 'before the knock'], repeats: 0 },
  'claimed and not sent': { at: [kept, stepping, 'after the knock', claimed], repeats: 0 },
  'sent and not settled': { at: [kept, stepping, 'after the knock', settling], repeats: 1 },
  'sent and settled': { at: [kept, stepping, 'after the knock', settled], repeats: 0 },
};

test('killed at each point of its way, a message is stepped once and answered, and only one in flight is said twice', {
  timeout: 90_000,
}, async () => {
  const chatOf = new Map(Object.keys(deaths).map((death, n) => [death, String(5_560_000 + n)]));
  for (const [death, { at }] of Object.entries(deaths)) {
    const dying = await startBotProcess(...at);
    const gone = once(dying, 'exit');
    await say(chatOf.get(death) ?? '', 'hello');
    expect((await gone)[1], death).toBe('SIGKILL');
    await endLeases();
    await finishWithoutDying();
  }
  for (const [death, { repeats }] of Object.entries(deaths)) {
    const address = chatOf.get(death) ?? '';
    const lines = await house.db.sql`
      select m.direction, count(*) as n from messages m join conversations c on c.id = m.conversation_id
      where c.address = ${address} group by 1 order by 1`;
    expect([...lines], death).toEqual([
      { direction: 'in', n: 1 },
      { direction: 'out', n: answers },
    ]);
    expect(textsTo(address).length - answers, death).toBe(repeats);
  }
});
