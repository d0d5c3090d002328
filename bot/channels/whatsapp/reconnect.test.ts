import { expect, test } from 'vitest';
import { afterEnds, codeOf, isDropping, type LineEnd } from './reconnect.ts';

const dropped = (code: number | undefined, openForMs = 1000): LineEnd => ({ code, openForMs });
const neverOpened = (code?: number): LineEnd => ({ code, openForMs: 0 });
const after = (...ends: LineEnd[]) => afterEnds(ends, 1);

test.each([
  [515, 'reconnect', 'connecting'],
  [401, 'wipe', 'unlinked'],
  [411, 'wipe', 'unlinked'],
  [403, 'stop', 'refused'],
  [440, 'stop', 'refused'],
  [408, 'reconnect', 'connecting'],
  [428, 'reconnect', 'connecting'],
  [503, 'reconnect', 'connecting'],
  [500, 'reconnect', 'connecting'],
  [1009, 'reconnect', 'connecting'],
  [undefined, 'reconnect', 'connecting'],
])('after an end with %s: %s, and it stands %s', (code, what, state) => {
  expect(after(dropped(code))).toMatchObject({ do: what, standing: { state } });
});

test('every end that a person must mend says what they can do', () => {
  for (const code of [401, 411, 403, 440]) {
    expect(after(dropped(code)).standing.words, String(code)).toMatch(/link/i);
  }
  expect(after(dropped(403)).standing.words).toContain('banned');
});

test('a restart that WhatsApp asks for is done at once', () => {
  expect(after(neverOpened(408), dropped(515))).toMatchObject({ afterMs: 0 });
  expect(after(dropped(515), dropped(515))).toMatchObject({ afterMs: 0 });
});

test('restarts that WhatsApp asks for without end are spread like every other end', () => {
  expect(after(dropped(515), dropped(515), dropped(515))).toMatchObject({ do: 'reconnect', afterMs: 4000 });
});

test('the pauses double, up to five minutes', () => {
  const pauses = Array.from({ length: 10 }, (_, tried) => {
    const next = after(...Array.from({ length: tried + 1 }, () => neverOpened(408)));
    return next.do === 'reconnect' ? next.afterMs / 1000 : null;
  });
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
});

test('chance shortens a pause by up to a half, so that not all come back at once', () => {
  expect(afterEnds([neverOpened(), neverOpened()], 0)).toMatchObject({ afterMs: 1000 });
});

test('a line that opens and drops is given ten seconds at most, and what is wrong is said', () => {
  const ends = Array.from({ length: 10 }, () => dropped(428));
  expect(after(...ends)).toMatchObject({
    do: 'reconnect',
    afterMs: 10_000,
    standing: { state: 'away', words: expect.stringContaining('dropped 10 times') },
  });
  expect([isDropping(ends), isDropping(ends.slice(0, 2))]).toEqual([true, false]);
});

test('a bad session is tried three times, and only those in a row count', () => {
  expect(after(dropped(500), dropped(500))).toMatchObject({ do: 'reconnect' });
  expect(after(dropped(500), dropped(500), dropped(428), dropped(500))).toMatchObject({ do: 'reconnect' });
  expect(after(dropped(500), dropped(500), dropped(500))).toMatchObject({ do: 'stop' });
});

test('a version that WhatsApp refuses is named', () => {
  expect(after(neverOpened(405)).standing).toMatchObject({
    state: 'away',
    words: expect.stringContaining('405'),
  });
});

test('the code is found in a Boom and in a bare number, and nowhere else', () => {
  const boom = Object.assign(new Error('Connection Closed'), { output: { statusCode: 428 } });
  expect([codeOf(boom), codeOf(1009), codeOf(new Error('x')), codeOf(undefined), codeOf('428')]).toEqual([
    428,
    1009,
    undefined,
    undefined,
    undefined,
  ]);
});
