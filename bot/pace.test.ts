import { expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { createPace } from './pace.ts';

const [jane, otieno, wanjiru] = [newId('conversation'), newId('conversation'), newId('conversation')];
const ours = 'whatsapp ours';

function paceAt(chance = () => 0) {
  const clock = { ms: 0 };
  return { clock, pace: createPace(() => clock.ms, chance) };
}

test('a chat may be written to a few times at once, then once each second', () => {
  const { clock, pace } = paceAt();
  const limits = { pace: { everyMs: 1000, burst: 3 }, accountPace: null };
  for (let n = 0; n < 3; n++) {
    expect(pace.restingChats()).toEqual([]);
    pace.took(jane, ours, limits);
  }
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 999;
  expect([pace.restingChats(), pace.restEndsIn()]).toEqual([[jane], 1]);
  clock.ms = 1000;
  expect([pace.restingChats(), pace.restEndsIn()]).toEqual([[], null]);
  pace.took(jane, ours, limits);
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 10_000;
  for (let n = 0; n < 3; n++) pace.took(jane, ours, limits);
  expect(pace.restingChats()).toEqual([jane]);
});

test('an account may write a burst over all its chats, then one message at a time', () => {
  const { clock, pace } = paceAt();
  const accountPace = { everyMs: 3000, burst: 4 };
  const limits = { pace: null, accountPace };
  expect(pace.roomOf(ours, accountPace)).toBe(4);
  for (const chat of [jane, otieno, wanjiru]) pace.took(chat, ours, limits);
  expect([pace.roomOf(ours, accountPace), pace.roomOf('whatsapp other', accountPace)]).toEqual([1, 4]);
  pace.took(jane, ours, limits);
  expect([pace.roomOf(ours, accountPace), pace.restEndsIn()]).toEqual([0, 3000]);
  clock.ms = 2999;
  expect(pace.roomOf(ours, accountPace)).toBe(0);
  clock.ms = 3000;
  expect([pace.roomOf(ours, accountPace), pace.restingChats()]).toEqual([1, []]);
  clock.ms = 3000 + 2 * 3000;
  expect(pace.roomOf(ours, accountPace)).toBe(3);
});

test('an account that nothing limits has any room', () =>
  expect(paceAt().pace.roomOf(ours, null)).toBe(null));

test('chance makes each rest longer, by no more than the jitter', () => {
  for (const [chance, rest] of [
    [0, 3000],
    [0.5, 4000],
    [1, 5000],
  ] as const) {
    const { pace } = paceAt(() => chance);
    const limit = { everyMs: 3000, burst: 1, jitterMs: 2000 };
    pace.took(jane, ours, { pace: limit, accountPace: null });
    pace.took(otieno, 'sms ours', { pace: null, accountPace: limit });
    expect([pace.restEndsIn(), pace.roomOf('sms ours', limit)]).toEqual([rest, 0]);
  }
});

test('a chat that the provider told to wait rests for that long', () => {
  const { clock, pace } = paceAt();
  pace.waitChat(jane, ours, 5000);
  expect([pace.restingChats(), pace.restEndsIn()]).toEqual([[jane], 5000]);
  clock.ms = 5000;
  expect([pace.restingChats(), pace.restEndsIn()]).toEqual([[], null]);
});

test('three chats told to wait at the same time mean the account', () => {
  const { clock, pace } = paceAt();
  for (const chat of [jane, otieno]) pace.waitChat(chat, ours, 5000);
  expect(pace.roomOf(ours, null)).toBe(null);
  pace.waitChat(wanjiru, ours, 5000);
  expect([pace.roomOf(ours, null), pace.roomOf('telegram ours', null)]).toEqual([0, null]);
  clock.ms = 5000;
  expect(pace.roomOf(ours, null)).toBe(null);
});

test('an account that cannot be reached rests, and of several rests the first to end is told', () => {
  const { clock, pace } = paceAt();
  pace.waitAccount(ours, 5000);
  pace.waitChat(jane, 'telegram ours', 700);
  expect([pace.roomOf(ours, null), pace.restEndsIn()]).toEqual([0, 700]);
  clock.ms = 700;
  expect(pace.restEndsIn()).toBe(4300);
  clock.ms = 5000;
  expect([pace.roomOf(ours, null), pace.restEndsIn()]).toEqual([null, null]);
});
