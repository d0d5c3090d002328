import { describe, expect, test } from 'vitest';
import { longest } from '../../domain/lead.ts';
import type { Said } from '../../domain/message.ts';
import { parsePhone } from '../../domain/phone.ts';
import { talk } from './conversation.ts';
import { home10, johnTheCaretaker, play, savanna } from './rehearsal.ts';
import { beginTalk, type State, type StepName } from './state.ts';

const text = (words: string): Said => ({ kind: 'text', text: words });
const phone = parsePhone('0712345678');
const phones = [phone, parsePhone('0733111222')].filter((it) => it !== null);
const captured = { lead: 'lead_0199f3c2-0000-7000-8000-000000000001', as: 'own' } as const;

/** A prospect who was asked everything up to this step. */
const at: Record<Exclude<StepName, 'idle' | 'handed_over'>, State> = (() => {
  const begun: State = { ...beginTalk(), step: 'name' };
  const named: State = { ...begun, step: 'phone', answers: { name: 'Jane' } };
  const known: State = { ...named, step: 'place', phone, capture: captured };
  const placed: State = { ...known, step: 'unit', answers: { name: 'Jane', location: 'Kilimani' } };
  const housed: State = { ...placed, step: 'package', answers: { ...placed.answers, unitNumber: '4B' } };
  const chosen: State = { ...housed, step: 'isp', answers: { ...housed.answers, packageId: home10.id } };
  const served: State = { ...chosen, step: 'reason', answers: { ...chosen.answers, currentIsp: 'Zuku' } };
  const moved: State = { ...served, step: 'has_router', answers: { ...served.answers, notes: 'Slow' } };
  const equipped: State = {
    ...moved,
    step: 'router',
    answers: { ...moved.answers, customerHasRouter: true },
  };
  const whole: State = {
    ...equipped,
    step: 'read_back',
    answers: { ...equipped.answers, routerType: 'Tenda' },
  };
  return {
    name: begun,
    phone: named,
    which_phone: { ...named, step: 'which_phone', phones },
    place: known,
    unit: placed,
    package: housed,
    isp: chosen,
    reason: served,
    has_router: moved,
    router: equipped,
    read_back: whole,
    change: { ...whole, step: 'change' },
    done: { ...whole, step: 'done' },
  };
})();

const asked = (state: State) =>
  play(state, { kind: 'choice', value: 'of another time' }, savanna).replies.at(-1);

/** One row: a step, where "skip" leads, and where "back" leads. */
const rows: [step: keyof typeof at, skip: StepName, back: StepName][] = [
  ['name', 'phone', 'name'],
  ['phone', 'phone', 'name'],
  ['which_phone', 'which_phone', 'phone'],
  ['place', 'unit', 'name'],
  ['unit', 'package', 'place'],
  ['package', 'isp', 'unit'],
  ['isp', 'reason', 'package'],
  ['reason', 'has_router', 'isp'],
  ['has_router', 'read_back', 'reason'],
  ['router', 'read_back', 'has_router'],
  ['read_back', 'read_back', 'router'],
  ['change', 'read_back', 'read_back'],
];

