import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Inbound } from '../../../domain/message.ts';
import { deafEars } from '../../../test/chats.ts';
import { eventually } from '../../../test/eventually.ts';
import { earsOf, hearing, ok, plain, refuse, standInForTelegram } from '../../../test/telegram-stand-in.ts';
import type { ChatChannel } from '../channel.ts';
import recorded from './recorded-updates.json' with { type: 'json' };
import { webhookSecret } from './webhook.ts';

const telegram = standInForTelegram();
const { open } = telegram;
const textOf = ({ said }: Inbound) => (said.kind === 'text' ? said.text : said.kind);

test('updates are confirmed by the next question only after they were kept', async () => {
  const offsets: unknown[] = [];
  telegram.methods.getUpdates = ({ offset }) => {
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
  telegram.methods.getUpdates = ({ offset }) => (offset === 0 ? ok([recorded.tap]) : 'hold');
  telegram.methods.answerCallbackQuery = (payload) => {
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
  telegram.methods.getUpdates = () => {
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
  telegram.methods.getUpdates = () => {
    asked.push(Date.now());
    return 'hold';
  };
  await open().start(hearing().ears);
  await eventually(() => expect(asked).toHaveLength(1));
  const cut = await telegram.house.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'karibu lock telegram 700100' and datname = current_database()`;
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
    telegram.methods.getUpdates = () => refuse(code, words);
    const channel = open();
    await channel.start(hearing().ears);
    await eventually(() => expect(telegram.lines.join('')).toMatch(sentence));
    expect(channel.isWell()).toBe(false);
  },
);

test('the name of the bot is learnt, however often Telegram must be asked', async () => {
  let refusals = 1;
  telegram.methods.getMe = () =>
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
  telegram.methods.sendMessage = () => answer;
  expect(await open().send('5551001', plain)).toMatchObject(outcome);
});

test('a Telegram that nobody can reach is away, and the token is in no log line', async () => {
  const channel = open({ by: 'polling' }, 'http://127.0.0.1:9');
  await channel.start(hearing().ears);
  expect(await channel.send('5551001', plain)).toEqual({
    outcome: 'away',
    error: 'Telegram could not be reached (ECONNREFUSED).',
  });
  await eventually(() => expect(telegram.lines.join('')).toMatch(/asking again soon/));
  expect(telegram.lines.join('')).not.toContain('AAsecret');
});

const byWebhook = { by: 'webhook', publicUrl: 'https://isp.example' } as const;
const call = async (channel: ChatChannel, body: string, secret = webhookSecret('k', '700100')) => {
  const headers = { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' };
  return channel.routes?.request('/hooks/telegram', { method: 'POST', body, headers });
};

test('the webhook is set with its secret and keeps an update before it answers', async () => {
  const hooks: unknown[] = [];
  telegram.methods.setWebhook = ({ url, secret_token }) => {
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
