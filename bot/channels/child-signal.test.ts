import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { childOf } from './child-signal.ts';

test('a child ends with its parent, also with one that is over, and without it', () => {
  const parent = new AbortController();
  const [first, second] = [childOf(parent.signal), childOf(parent.signal)];
  first.end();
  expect([first.signal.aborted, second.signal.aborted, parent.signal.aborted]).toEqual([true, false, false]);
  parent.abort();
  expect([second.signal.aborted, childOf(parent.signal).signal.aborted]).toEqual([true, true]);
});

test('a child that is freed leaves nothing at its parent', () => {
  const parent = new AbortController();
  const child = childOf(parent.signal);
  expect(getEventListeners(parent.signal, 'abort')).toHaveLength(1);
  child.free();
  expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
});
