import { expect, test } from 'vitest';
import { parsePhone } from '../../domain/phone.ts';
import { play, savanna } from './rehearsal.ts';
import { beginTalk } from './state.ts';

/** Words that no example asked for, as people in Kenya write them. */

/** One row: words at the question for the name, and what is believed of them. */
const atName: [words: string, answers: object][] = [
  ['It is Jane', { name: 'Jane' }],
  ['Ok, Jane Wanjiru', { name: 'Jane Wanjiru' }],
  ['Niko Kilimani', { location: 'Kilimani' }],
  ['Please wait', {}],
  ['My internet is down', {}],
  ['Internet yangu haifanyi kazi', {}],
  ['mtakuja lini', {}],
  ['ok sawa', {}],
];
test.each(atName)('"%s" is no other name than it says', (words, answers) => {
  const asked = { ...beginTalk(), step: 'name' } as const;
  expect(play(asked, { kind: 'text', text: words }, savanna).state.answers).toEqual(answers);
});

test.each(['Please call me', 'Call me please', 'nipigie simu', 'Tafadhali nipigie'])(
  '"%s" calls a person, whatever is asked',
  (words) => {
    const asked = { ...beginTalk(), step: 'name' } as const;
    const { effects } = play(asked, { kind: 'text', text: words }, savanna);
    expect(effects).toEqual([{ do: 'call_person', capture: null }]);
  },
);

test.each(['Wrong number', 'Not interested', 'siko interested', 'Sihitaji'])(
  '"%s" ends the questions and is nobody’s name',
  (words) => {
    const asked = { ...beginTalk(), step: 'name' } as const;
    const { replies } = play(asked, { kind: 'text', text: words }, savanna);
    expect(replies.map(({ phrase }) => phrase.key)).toEqual(['cancelled']);
  },
);

test.each(['English please', 'in English', 'kwa kiingereza'])('"%s" chooses the language', (words) => {
  const asked = { ...beginTalk(), step: 'name' } as const;
  const { effects } = play(asked, { kind: 'text', text: words }, { ...savanna, language: 'sw' });
  expect(effects).toEqual([{ do: 'choose_language', language: 'en' }]);
});

test('a figure is no place, and "Apartments" is no unit', () => {
  const at = { ...beginTalk(), step: 'place', answers: { name: 'Jane' } } as const;
  const told = (words: string) => play(at, { kind: 'text', text: words }, savanna).state.answers;
  expect(told('1')).toEqual({ name: 'Jane' });
  expect(told('Githurai 45')).toEqual({ name: 'Jane', location: 'Githurai 45' });
  expect(told('Yaya Apartments Block C house 12')).toEqual({
    name: 'Jane',
    location: 'Yaya Apartments',
    unitNumber: 'Block C 12',
  });
  expect(told('Sunrise apartments hse12')).toEqual({
    name: 'Jane',
    location: 'Sunrise apartments',
    unitNumber: '12',
  });
});

test('a package is chosen by its price in a sentence', () => {
  const at = { ...beginTalk(), step: 'package' } as const;
  const { state } = play(at, { kind: 'text', text: 'ile ya 2500' }, savanna);
  expect(state.answers.packageId).toBe(savanna.packages[1]?.id);
});

test('"??" after the end is no thanks: a person is called', () => {
  const { effects } = play({ ...beginTalk(), step: 'done' }, { kind: 'text', text: '??' }, savanna);
  expect(effects).toEqual([{ do: 'call_person', capture: null }]);
});

test.each(['unit', 'isp', 'reason', 'router'] as const)('another number at "%s" is no answer', (step) => {
  const phone = parsePhone('0712345678');
  const at = { ...beginTalk(), step, phone, answers: { customerHasRouter: true } };
  const { state, replies } = play(at, { kind: 'text', text: '0733 111 222.' }, savanna);
  expect(state).toEqual(at);
  expect(replies.map((it) => it.phrase.key)).toEqual(['phone_is_kept', `ask_${step}`]);
});

test.each([
  ['No. 12', '12'],
  ['ya 12', '12'],
  ['#12', '12'],
  ['12.', '12'],
  ['B12', 'B12'],
  ['second floor', 'second floor'],
])('"%s" is house %s', (words, unitNumber) => {
  const at = { ...beginTalk(), step: 'unit' } as const;
  expect(play(at, { kind: 'text', text: words }, savanna).state.answers).toEqual({ unitNumber });
});

test.each(['yes it is', 'Its fine', 'iko sawa', 'Sahihi', 'fiti', 'That’s right'])(
  '"%s" says yes to what is read back',
  (words) => {
    const at = { ...beginTalk(), step: 'read_back', phone: parsePhone('0712345678') } as const;
    const answered = { name: null, location: null, unitNumber: null, packageId: null, currentIsp: null };
    const answers = { ...answered, notes: null, customerHasRouter: null };
    const { state } = play({ ...at, answers }, { kind: 'text', text: words }, savanna);
    expect(state.step).toBe('done');
  },
);

test('"wrong number" to a read-back asks what to change', () => {
  const at = { ...beginTalk(), step: 'read_back', phone: parsePhone('0712345678') } as const;
  const { state } = play(at, { kind: 'text', text: 'Wrong number' }, savanna);
  expect(state.step).toBe('change');
});
