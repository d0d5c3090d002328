import { expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { createPace } from './pace.ts';

const [jane, otieno, wanjiru] = [newId('conversation'), newId('conversation'), newId('conversation')];

function paceAt() {
  const clock = { ms: 0 };
  return { clock, pace: createPace(() => clock.ms) };
}

test('a chat may be written to a few times at once, then once each second', () => {
  const { clock, pace } = paceAt();
  const limit = { everyMs: 1000, burst: 3 };
  for (let n = 0; n < 3; n++) {
    expect(pace.restingChats()).toEqual([]);
    pace.took(jane, limit);
  }
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 999;
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 1000;
  expect(pace.restingChats()).toEqual([]);
  pace.took(jane, limit);
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 10_000;
  for (let n = 0; n < 3; n++) pace.took(jane, limit);
  expect(pace.restingChats()).toEqual([jane]);
});

test('a chat that the provider told to wait rests for that long', () => {
  const { clock, pace } = paceAt();
  pace.waitChat(jane, 'telegram ours', 5000);
  expect(pace.restingChats()).toEqual([jane]);
  clock.ms = 5000;
  expect(pace.restingChats()).toEqual([]);
});

test('three chats told to wait at the same time mean the account', () => {
  const { clock, pace } = paceAt();
  for (const chat of [jane, otieno]) pace.waitChat(chat, 'telegram ours', 5000);
  expect(pace.isAccountResting('telegram ours')).toBe(false);
  pace.waitChat(wanjiru, 'telegram ours', 5000);
  expect([pace.isAccountResting('telegram ours'), pace.isAccountResting('whatsapp ours')]).toEqual([
    true,
    false,
  ]);
  clock.ms = 5000;
  expect(pace.isAccountResting('telegram ours')).toBe(false);
});
