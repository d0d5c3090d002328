import { expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import { beginTalk, type State, stepNames } from './state.ts';

const text = (words: string): Said => ({ kind: 'text', text: words });
const asked: State = {
  ...beginTalk(),
  step: 'isp',
  phone: play(beginTalk(), text('0712345678'), savanna).state.phone,
};

test.each([
  'STOP',
  'stop.',
  ' Stop!! ',
  '"STOP"',
  'STOP 🙏',
  'acha',
  'Ondoka',
  'TOKA',
  'sitaki',
  'Unsubscribe',
  'zuia',
  '/stop',
  'Please stop',
  'Please stop calling at night',
  'Stop sending me messages',
  'Stop it!',
  'acha kunitumia message',
  'Acheni kunipigia',
  'Tafadhali acha',
  'Tafadhali, acha kuniandikia.',
  'Sitaki tena',
  'Sitaki message zenu',
  'zuia jumbe hizi',
  'Unsubscribe me please',
  'Remove me',
  'please remove me from your list',
  'Do not text me',
  'do not message me again',
  'Don’t text me',
  'Leave me alone',
  'Please delete my number',
  'Toeni namba yangu',
  'Achana na mimi!',
  'wachana na mimi buda',
  'Wacha',
  'Usinitumie message tena',
  'msinisumbue tafadhali',
])('%s stops everything and is confirmed once', (words) => {
  const { state, replies, effects } = play(asked, text(words), savanna);
  expect(state).toEqual({ ...asked, stopped: true });
  expect(replies.map(({ phrase }) => phrase.key)).toEqual(['stopped']);
  expect(effects).toEqual([{ do: 'stop', words: words.trim() }]);
  expect(play(state, text(words), savanna)).toMatchObject({ replies: [], effects: [] });
});

test.each([
  'Natoka Umoja',
  'acha nikuambie',
  'Stopover House',
  'Stop at Yaya Centre',
  'toka Kilimani',
  'toka Umoja',
  'Sitaki Zuku tena',
  'stop 0733111222',
  'please stop the one at 4B',
  'Don’t text me, call me',
  'Usinitumie message, nipigie',
  'futa namba yangu, tumia 0733111222',
  'wacha nikuambie',
  'Please stop asking me all that and just connect my house',
])('%s stops nothing: the word stands in an answer', (words) =>
  expect(play(asked, text(words), savanna).state.stopped).toBe(false),
);

test('after STOP there is silence until START, and the talk is found where it was', () => {
  const { went, expected } = rehearse(`
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
    she: STOP
    does: stop STOP
    bot: Done. We will not write to you here any more. If you change your mind, send START.
    she: Kilimani 4B
    she: mtu
    she: ghairi
    she sends: photo
    she: English
    she: Anza
    does: start_again Anza
    bot: Welcome back! Good to hear from you.
    bot: Where shall we connect you?...
    she: Kilimani
    does: complete_lead own location=Kilimani
    bot: Which house or unit number?...
  `);
  expect(went).toEqual(expected);
});

test('/start counts as START after STOP only, and its link is still followed', () => {
  const start: Said = { kind: 'command', name: 'start', argument: 'token_1' };
  const after = play({ ...beginTalk(), stopped: true }, start, savanna, {
    linked: { name: 'John', role: 'agent' },
  });
  expect(after.effects.map((it) => it.do)).toEqual(['start_again', 'redeem_link']);
  expect(after.replies.map(({ phrase }) => phrase.key)).toEqual(['welcome_back', 'linked']);
  expect(play(beginTalk(), start, savanna).effects.map((it) => it.do)).toEqual(['redeem_link']);
});

test('the word START reaches the ledger even here, since another channel may have stopped the phone', () =>
  expect(play(asked, text('START'), savanna).effects).toEqual([{ do: 'start_again', words: 'START' }]));

test.each(['blocked', 'unblocked'] as const)('nobody speaks by being %s', (kind) =>
  expect(play(asked, { kind }, savanna)).toMatchObject({ state: asked, replies: [], effects: [] }),
);

test.each(stepNames)('at "%s" STOP is heard, of a prospect and of an agent', (step) => {
  const phones = asked.phone ? [asked.phone] : [];
  for (const person of [null, johnTheCaretaker]) {
    const about = person ? 'other' : 'self';
    const { state } = play({ ...asked, step, phones, about }, text('STOP'), { ...savanna, person });
    expect(state.stopped).toBe(true);
  }
});
