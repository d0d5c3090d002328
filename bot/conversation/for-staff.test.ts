import { expect, test } from 'vitest';
import { type Fate, johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';

const answered: World = { ...savanna, staffWroteLast: true };

/** Jane has told her name and phone and is asked where she lives; then somebody of the ISP writes to her. */
const asked = (): State => rehearse('she: Jane 0712345678', savanna).last.state;

const hears = (state: State, text: string, world: World = answered, fate: Partial<Fate> = {}) =>
  play(state, { kind: 'text', text }, world, fate);

test('what a prospect answers to staff is no answer to the question of the bot, which is silent', () => {
  const before = asked();
  const { state, replies, effects } = hears(before, 'Friday is fine');
  expect(state).toEqual(before);
  expect(replies).toEqual([]);
  expect(effects).toEqual([{ do: 'tell_staff' }]);
});

test.each(['1', '20mbps', 'yes', 'Kilimani 4B', 'Mko wapi?'])(
  '"%s" is for staff too, at every step',
  (text) => {
    const done = { ...asked(), step: 'done' } as const;
    const idle = { ...asked(), step: 'idle' } as const;
    for (const state of [asked(), done, idle]) expect(hears(state, text).replies).toEqual([]);
  },
);

test('a photo, a pin and somebody else’s card are for staff', () => {
  const said = [
    { kind: 'media', what: 'photo', caption: null },
    { kind: 'location', latitude: -1.28, longitude: 36.79 },
    { kind: 'contact', phone: '0733111222', own: false, name: 'Peter' },
  ] as const;
  for (const it of said) {
    const { replies, effects } = play(asked(), it, answered);
    expect(replies).toEqual([]);
    expect(effects).toContainEqual({ do: 'tell_staff' });
  }
});

test('a button, a command, a word for the bot and STOP are still heard by the bot', () => {
  const tap = play(asked(), { kind: 'choice', value: 'place:skip' }, answered);
  expect(tap.replies).not.toEqual([]);
  expect(play(asked(), { kind: 'command', name: 'help', argument: '' }, answered).replies).not.toEqual([]);
  expect(hears(asked(), 'skip').replies).not.toEqual([]);
  expect(hears(asked(), 'STOP').effects).toEqual([{ do: 'stop', words: 'STOP' }]);
});

test('after STOP nobody is told of anything', () => {
  const { replies, effects } = hears({ ...asked(), stopped: true }, 'Friday is fine');
  expect([replies, effects]).toEqual([[], []]);
});

test('when nobody has written for a day the bot takes up its question again', () => {
  const { state } = hears(asked(), 'Friday is fine');
  expect(hears(state, 'Kilimani', savanna).effects).toMatchObject([{ do: 'complete_lead' }]);
});

test('an agent goes on bringing leads, though staff wrote to them', () => {
  const world = { ...answered, person: johnTheCaretaker };
  expect(
    hears({ ...asked(), about: 'other', step: 'idle' }, 'Peter 0733111222 Umoja', world).replies,
  ).not.toEqual([]);
});