describe.each(rows)('at "%s"', (step, skipsTo, backTo) => {
  const state = at[step];
  const question = asked(state);

  test.each(['skip', '/skip', 'Ruka', '/ruka', 'sijui'])(`%s leads to "${skipsTo}"`, (words) => {
    const { state: next, effects } = play(state, text(words), savanna);
    expect(next.step).toBe(skipsTo);
    expect(effects).toEqual([]);
  });

  test.each(['back', '/back', 'Rudi', '/rudi'])(`%s leads to "${backTo}"`, (words) =>
    expect(play(state, text(words), savanna).state.step).toBe(backTo),
  );

  test.each(['cancel', '/cancel', 'Ghairi.', '/ghairi'])('%s ends the talk', (words) => {
    const { state: next, replies, effects } = play(state, text(words), savanna);
    expect(next).toEqual(beginTalk());
    expect(replies.map((it) => it.phrase)).toEqual([{ key: 'cancelled', kept: state.capture !== null }]);
    expect(effects).toEqual([]);
  });

  test.each(['person', '/person', 'talk to a person', 'Mtu', '/mtu', 'Ongea na mtu'])(
    '%s calls a person',
    (words) => {
      const { state: next, replies, effects } = play(state, text(words), savanna);
      expect(next.step).toBe(step);
      expect(replies.map((it) => it.phrase.key)).toEqual(['person_called']);
      expect(effects).toEqual([{ do: 'call_person', capture: state.capture }]);
    },
  );

  test('the ways out are buttons that do the same as their words', () => {
    const values = question?.choices.filter((it) => it.way).map((it) => it.value);
    expect(values).toEqual(expect.arrayContaining(['cancel', 'person']));
    for (const value of values ?? []) {
      const word = value.split(':').at(-1) ?? '';
      expect(play(state, { kind: 'choice', value }, savanna)).toEqual(play(state, text(word), savanna));
    }
  });

  const nonsense: Said[] = [
    text('😀'),
    text('...'),
    text(' \u0000 '),
    text('/dance'),
    text('?'.repeat(10_000)),
    { kind: 'command', name: 'dance', argument: '' },
    { kind: 'choice', value: 'fee:yes' },
    { kind: 'choice', value: '' },
  ];
  test.each(nonsense)('%j gets the question again, and nothing is lost', (said) => {
    const { state: next, replies, effects } = play(state, said, savanna);
    expect({ ...next, misunderstood: 0 }).toEqual(state);
    expect(replies.at(-1)?.choices).toEqual(question?.choices);
    expect(effects).toEqual([]);
  });

  test('a button of another step asks this question again, without reproach', () => {
    const other = step === 'isp' ? 'unit' : 'isp';
    const { state: next, replies } = play(state, { kind: 'choice', value: `${other}:skip` }, savanna);
    expect(next).toEqual(state);
    expect(replies).toEqual([question]);
  });
});

/** One row: a step, what is answered there, and what the lead learns by it. */
const answers: [step: keyof typeof at, words: string, told: object][] = [
  ['place', 'Kilimani, near Yaya Centre', { location: 'Kilimani, near Yaya Centre' }],
  ['place', 'naishi Umoja 2', { location: 'Umoja 2' }],
  ['place', 'House 12, Kilimani', { location: 'Kilimani', unitNumber: '12' }],
  ['place', 'opposite A1 petrol station', { location: 'opposite A1 petrol station' }],
  [
    'place',
    'Kilimani 4B 20mbps',
    { location: 'Kilimani', unitNumber: '4B', packageId: savanna.packages[1]?.id },
  ],
  ['place', 'Block C Kilimani house 12', { location: 'Kilimani', unitNumber: 'Block C 12' }],
  ['place', 'Yaya House', { location: 'Yaya House' }],
  ['unit', 'Block C house 12', { unitNumber: 'Block C 12' }],
  ['unit', '4', { unitNumber: '4' }],
  ['unit', 'nyumba namba 4B', { unitNumber: '4B' }],
  ['unit', 'the blue gate', { unitNumber: 'the blue gate' }],
  ['package', '20', { packageId: savanna.packages[1]?.id }],
  ['package', '3', { packageId: savanna.packages[2]?.id }],
  ['package', 'ya 10mbps', { packageId: home10.id }],
  ['package', 'the 20 one', { packageId: savanna.packages[1]?.id }],
  ['package', 'GOLD', { packageId: savanna.packages[2]?.id }],
  ['package', 'Gold, 50 Mbps - KES 4,999', { packageId: savanna.packages[2]?.id }],
  ...['2500', 'KES 2,500', '2500/=', '2500 bob'].map((price): [keyof typeof at, string, object] => [
    'package',
    price,
    { packageId: savanna.packages[1]?.id },
  ]),
  ['isp', 'Safaricom\nHome', { currentIsp: 'Safaricom Home' }],
  ['isp', 'Sina', { currentIsp: 'None' }],
  ...['I don’t have', 'none', 'Nothing', 'sina mtandao', 'Hatuna', "I don't have any internet"].map(
    (none): [keyof typeof at, string, object] => ['isp', none, { currentIsp: 'None' }],
  ),
  ['reason', 'Slow.\nAnd dear.', { notes: 'Slow.\nAnd dear.' }],
  ['has_router', 'ndio', { customerHasRouter: true }],
  ['has_router', 'yes I have', { customerHasRouter: true }],
  ...['I have', 'Nina', 'iko', 'Ipo', 'we have one'].map((yes): [keyof typeof at, string, object] => [
    'has_router',
    yes,
    { customerHasRouter: true },
  ]),
  ...["I don't have", 'Sina', 'hapana', 'I have no router', 'hatuna'].map(
    (no): [keyof typeof at, string, object] => ['has_router', no, { customerHasRouter: false }],
  ),
  ['has_router', 'TP-Link', { customerHasRouter: true, routerType: 'TP-Link' }],
  ['has_router', 'yes it is huawei', { customerHasRouter: true, routerType: 'huawei' }],
  ['has_router', 'Nina tenda AC6', { customerHasRouter: true, routerType: 'tenda AC6' }],
  ['has_router', '2', { customerHasRouter: false }],
  ['has_router', 'bado', { customerHasRouter: false }],
  ['router', 'Huawei', { routerType: 'Huawei' }],
];
test.each(answers)('at "%s" %j is understood', (step, words, told) =>
  expect(play(at[step], text(words), savanna).effects).toEqual([
    { do: 'complete_lead', capture: captured, answers: told },
  ]),
);

