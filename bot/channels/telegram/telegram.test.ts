import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Inbound } from '../../../domain/message.ts';
import { createLog } from '../../../log.ts';
import { deafEars } from '../../../test/chats.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { eventually } from '../../../test/eventually.ts';
import type { ChatChannel, Ears } from '../channel.ts';
import recorded from './recorded-updates.json' with { type: 'json' };
import { createTelegram, type TelegramSettings } from './telegram.ts';
import { webhookSecret } from './webhook.ts';

const token = '700100:AAsecretTokenOfSavanna';

/** Answers as Telegram does, one method a function; `hold` leaves the question open, as a long poll does. */
type Answer = { status?: number; body: object } | 'hold' | 'hang up';
const ok = (result: unknown): Answer => ({ body: { ok: true, result } });
const refuse = (code: number, description: string, parameters: object = {}): Answer => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
});

let house: TestDatabase;
let apiRoot: string;
let methods: Record<string, (payload: Record<string, unknown>) => Answer>;
let lines: string[];
const opened: ChatChannel[] = [];

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const method = request.url?.split('/').at(-1) ?? '';
  const answer = methods[method]?.(JSON.parse(Buffer.concat(chunks).toString() || '{}')) ?? ok(true);
  if (answer === 'hold') return;
  if (answer === 'hang up') return void request.socket.destroy();
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}
const server = createServer((request, response) => void serve(request, response));

beforeAll(async () => {
  house = await createTestDatabase();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await house.drop();
});
beforeEach(() => {
  lines = [];
  methods = { getMe: () => ok({ id: 700100, username: 'savanna_bot' }), getUpdates: () => 'hold' };
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((channel) => channel.stop()));
});

function open(mode: TelegramSettings['mode'] = { by: 'polling' }, root = apiRoot): ChatChannel {
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const channel = createTelegram({ token, apiRoot: root, mode, secretKey: 'k', databaseUrl: house.url, log });
  opened.push(channel);
  return channel;
}
const earsOf = (receive: Ears['receive']): Ears => deafEars({ receive });
const hearing = () => {
  const heard: Inbound[] = [];
  return { heard, ears: earsOf(async (inbound) => void heard.push(...inbound)) };
};
const textOf = ({ said }: Inbound) => (said.kind === 'text' ? said.text : said.kind);
const plain = { id: 1, text: 'Karibu', choices: [], contactLabel: null };

test('updates are confirmed by the next question only after they were kept', async () => {
  const offsets: unknown[] = [];
  methods.getUpdates = ({ offset }) => {
    offsets.push(offset);
    return offset === 0 ? ok([recorded.text, recorded.group, recorded.sticker]) : 'hold';
  };
  const kept: string[] = [];
  let failures = 2;
  const channel = open();
  await channel.start(
    earsOf(async (inbound) => {
      if (failures-- > 0) throw new Error('The database is away.');
      expect(offsets).toEqual([0]);
      kept.push(...inbound.map(textOf));
    }),
  );
  await eventually(() => expect(offsets).toEqual([0, recorded.sticker.update_id + 1]));
  expect(kept).toEqual(['Niko Kilimani 😀', 'media']);
});

test('a tap is answered after it was kept', async () => {
  const answered: unknown[] = [];
  methods.getUpdates = ({ offset }) => (offset === 0 ? ok([recorded.tap]) : 'hold');
  methods.answerCallbackQuery = (payload) => {
    answered.push(payload.callback_query_id);
    return refuse(400, 'Bad Request: query is too old');
  };
  const { heard, ears } = hearing();
  await open().start(ears);
  await eventually(() => expect(answered).toEqual([recorded.tap.callback_query.id]));
  expect(heard).toHaveLength(1);
});

test('one process polls; when it stops another takes over, and stopping does not wait for the open question', async () => {
  let questions = 0;
  methods.getUpdates = () => {
    questions++;
    return 'hold';
  };
  const [first, second] = [open(), open()];
  await first.start(hearing().ears);
  await eventually(() => expect(questions).toBe(1));
  await second.start(hearing().ears);
  // An absence has no fact to wait for: in this time the second one has asked for the lock and been refused.
  await sleep(300);
  expect(questions).toBe(1);
  const began = Date.now();
  await first.stop();
  expect(Date.now() - began).toBeLessThan(1000);
  await eventually(() => expect(questions).toBe(2));
});

