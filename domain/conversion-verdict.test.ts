import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConversionError } from './conversion.ts';
import { judgeAway, judgeRefusal, type Progress } from './conversion-verdict.ts';

const patience = { patienceMs: 10_000, settleMs: 120_000 };
const unreachable: ConversionError = {
  code: 'router_unreachable',
  message: 'Westlands-1 refused the connection.',
};
const taken: ConversionError = { code: 'username_taken', message: 'The router already has a user "jane".' };
const firstTurn: Progress = { attempts: 1, waitingMs: null, unansweredMs: null };

const durations = fc.integer({ min: 0, max: 1_000_000 });
const progresses = fc.record({
  attempts: fc.integer({ min: 1, max: 5_000 }),
  waitingMs: fc.option(durations),
  unansweredMs: fc.option(durations),
});
const errors = fc.constantFrom(unreachable, taken, {
  code: 'router_tls' as const,
  message: 'Not the pinned one.',
});

test('a router that is away is tried again after 1, 2 and 4 s', () => {
  const waits = [1, 2, 3, 4].map((attempts) =>
    judgeAway(unreachable, { ...firstTurn, attempts, waitingMs: 0 }, patience),
  );
  expect(waits).toEqual(
    [1_000, 2_000, 4_000, 4_000].map((afterMs) => ({ state: 'waiting', error: unreachable, afterMs })),
  );
});

test('the last try comes when patience ends, and then it fails with the words of the router', () => {
  const late = { ...firstTurn, attempts: 4, waitingMs: 9_000 };
  expect(judgeAway(unreachable, late, patience)).toMatchObject({ state: 'waiting', afterMs: 1_000 });
  const over = { ...late, waitingMs: 10_000 };
  expect(judgeAway(unreachable, over, patience)).toEqual({ state: 'failed', error: unreachable });
});

test('a router in its rest is not asked before the rest is over', () => {
  expect(judgeAway(unreachable, firstTurn, patience, 7_000)).toMatchObject({ afterMs: 7_000 });
  const unanswered = { ...firstTurn, unansweredMs: 0 };
  expect(judgeAway(unreachable, unanswered, patience, 60_000)).toMatchObject({ afterMs: 60_000 });
});

test.each(['router_tls', 'router_sign_in', 'router_removed'] as const)('nobody waits for %s', (code) => {
  expect(judgeAway({ code, message: '' }, firstTurn, patience)).toMatchObject({ state: 'failed' });
});

test('an unanswered add is looked for after 0.5, 1, 2 … and at most 60 s', () => {
  const waits = [1, 2, 3, 8, 1_100].map((attempts) =>
    judgeAway(unreachable, { ...firstTurn, attempts, unansweredMs: 5 }, patience),
  );
  expect(waits).toMatchObject([500, 1_000, 2_000, 60_000, 60_000].map((afterMs) => ({ afterMs })));
});

test('while an add is unanswered, no silence and no outage ends in failed', () => {
  fc.assert(
    fc.property(progresses, durations, errors, (progress, unansweredMs, error) => {
      const verdict = judgeAway(error, { ...progress, unansweredMs }, patience);
      expect(verdict).toMatchObject({ state: 'uncertain', error: { code: 'outcome_unknown' } });
    }),
  );
});

test('a refusal is final when everything sent was answered', () => {
  expect(judgeRefusal(taken, firstTurn, patience)).toEqual({ state: 'failed', error: taken });
});

test('a refusal is final only once an unanswered add can land no more', () => {
  fc.assert(
    fc.property(progresses, durations, (progress, unansweredMs) => {
      const verdict = judgeRefusal(taken, { ...progress, unansweredMs }, patience);
      expect(verdict.state).toBe(unansweredMs < patience.settleMs ? 'uncertain' : 'failed');
    }),
  );
});

test('the look that settles a refusal is not put off beyond that moment', () => {
  const verdict = judgeRefusal(taken, { attempts: 9, waitingMs: null, unansweredMs: 119_000 }, patience);
  expect(verdict).toMatchObject({ state: 'uncertain', afterMs: 1_000, error: { code: 'outcome_unknown' } });
});