test.each([
  ['0712345678', '+254712345678'],
  ['712345678', '+254712345678'],
  ['00254712345678', '+254712345678'],
  ['yangu ni 0712-345-678', '+254712345678'],
  ['+255 712 345 678', '+255712345678'],
])('the phone %s is understood', (words, known) =>
  expect(play(at.phone, text(words), savanna).state.phone).toBe(known),
);

test.each(['How much is it?', 'Habari', '12', '0712', 'ok', 'https://spam.example/?x', 'no'])(
  '%j is no name',
  (words) => expect(play(at.name, text(words), savanna).state).toMatchObject({ step: 'name', answers: {} }),
);

test.each([
  'want wifi',
  'I need internet',
  'Nataka mtandao',
  'naomba bei',
  'Mko wapi',
  'how are you',
  'Do you serve Rongai',
  'can you help me',
  'When can you come',
  'Habari ya asubuhi',
  'Hello there',
  'how much is 20mbps',
  'I am looking for internet',
])('%j is no name: it is asked for again, kindly', (words) => {
  const { state, replies } = play(at.name, text(words), savanna);
  expect(state).toMatchObject({ step: 'name', answers: {} });
  expect(replies.at(-1)?.phrase).toMatchObject({ key: 'unclear', question: 'name' });
});

test.each(['call me 0712345678', 'Call me on 0712345678', 'nataka wifi 0712345678'])(
  '%j tells a phone and no name',
  (words) => {
    const { phone: known, answers } = play(at.name, text(words), savanna).state;
    expect([known, answers.name]).toEqual([phone, undefined]);
  },
);

test.each(['How much is 20mbps', 'bei ni ngapi ya 20', '9999', 'ni bei gani gold'])(
  '%j chooses no package',
  (words) =>
    expect(play(at.package, text(words), savanna)).toMatchObject({ state: { step: 'package' }, effects: [] }),
);

test.each(['send', 'Tuma!', 'yes send', 'Ndio tuma', '👍', '👍🏿'])('%s is a yes to the read-back', (words) =>
  expect(play(at.read_back, text(words), savanna).state.step).toBe('done'),
);

test.each([
  ['Hello, my name is Jane', 'Jane'],
  ['Habari, naitwa Achieng', 'Achieng'],
  ['Naitwa Wanjiku wa Kamau', 'Wanjiku wa Kamau'],
  ['I am Jane', 'Jane'],
  ['  Jane   Wanjiru. ', 'Jane Wanjiru'],
  ['Jane 😀', 'Jane'],
  ["Ng'ang'a O'Brien", "Ng'ang'a O'Brien"],
  ['Zoë Müller-Otieno', 'Zoë Müller-Otieno'],
  ['李小龙', '李小龙'],
])('%s is the name %s', (words, name) =>
  expect(play(at.name, text(words), savanna).state.answers.name).toBe(name),
);

test.each([
  ['place', 'location', longest.place],
  ['isp', 'currentIsp', longest.isp],
  ['reason', 'notes', longest.notes],
  ['router', 'routerType', longest.router],
] as const)('at "%s" ten kilobytes are cut, and it is said', (step, key, limit) => {
  const { state, replies } = play(at[step], text(`${'maneno mengi '.repeat(800)}`), savanna);
  expect(String(state.answers[key]).length).toBeLessThanOrEqual(limit);
  expect(replies[0]?.phrase).toEqual({ key: 'cut_short', limit });
});

