import { describe, expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { languages } from '../../domain/person.ts';
import { parsePhone } from '../../domain/phone.ts';
import { type Phrase, phrase } from '../phrases/phrase.ts';
import { gold, home20, play, rehearse, savanna, smsOf } from './rehearsal.ts';
import { beginTalk, parseState, type State } from './state.ts';
import type { World } from './talk.ts';
import { reply } from './turn.ts';

const text = (words: string): Said => ({ kind: 'text', text: words });

const bySms: World = {
  ...savanna,
  channel: 'sms',
  hasContactButton: false,
  hasButtons: false,
  takesLocation: false,
  isBrief: true,
  isForgeable: true,
  senderPhone: parsePhone('0722000111'),
};
/** More than one SMS has room for. */
const manyPackages = Array.from({ length: 12 }, (_, at) => ({
  ...gold,
  id: `package_0199f3c2-0000-7000-8000-0000000001${String(at).padStart(2, '0')}` as const,
  name: `Savanna Unlimited ${at}`,
  downloadMbps: 10 * (at + 1),
}));

function story(script: string, world: Partial<World> = {}, fate: Parameters<typeof rehearse>[2] = {}) {
  const { went, expected, last } = rehearse(script, { ...bySms, ...world }, fate);
  expect(went).toEqual(expected);
  return last;
}
const saidTo = (words: string, world: Partial<World> = {}, state: State = beginTalk()) =>
  play(state, text(words), { ...bySms, ...world });

test('whoever writes is a lead at once, and is asked for name, place and package only', () => {
  const { state } = story(`
    she: Hi
    does: capture_lead +254722000111 claimed
    bot: Karibu! Savanna Fibre here. Kiswahili? Send KISWAHILI. To end this, send STOP. What is your name?
    she: Jane Wanjiru
    does: complete_lead own name=Jane Wanjiru
    bot: Where are you?...
    she: Kilimani 4B
    does: complete_lead own unitNumber=4B location=Kilimani
    bot: Which package? Send its number, or the speed.
    she: 2
    does: complete_lead own packageId=${home20.id}
    bot: Asante, Jane Wanjiru! Savanna Fibre has your request: one of us will call you soon. If something changes, just write here.
  `);
  expect(state.step).toBe('done');
});

test('the same in Kiswahili', () => {
  story(
    `
    she: Habari
    does: capture_lead +254722000111 claimed
    bot: Karibu Savanna Fibre! English? Write ENGLISH. Hutaki jumbe? Andika ACHA. Jina lako ni nani?
    she: Naitwa Otieno
    does: complete_lead own name=Otieno
    bot: Uko wapi?...
    she: ruka
    bot: Ungependa kifurushi gani? Tuma namba yake, au kasi.
    she: namba 3
    does: complete_lead own packageId=${gold.id}
    bot: Asante, Otieno! Tumepokea ombi lako...
  `,
    { language: 'sw' },
  );
});

test('a second SMS to a finished talk begins nothing: a person is called', () => {
  story(`
    she: Naitwa Jane, niko Kilimani, 20mbps
    does: capture_lead +254722000111 claimed name=Jane location=Kilimani packageId=${home20.id}
    bot: Asante, Jane!...
    she: When do you come?
    does: call_person for own
    bot: Thank you. I have told my colleagues: one of us will call you.
    she: asante
    bot: You are welcome!...
    she: cancel
    does: call_person for own
    bot: Thank you. I have told my colleagues: one of us will call you.
    she: Hi
    does: call_person for own
    bot: Thank you. I have told my colleagues: one of us will call you.
  `);
});

/** One row: a first message, and what is believed of it. */
const firsts: [words: string, answers: object][] = [
  ['WIFI', {}],
  ['Nataka mtandao', {}],
  ['How much is 20mbps in Kilimani?', {}],
  ['bei ni ngapi ya 20mbps', {}],
  ['Hello, internet is down in Kilimani', {}],
  ['My name is Jane', { name: 'Jane' }],
  ['Naitwa Jane niko Kilimani', { name: 'Jane', location: 'Kilimani' }],
  ['Jane, Kilimani 4B', { name: 'Jane', location: 'Kilimani', unitNumber: '4B' }],
  ['Jane Kilimani 20mbps', { packageId: home20.id }],
];
test.each(firsts)('of a first "%s" no more is believed than it says', (words, answers) =>
  expect(saidTo(words).effects[0]).toMatchObject({
    do: 'capture_lead',
    answers: expect.objectContaining(answers),
  }),
);
test.each(firsts)('a first "%s" tells nothing else', (words, answers) => {
  const { name, location, unitNumber, packageId } = saidTo(words).state.answers;
  expect(Object.keys({ ...answers }).sort()).toEqual(
    Object.entries({ name, location, unitNumber, packageId })
      .flatMap(([key, value]) => (value === undefined ? [] : [key]))
      .sort(),
  );
});

test.each(['PERSON', 'msaada', 'KISWAHILI', 'asante', 'START', 'cancel', 'lugha', '/start token_1'])(
  'a lead comes of a first "%s" too, with one answer',
  (words) => {
    const { state, effects, replies } = saidTo(words);
    expect(effects.filter((it) => it.do === 'capture_lead')).toHaveLength(1);
    expect(state.capture).not.toBeNull();
    expect(replies).toHaveLength(1);
  },
);

test('no lead comes of a first STOP', () => {
  const { state, effects } = saidTo('STOP');
  expect(effects.map((it) => it.do)).toEqual(['stop']);
  expect(state).toMatchObject({ stopped: true, capture: null });
});

test('a claim on the phone of a customer hears the same words as anybody (law 11)', () => {
  const script = (as: string) => `
    she: Hi
    does: capture_lead +254722000111 claimed
    bot: Karibu! Savanna Fibre here...
    she: Jane
    does: complete_lead ${as} name=Jane
    bot: Where are you?...
  `;
  story(script('own'));
  story(script('claim'), {}, { as: 'claim', customer: true });
});

test('a number is asked for where the network gave none', () => {
  story(
    `
    she: Hi
    bot: Karibu!...
    she: Jane
    bot: On which number can we call you?
    she: 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Where are you?...
  `,
    { senderPhone: null },
  );
});

test('another number than the sender’s is for the person who calls', () => {
  story(`
    she: Hi
    does: capture_lead +254722000111 claimed
    bot: Karibu!...
    she: Jane
    does: complete_lead own name=Jane
    bot: Where are you?...
    she: 0733111222
    bot: Thank you, one of us will read this. Where are you?...
  `);
});

test('the words skip, back, person, help, language and cancel work', () => {
  story(`
    she: Hi
    does: capture_lead +254722000111 claimed
    bot: Karibu!...
    she: skip
    bot: Where are you?...
    she: RUDI
    bot: What is your name?
    she: help
    bot: Internet from Savanna Fibre. SKIP a question...
    she: Jane
    does: complete_lead own name=Jane
    bot: Where are you?...
    she: Mtu
    does: call_person for own
    bot: Thank you. I have told my colleagues: one of us will call you.
    she: My roof leaks
    bot: Thank you, one of us will read this. Where are you?...
    she: Kiswahili
    does: choose_language sw
    bot: Uko wapi?...
    she: ghairi
    bot: Sawa, sitauliza zaidi...
  `);
});

test('what is not understood is said in the same message, and a person is offered the third time', () => {
  const at: State = { ...beginTalk(), step: 'package', phone: bySms.senderPhone };
  const openingOf = (state: State, words: string) => {
    const { replies, state: next } = saidTo(words, { packages: manyPackages }, state);
    const [only] = replies;
    return { next, opening: only?.phrase.key === 'brief_ask' ? only.phrase.opening : only?.phrase.key };
  };
  const first = openingOf(at, '999mbps');
  const second = openingOf(first.next, 'the blue one');
  const third = openingOf(second.next, '??');
  expect([first.opening, second.opening, third.opening]).toEqual(['not_sold', 'unclear', 'offer_person']);
});

test('as many packages are numbered as one SMS has room for, and the others can be typed', () => {
  const at: State = { ...beginTalk(), step: 'place', phone: bySms.senderPhone, answers: { name: 'Jane' } };
  const asked = saidTo('Kilimani', { packages: manyPackages }, at);
  const [question] = asked.replies;
  if (!question) throw new Error('The package is asked for.');
  const numbered = question.choices.filter(({ way }) => !way).length;
  expect(numbered).toBeGreaterThanOrEqual(5);
  expect(smsOf(question, 'en').text).toMatch(/\n1\) 10 Mbps 4999\/=\n2\) 20 Mbps 4999\/=/);
  for (const language of languages) expect(smsOf(question, language).parts).toBe(1);
  const choose = (words: string) =>
    saidTo(words, { packages: manyPackages }, asked.state).state.answers.packageId;
  expect(choose(`${numbered}`)).toBe(manyPackages[numbered - 1]?.id);
  expect(choose('120mbps')).toBe(manyPackages[11]?.id);
  expect(choose('120')).toBe(manyPackages[11]?.id);
  expect(choose('Savanna Unlimited 11')).toBe(manyPackages[11]?.id);
});

