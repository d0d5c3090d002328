import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'grammy';
import { expect, test } from 'vitest';
import type { Standing } from '../../../domain/channel.ts';
import { deafEars } from '../../../test/chats.ts';
import { eventually } from '../../../test/eventually.ts';
import { type Answer, ok, refuse, standInForTelegram, token } from '../../../test/telegram-stand-in.ts';
import type { Line } from './line.ts';
import { rememberNewest } from './newest.ts';
import { watchStanding } from './standing.ts';
import { listenByWebhook } from './webhook.ts';

const telegram = standInForTelegram();

const listen = () => {
  const told: Standing[] = [];
  return { told, ears: deafEars({ tell: async (standing) => void told.push(standing) }) };
};
const states = (told: Standing[]) => told.map(({ state }) => state);
/** What Telegram answers to one question after the other, and then for ever. */
const answerInTurn = (...answers: Answer[]) => {
  telegram.methods.getUpdates = () => (answers.length > 1 ? answers.shift() : answers[0]) ?? 'hold';
};
const byWebhook = { by: 'webhook', publicUrl: 'https://isp.example' } as const;

test('a line is connecting and then well: Telegram is first asked a question that it answers at once', async () => {
  telegram.methods.getUpdates = ({ timeout }) => (timeout === 0 ? ok([]) : 'hold');
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() =>
    expect(telegram.called('getUpdates').map(({ timeout }) => timeout)).toEqual([0, 30]),
  );
  expect(told).toEqual([
    { state: 'connecting', words: null },
    { state: 'well', words: null },
  ]);
});

test('how it stands is told when it changes, not at each question', async () => {
  answerInTurn(ok([]), ok([]), ok([]), 'hold');
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() => expect(telegram.called('getUpdates')).toHaveLength(4));
  expect(states(told)).toEqual(['connecting', 'well']);
});

test('a token that Telegram does not know is told at once, with what to do', async () => {
  answerInTurn(refuse(401, 'Unauthorized'));
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'refused']));
  expect(told[1]?.words).toMatch(/does not know TELEGRAM_BOT_TOKEN\. Ask @BotFather/);
});

test('a Telegram that gives no answer three times in a row is away, and well when it answers again', async () => {
  answerInTurn(ok([]), 'hang up', 'hang up', refuse(502, 'Bad Gateway'), ok([]), 'hold');
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'well', 'away', 'well']));
  expect(told[2]?.words).toMatch(/asking again soon.*Bad Gateway/);
});

test('a single question that is lost is nothing to tell', async () => {
  answerInTurn(ok([]), 'hang up', ok([]), 'hold');
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() => expect(telegram.called('getUpdates')).toHaveLength(4));
  expect(states(told)).toEqual(['connecting', 'well']);
});

test('a webhook that somebody sets while we poll is taken away again, and who keeps doing so is told of', async () => {
  const conflict = refuse(409, "Conflict: can't use getUpdates method while webhook is active");
  answerInTurn(ok([]), conflict, conflict, conflict, ok([]), 'hold');
  const { told, ears } = listen();
  await telegram.open().start(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'well', 'refused', 'well']));
  expect(told[2]?.words).toMatch(/Another program polls/);
  // Once at the start, and once at each conflict.
  expect(telegram.called('deleteWebhook')).toHaveLength(4);
});

test('by webhook a line is well once Telegram has taken the address', async () => {
  let refusals = 1;
  telegram.methods.setWebhook = () =>
    refusals-- > 0 ? refuse(400, 'Bad Request: bad webhook: HTTPS url must be provided') : ok(true);
  const { told, ears } = listen();
  await telegram.open(byWebhook).start(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'refused', 'well']));
  expect(told[1]?.words).toMatch(/PUBLIC_URL must be https and reachable.*HTTPS url must be provided/);
});

test('by webhook, too, a token that Telegram does not know is told at once', async () => {
  telegram.methods.setWebhook = () => refuse(404, 'Not Found');
  const { told, ears } = listen();
  await telegram.open(byWebhook).start(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'refused']));
  expect(told[1]?.words).toMatch(/does not know TELEGRAM_BOT_TOKEN/);
});

test('a webhook is set again now and then, so that a token taken back is told of and a hook taken away comes back', async () => {
  const answers: Answer[] = [ok(true), refuse(401, 'Unauthorized')];
  telegram.methods.setWebhook = () => answers.shift() ?? ok(true);
  const { told, ears } = listen();
  const line: Line = {
    api: new Api(token, { apiRoot: telegram.apiRoot }),
    account: '700100',
    log: telegram.house.db.log,
    watch: watchStanding(),
    newest: rememberNewest(),
    botName: () => null,
  };
  const listening = listenByWebhook(line, { publicUrl: 'https://isp.example', secretKey: 'k' }, 100);
  listening.open(ears);
  await eventually(() => expect(states(told)).toEqual(['connecting', 'well', 'refused']));
  expect(listening.isWell()).toBe(false);
  await eventually(() => expect(states(told).at(-1)).toBe('well'));
  await listening.close();
});

test('changes are told one after the other, however slowly they are noted', async () => {
  const noted: string[] = [];
  const watch = watchStanding();
  const slowest = new Map([['connecting', 60]]);
  watch.begin(
    deafEars({
      tell: async ({ state }) => {
        await sleep(slowest.get(state) ?? 0);
        noted.push(state);
      },
    }),
  );
  watch.answered();
  watch.answered();
  await eventually(() => expect(noted).toEqual(['connecting', 'well']));
});
