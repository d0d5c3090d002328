import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepStanding, type StandingKeeper } from './standing.ts';

let told: string[];
let standing: StandingKeeper;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  standing = keepStanding(async ({ state }) => void told.push(state));
  standing.begin();
  standing.say({ state: 'well', words: null });
});
afterEach(() => {
  standing.close();
  vi.useRealTimers();
});

const hours = (count: number) => vi.advanceTimersByTimeAsync(count * 60 * 60_000);

test('each change is told once, in its order', async () => {
  standing.say({ state: 'well', words: null });
  standing.say({ state: 'away', words: 'The line is down.' });
  standing.say({ state: 'well', words: null });
  await standing.settled();
  expect(told).toEqual(['connecting', 'well', 'away', 'well']);
});

test('a restriction stands until its end, where WhatsApp says when that is', async () => {
  standing.restrict(new Date(Date.now() + 2 * 60 * 60_000));
  await hours(1);
  expect(told.at(-1)).toBe('restricted');
  await hours(1);
  expect(told.at(-1)).toBe('well');
});

test('a restriction without an end stands for a day after the last refusal', async () => {
  standing.restrict('unknown');
  await hours(20);
  standing.restrict('unknown');
  await hours(20);
  expect(told.at(-1)).toBe('restricted');
  await hours(4);
  expect(told.at(-1)).toBe('well');
});

test('a line that is down is told before a restriction, and the restriction again when it is up', async () => {
  standing.restrict('unknown');
  standing.say({ state: 'away', words: 'The line is down.' });
  standing.say({ state: 'well', words: null });
  await standing.settled();
  expect(told.slice(-3)).toEqual(['restricted', 'away', 'restricted']);
});

test('who holds the account anew tells it anew: another holder may have told otherwise', async () => {
  standing.begin();
  standing.say({ state: 'well', words: null });
  await standing.settled();
  expect(told).toEqual(['connecting', 'well', 'connecting', 'well']);
});