test('whoever loses the lock stops polling at once and asks for it again', async () => {
  const asked: number[] = [];
  methods.getUpdates = () => {
    asked.push(Date.now());
    return 'hold';
  };
  await open().start(hearing().ears);
  await eventually(() => expect(asked).toHaveLength(1));
  const cut = await house.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'karibu lock telegram 700100'`;
  expect(cut.count).toBe(1);
  await eventually(() => expect(asked).toHaveLength(2));
});

test.each([
  [401, 'Unauthorized', /does not know TELEGRAM_BOT_TOKEN/],
  [409, 'Conflict: terminated by other getUpdates request', /Another program polls/],
  [502, 'Bad Gateway', /gave no updates/],
])(
  'a poll that ends with %i is explained in the log and the channel is not well',
  async (code, words, sentence) => {
    methods.getUpdates = () => refuse(code, words);
    const channel = open();
    await channel.start(hearing().ears);
    await eventually(() => expect(lines.join('')).toMatch(sentence));
    expect(channel.isWell()).toBe(false);
  },
);

test('the name of the bot is learnt, however often Telegram must be asked', async () => {
  let refusals = 1;
  methods.getMe = () =>
    refusals-- > 0 ? refuse(500, 'Internal') : ok({ id: 700100, username: 'savanna_bot' });
  const names: string[] = [];
  await open().start(deafEars({ learnName: async (name) => void names.push(name) }));
  await eventually(() => expect(names).toEqual(['savanna_bot']));
});

test.each([
  [ok({ message_id: 77 }), { outcome: 'sent', id: '77' }],
  [refuse(429, 'Too Many Requests', { retry_after: 7 }), { outcome: 'wait', afterMs: 7000 }],
  [refuse(403, 'Forbidden: bot was blocked by the user'), { outcome: 'blocked' }],
  [
    refuse(400, 'Bad Request: chat not found'),
    { outcome: 'refused', error: 'sendMessage: Bad Request: chat not found' },
  ],
  [refuse(401, 'Unauthorized'), { outcome: 'away' }],
  [refuse(502, 'Bad Gateway'), { outcome: 'failed' }],
  ['hang up' as const, { outcome: 'failed', error: 'Telegram could not be reached (ECONNRESET).' }],
])('a send is answered with what became of it', async (answer, outcome) => {
  methods.sendMessage = () => answer;
  expect(await open().send('5551001', plain)).toMatchObject(outcome);
});

test('a Telegram that nobody can reach is away, and the token is in no log line', async () => {
  const channel = open({ by: 'polling' }, 'http://127.0.0.1:9');
  await channel.start(hearing().ears);
  expect(await channel.send('5551001', plain)).toEqual({
    outcome: 'away',
    error: 'Telegram could not be reached (ECONNREFUSED).',
  });
  await eventually(() => expect(lines.join('')).toMatch(/asking again soon/));
  expect(lines.join('')).not.toContain('AAsecret');
});

const byWebhook = { by: 'webhook', publicUrl: 'https://isp.example' } as const;
const call = async (channel: ChatChannel, body: string, secret = webhookSecret('k', '700100')) => {
  const headers = { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' };
  return channel.routes?.request('/hooks/telegram', { method: 'POST', body, headers });
};

test('the webhook is set with its secret and keeps an update before it answers', async () => {
  const hooks: unknown[] = [];
  methods.setWebhook = ({ url, secret_token }) => {
    hooks.push([url, secret_token]);
    return ok(true);
  };
  const { heard, ears } = hearing();
  const channel = open(byWebhook);
  await channel.start(ears);
  await eventually(() => expect(channel.isWell()).toBe(true));
  expect(hooks).toEqual([['https://isp.example/hooks/telegram', webhookSecret('k', '700100')]]);
  expect((await call(channel, JSON.stringify(recorded.text)))?.status).toBe(200);
  expect(heard.map(textOf)).toEqual(['Niko Kilimani 😀']);
});

test('the webhook refuses what is not from Telegram, and asks for an update again that could not be kept', async () => {
  const channel = open(byWebhook);
  await channel.start(earsOf(async () => Promise.reject(new Error('The database is away.'))));
  const statuses = [
    await call(channel, JSON.stringify(recorded.text), 'a guess'),
    await call(channel, JSON.stringify(recorded.text), ''),
    await call(channel, '{ not json'),
    await call(channel, '[]'),
    await call(channel, JSON.stringify(recorded.text)),
    await call(channel, JSON.stringify({ ...recorded.text, padding: 'x'.repeat(2_000_000) })),
  ].map((response) => response?.status);
  expect(statuses).toEqual([401, 401, 400, 400, 503, 413]);
});