test.each(['read_back', 'change', 'unit', 'isp', 'has_router', 'router'] as const)(
  'a talk that stood at "%s" elsewhere goes on briefly',
  (step) => {
    const stored: State = { ...beginTalk(), step, phone: bySms.senderPhone, answers: { name: 'Jane' } };
    const { state, replies } = saidTo('yes', {}, parseState(JSON.parse(JSON.stringify(stored))));
    expect(state.step).toBe('place');
    expect(replies).toMatchObject([{ phrase: { key: 'brief_ask', question: 'place' } }]);
  },
);

test('a talk that ended briefly goes on elsewhere', () => {
  const { state } = saidTo('Naitwa Jane, niko Kilimani, 20mbps');
  const { replies } = play(parseState(JSON.parse(JSON.stringify(state))), text('Hi'), savanna);
  expect(replies.map((it) => it.phrase.key)).toEqual(['we_have_you']);
});

describe.each([
  ['as usual', 'Savanna Fibre', 'Jane Wanjiru'],
  [
    'with long names',
    'The Savanna and Highlands Broadband Internet Company of Kenya Limited',
    'Wanjiru '.repeat(15),
  ],
  ['with signs that count two', '[Savanna] {Fibre} €€€ ~~~ ^^^ ||| \\\\\\', '[[[[[[]]]]]]€€€€€€€€€€€€€€€€€€'],
  ['with signs that SMS has not', 'Savanna “Fibre” – Ëxpress 😀', 'Zoë Ťomášek-Ngũgĩ'],
  ['with letters that SMS has not', 'Саванна', '李小龙'],
])('%s', (_, ispName, name) => {
  const world = { ...bySms, ispName, packages: manyPackages };
  const told: State = { ...beginTalk(), phone: bySms.senderPhone, answers: { name } };
  const steps = ['name', 'phone', 'place', 'package', 'which_phone', 'done', 'handed_over'] as const;
  const phones = ['0712345678', '0733111222', '+44 7400 123456'].flatMap((it) => parsePhone(it) ?? []);
  const inputs = [
    'hm?',
    '999mbps',
    '?',
    'HELP',
    'PERSON',
    'lugha',
    'cancel',
    'STOP',
    'START',
    'asante',
    '/x',
    '0712',
  ];

  test.each(steps)('every answer at "%s" is one SMS, in both languages', (step) => {
    for (const misunderstood of [0, 2])
      for (const personCalled of [false, true])
        for (const words of inputs) {
          const state: State = { ...told, step, phones, misunderstood, personCalled };
          const { replies } = play(state, text(words), world);
          expect(replies).toHaveLength(1);
          for (const language of languages)
            for (const it of replies) {
              const sms = smsOf(it, language);
              expect(sms, sms.text).toMatchObject({ alphabet: 'GSM-7', parts: 1 });
            }
        }
  });
});

/** Every phrase whose key begins with `brief_`, with every opening and the longest names that are put into one. */
const briefPhrases: Phrase[] = phrase.options
  .filter(({ shape }) => shape.key.value.startsWith('brief_'))
  .flatMap(({ shape }) => {
    const slots = { key: shape.key.value, isp: 'S'.repeat(24), name: 'J'.repeat(24) };
    const openings = 'opening' in shape ? [null, ...shape.opening.unwrap().options] : [null];
    const questions = 'opening' in shape ? shape.question.options : [null];
    return openings.flatMap((opening) =>
      questions.map((question) => phrase.parse({ ...slots, opening, question })),
    );
  });
test.each(briefPhrases)('$key $question $opening is one SMS', (it) => {
  for (const language of languages) expect(smsOf(reply(it), language)).toMatchObject({ parts: 1 });
});
