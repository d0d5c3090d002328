import { expect, test } from 'vitest';
import type { Said } from '../../domain/message.ts';
import { figureIn, spokenNumberIn } from './number-in.ts';
import { gold, home20, johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import { beginTalk } from './state.ts';
import type { World } from './talk.ts';

/** As WhatsApp: nothing is tapped, and no card is asked for. */
const typed: World = { ...savanna, channel: 'whatsapp', hasContactButton: false, hasButtons: false };
const text = (words: string): Said => ({ kind: 'text', text: words });

function story(script: string, world: Partial<World> = {}) {
  const { went, expected, last } = rehearse(script, { ...typed, ...world });
  expect(went).toEqual(expected);
  return last;
}

test('every question with answers to choose from is answered by a number, to the end and after it', () => {
  story(`
    she: Hi
    bot: Karibu! Welcome to Savanna Fibre...
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you? For example 0712 345 678.
    she: 0712345678, 0733111222
    bot: I see more than one number. Which one shall we use?
    she: #2
    does: capture_lead +254733111222 claimed name=Jane
    bot: Where shall we connect you?...
    she: Kilimani 4B
    does: complete_lead own unitNumber=4B location=Kilimani
    bot: Which package would you like?
    she: 3.
    does: complete_lead own packageId=${gold.id}
    bot: Which internet provider do you have now?...
    she: SKIP
    bot: Why would you like to join us?...
    she: skip
    bot: Do you have a Wi-Fi router already?
    she: 2)
    does: complete_lead own customerHasRouter=false
    bot: Let me read it back:...
    she: 2
    bot: What shall we change?
    she: namba 4
    bot: Which package would you like?
    she: mbili
    does: complete_lead own packageId=${home20.id}
    bot: Let me read it back:...
    she: (1)
    bot: Asante, Jane!...
    she: 1
    bot: What shall we change?
  `);
});

test('the same in Kiswahili, with the words of Kiswahili', () => {
  story(
    `
    she: Jane 0712345678 Kilimani 4B gold
    does: capture_lead +254712345678 claimed name=Jane location=Kilimani unitNumber=4B packageId=${gold.id}
    bot: Karibu Savanna Fibre!...
    bot: Kwa sasa unatumia mtandao gani?...
    she: RUKA
    bot: Kwa nini ungependa kujiunga nasi?...
    she: ruka
    bot: Je, una router ya Wi-Fi tayari?
    she: nambari 2
    does: complete_lead own customerHasRouter=false
    bot: Hebu tuhakikishe:...
    she: RUDI
    bot: Je, una router ya Wi-Fi tayari?
    she: chaguo la 2
    does: complete_lead own customerHasRouter=false
    bot: Hebu tuhakikishe:...
    she: moja
    bot: Asante, Jane!...
    she: MTU
    does: call_person for own
    bot: Nimewaambia wenzangu...
  `,
    { language: 'sw' },
  );
});

test('an agent sends a lead in by its number', () => {
  story(
    `
    she: Jane 0712345678 Kilimani 4B
    bot: Let me read it back:...
    she: 1
    does: bring_lead +254712345678 unitNumber=4B name=Jane location=Kilimani
    bot: Thank you, John!...
  `,
    { person: johnTheCaretaker },
  );
});

test('who skips the phone is told a word and no button, and no pin where none can be sent', () => {
  story(
    `
    she: Hi
    bot: Karibu! Welcome to Savanna Fibre...
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you? For example 0712 345 678.
    she: skip
    bot: Without a number nobody here can call you back to connect you, and we use it for nothing else. Please send it, or write PERSON.
    she: 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Where shall we connect you? Send the estate or area, for example Kilimani, near Yaya Centre.
    she: language
    bot: Which language do you prefer? Write ENGLISH or KISWAHILI.
  `,
    { takesLocation: false },
  );
});

test('the twelfth of twelve packages is chosen by 12', () => {
  const packages = Array.from({ length: 12 }, (_, at) => ({
    ...gold,
    id: `package_0199f3c2-0000-7000-8000-0000000001${String(at).padStart(2, '0')}` as const,
    name: `Plan ${String.fromCharCode(65 + at)}`,
  }));
  const at = { ...beginTalk(), step: 'package' } as const;
  expect(play(at, text('12'), { ...typed, packages }).state.answers.packageId).toBe(packages[11]?.id);
});

test.each([
  ['2', 2],
  [' 2. ', 2],
  ['#2', 2],
  ['# 2', 2],
  ['2)', 2],
  ['(2)', 2],
  ['2:', 2],
  ['12', 12],
  ['No. 2', 2],
  ['NUMBER 2', 2],
  ['option 2', 2],
  ['namba 2', 2],
  ['nambari ya 2', 2],
  ['chaguo la 2', 2],
  ['Two', 2],
  ['Mbili', 2],
  ['tisa', 9],
  ['Ya kwanza', 1],
  ['ile ya pili', 2],
  ['namba ya pili', 2],
  ['The second one', 2],
  ['first', 1],
  ['nataka 2', 2],
  ['2 please', 2],
])('%j chooses %i', (words, number) => expect(figureIn(words) ?? spokenNumberIn(words)).toBe(number));

test.each([
  '',
  '2B',
  '20mbps',
  '0712345678',
  'nyumba 2',
  '2 3',
  'two of them',
  'no',
  'la',
  '-2',
  'no one',
  'the one',
])('%j chooses nothing', (words) => expect(figureIn(words) ?? spokenNumberIn(words)).toBeNull());

test('with buttons "mbili" counts routers, and chooses no answer', () => {
  const at = { ...beginTalk(), step: 'has_router' } as const;
  expect(play(at, text('mbili'), savanna).state.answers).toEqual({});
  expect(play(at, text('mbili'), typed).state.answers).toEqual({ customerHasRouter: false });
});
