import { describe, expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { parsePhone } from '../../domain/phone.ts';
import { johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import { beginTalk } from './state.ts';
import type { World } from './talk.ts';

// Law 11: where the sender can be forged, a chat may create, answer and stop, and no more.

const phone = parsePhone('0722000111');
const forgeable: World = { ...savanna, isForgeable: true, hasContactButton: false, senderPhone: phone };
const text = (words: string): Said => ({ kind: 'text', text: words });

test.each<Said>([{ kind: 'command', name: 'start', argument: 'kToken_1' }, text('/start kToken_1')])(
  'a one-time link is refused and stays unused: %j',
  (said) => {
    const { effects, replies } = play(beginTalk(), said, forgeable, {
      linked: { name: 'John', role: 'owner' },
    });
    expect(effects).toEqual([]);
    expect(replies.map((it) => it.phrase.key)).toEqual(['link_invalid']);
  },
);

test('a one-time link after STOP opens the chat again, and is refused', () => {
  const start: Said = { kind: 'command', name: 'start', argument: 'kToken_1' };
  const { effects, state } = play({ ...beginTalk(), stopped: true }, start, forgeable);
  expect(effects.map((it) => it.do)).toEqual(['start_again']);
  expect(state.stopped).toBe(false);
});

test('a chat that was linked by mistake is a prospect’s all the same', () => {
  const { went, expected } = rehearse(
    `
    she: Jane 0712345678 Kilimani 4B
    does: capture_lead +254712345678 claimed name=Jane location=Kilimani unitNumber=4B
    bot: Karibu! Welcome to Savanna Fibre...
    bot: Which package would you like?
    she: /new
    bot: Let us finish this one first, or send CANCEL.
    bot: Which package would you like?
  `,
    { ...forgeable, person: johnTheCaretaker },
  );
  expect(went).toEqual(expected);
});

test('a half-brought lead is brought no more where the sender can be forged', () => {
  const { state } = play(beginTalk(), text('Jane 0712345678 Kilimani 4B'), {
    ...savanna,
    person: johnTheCaretaker,
  });
  expect(state.step).toBe('read_back');
  const { effects } = play(state, text('yes'), { ...forgeable, person: johnTheCaretaker });
  expect(effects.map((it) => it.do)).toEqual(['capture_lead']);
});

test.each<Said>([text('Hi'), { kind: 'contact', phone: '0722000111', own: true, name: 'Jane' }])(
  'nothing attests a phone there: %j',
  (said) => {
    const { effects, state } = play(beginTalk(), said, { ...forgeable, attestedPhone: phone });
    expect(effects).toMatchObject([{ do: 'capture_lead', phone, attested: false }]);
    expect(state.attested).toBe(false);
  },
);

describe('a number that the network gave', () => {
  test('is a claim, and is not asked for', () => {
    const { went, expected } = rehearse(
      `
      she: Hi
      does: capture_lead +254722000111 claimed
      bot: Karibu!...
      bot: What is your name?
      she: Jane
      does: complete_lead own name=Jane
      bot: Where shall we connect you?...
    `,
      { ...savanna, senderPhone: phone },
    );
    expect(went).toEqual(expected);
  });

  test('gives way to one that the channel vouches for', () => {
    const attestedPhone = parsePhone('0733000222');
    const { effects } = play(beginTalk(), text('Hi'), { ...savanna, senderPhone: phone, attestedPhone });
    expect(effects).toMatchObject([{ phone: attestedPhone, attested: true }]);
  });

  test('gives way to one that was typed', () => {
    const { effects } = play(beginTalk(), text('Jane 0733000222'), { ...savanna, senderPhone: phone });
    expect(effects).toMatchObject([{ phone: '+254733000222', attested: false }]);
  });
});
