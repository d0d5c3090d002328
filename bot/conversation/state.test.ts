import { expect, test } from 'vitest';
import { play, savanna } from './rehearsal.ts';
import { beginTalk, parseState } from './state.ts';

test('a state survives the database', () => {
  const { state } = play(beginTalk(), { kind: 'text', text: 'Jane 0712345678 Kilimani 4B gold' }, savanna);
  expect(parseState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([
  null,
  undefined,
  'name',
  {},
  { v: 0, step: 'name' },
  { ...beginTalk(), v: 2 },
  { ...beginTalk(), step: 'fee' },
  { ...beginTalk(), phone: '0712345678' },
  { ...beginTalk(), answers: { packageId: '20mbps' } },
])('what no longer parses begins anew: %j', (stored) => expect(parseState(stored)).toEqual(beginTalk()));

test('a state of before anything was attested or noted goes on', () => {
  const { attested: _attested, mediaNotedAt: _noted, ...older } = { ...beginTalk(), step: 'place' };
  expect(parseState(older)).toEqual({ ...beginTalk(), step: 'place' });
});

test('a STOP outlives a state that no longer parses', () =>
  expect(parseState({ v: 0, where: 'name', stopped: true })).toEqual({ ...beginTalk(), stopped: true }));
