import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { earsOf, hearing, ok, plain, refuse, standInForTelegram } from '../../../test/telegram-stand-in.ts';
import { rememberNewest } from './newest.ts';
import recorded from './recorded-updates.json' with { type: 'json' };

const telegram = standInForTelegram();

const give = (...updates: object[]) => {
  telegram.methods.getUpdates = ({ offset }) => (offset === 0 ? ok(updates) : 'hold');
};
/** Taps are answered in the same breath as they are shown: once these are answered, no edit is still to come. */
const answered = (taps: number) =>
  eventually(() => expect(telegram.called('answerCallbackQuery')).toHaveLength(taps));
const edits = () =>
  telegram.calls
    .filter(({ method }) => method.startsWith('edit'))
    .map(({ method, payload }) => [method, payload]);

test('the message shows what was tapped and loses its buttons, in place', async () => {
  give(recorded.tap);
  await telegram.open().start(hearing().ears);
  await eventually(() => expect(edits()).toHaveLength(1));
  expect(edits()).toEqual([
    [
      'editMessageText',
      {
        chat_id: 5551001,
        message_id: 14,
        text: 'Which package would you like?\n\n→ 20 Mbps Home',
        link_preview_options: { is_disabled: true },
      },
    ],
  ]);
});

test('of a question that is past only the buttons go: nothing is chosen by them', async () => {
  const channel = telegram.open();
  telegram.methods.sendMessage = () => ok({ message_id: 15 });
  await channel.send('5551001', plain);
  give(recorded.tap);
  await channel.start(hearing().ears);
  await eventually(() =>
    expect(edits()).toEqual([['editMessageReplyMarkup', { chat_id: 5551001, message_id: 14 }]]),
  );
});

test('the choice is shown in the newest message, and where it is not known which that is', () => {
  const newest = rememberNewest();
  newest.keep('jane', 14);
  newest.keep('jane', 15);
  expect([14, 15].map((message) => newest.isPast('jane', message))).toEqual([true, false]);
  expect(newest.isPast('otieno', 1)).toBe(false);
  for (let chat = 0; chat < 10_000; chat++) newest.keep(`chat ${chat}`, 1);
  expect(newest.isPast('jane', 14)).toBe(false);
});

test('a message that is too long to show the choice, or has no text, only loses its buttons', async () => {
  give(recorded.tapOnLongText, recorded.tapOnPhoto);
  await telegram.open().start(hearing().ears);
  const bare = ['editMessageReplyMarkup', { chat_id: 5551001, message_id: 14 }];
  await eventually(() => expect(edits()).toEqual([bare, bare]));
});

test('a button of an old message, or one that was tapped before, is answered and nothing is changed', async () => {
  give(recorded.tapOnOldMessage, recorded.secondTap);
  const { heard, ears } = hearing();
  await telegram.open().start(ears);
  await answered(2);
  // An absence has no fact to wait for: an edit would have been sent by now.
  await sleep(50);
  expect(edits()).toEqual([]);
  expect(heard.map(({ said }) => said)).toEqual([
    { kind: 'choice', value: 'package:2' },
    { kind: 'choice', value: 'package:2' },
  ]);
});

test('a Telegram that takes neither answer nor edit delays nothing and is no trouble', async () => {
  telegram.methods.answerCallbackQuery = () => refuse(400, 'Bad Request: query is too old');
  telegram.methods.editMessageText = () => 'hold';
  give(recorded.tap);
  await telegram.open().start(hearing().ears);
  await eventually(() =>
    expect(telegram.called('getUpdates').at(-1)).toMatchObject({ offset: recorded.tap.update_id + 1 }),
  );
  await eventually(() => expect(telegram.lines.join('')).toMatch(/"level":20.*A tap was not answered/));
});

test('nothing is shown of a tap that could not be kept', async () => {
  give(recorded.tap);
  let tries = 0;
  await telegram.open().start(
    earsOf(async () => {
      tries++;
      throw new Error('The database is away.');
    }),
  );
  await eventually(() => expect(tries).toBeGreaterThan(1));
  expect([edits(), telegram.called('answerCallbackQuery')]).toEqual([[], []]);
});