test('an emoji on the edge of the limit is not cut in half', () => {
  const { state } = play(at.isp, text(`a${'😀'.repeat(100)}`), savanna);
  expect(state.answers.currentIsp).toBe(`a${'😀'.repeat(39)}`);
});

test('where packages were numbered, 2 is the second; where they are buttons, it is a speed if there is one', () => {
  const packages = [
    home10,
    { ...home10, id: 'package_0199f3c2-0000-7000-8000-000000000002', downloadMbps: 1 } as const,
  ];
  const choose = (hasButtons: boolean) =>
    play(at.package, text('1'), { ...savanna, hasButtons, packages }).state.answers.packageId;
  expect(choose(false)).toBe(home10.id);
  expect(choose(true)).toBe('package_0199f3c2-0000-7000-8000-000000000002');
});

test('a package that is sold no more is asked for again before the yes', () => {
  const { state, replies } = play(at.read_back, text('yes'), {
    ...savanna,
    packages: savanna.packages.slice(1),
  });
  expect(state.step).toBe('package');
  expect(replies.map((it) => it.phrase.key)).toEqual(['ask_package']);
});

test('an ISP without packages does not ask for one', () =>
  expect(play(at.unit, text('4B'), { ...savanna, packages: [] }).state.step).toBe('isp'));

test('only the step that wants a prospect’s own contact asks the channel for it', () => {
  expect(asked(at.phone)?.asksContact).toBe(true);
  expect(asked(at.name)?.asksContact).toBe(false);
  const agents = { ...at.phone, about: 'other' } as const;
  const { replies } = play(agents, text('?'), { ...savanna, person: johnTheCaretaker });
  expect(replies[0]?.asksContact).toBe(false);
});

test('another phone at the read-back changes nothing of the lead', () => {
  const { state, replies, effects } = play(at.read_back, text('0733111222'), savanna);
  expect(state).toEqual(at.read_back);
  expect(replies[0]?.phrase.key).toBe('phone_is_kept');
  expect(effects).toEqual([]);
});

test('who wants to cancel after the yes is passed to a person', () =>
  expect(play(at.done, text('ghairi'), savanna).effects).toEqual([{ do: 'call_person', capture: captured }]));

test('a photo with words under it is read by its words', () =>
  expect(
    play(at.place, { kind: 'media', what: 'photo', caption: 'Kilimani' }, savanna).state.answers.location,
  ).toBe('Kilimani'));

test('a package question that makes no sense any more gives way to the next', () => {
  const { state, replies } = play(at.package, text('gold'), { ...savanna, packages: [] });
  expect(state).toEqual({ ...at.package, step: 'isp' });
  expect(replies.map((it) => it.phrase.key)).toEqual(['ask_isp']);
});

test('signs that PostgreSQL refuses are taken out of an answer', () =>
  expect(play(at.place, text('Kili\u0000mani \ud800 Yaya\uE000'), savanna).state.answers.location).toBe(
    'Kili mani Yaya',
  ));

test('a pin tells a place that was skipped, and the change under way goes on', () => {
  const state: State = { ...at.change, answers: { ...at.change.answers, location: null } };
  const after = play(state, { kind: 'location', latitude: -1.29, longitude: 36.78 }, savanna);
  expect(after.state).toMatchObject({ step: 'change', answers: { location: 'Location pin -1.29, 36.78' } });
});

test('an agent’s next lead is no answer to a question about this one', () => {
  const agents: State = { ...at.unit, about: 'other', capture: null };
  const { state, replies } = play(agents, text('Peter 0733111222 Umoja'), {
    ...savanna,
    person: johnTheCaretaker,
  });
  expect(state).toEqual({ ...agents, lines: ['Peter 0733111222 Umoja'] });
  expect(replies.map((it) => it.phrase.key)).toEqual(['next_kept', 'ask_unit']);
});

test('what an effect brought about is not told after STOP', () => {
  const stopped: State = { ...at.phone, phone, stopped: true };
  const events = [
    { kind: 'captured', capture: captured, customer: true },
    { kind: 'brought', outcome: 'created' },
    { kind: 'linked', person: { name: 'John', role: 'agent' } },
  ] as const;
  for (const event of events)
    expect(talk(stopped, event, savanna)).toEqual({ state: stopped, replies: [], effects: [] });
});

test('a referral goes with the first capture only', () => {
  const { state } = play({ ...at.phone, referralCode: 'house7' }, text('0712345678'), savanna);
  expect(state.referralCode).toBeNull();
});
