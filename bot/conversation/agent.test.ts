import { expect, test } from 'vitest';
import { type Fate, johnTheCaretaker, play, rehearse, savanna } from './rehearsal.ts';
import type { World } from './talk.ts';

function story(script: string, world: Partial<World> = {}, fate: Partial<Fate> = {}) {
  const stage = { ...savanna, person: johnTheCaretaker, ...world };
  const { went, expected, last } = rehearse(script, stage, fate);
  expect(went).toEqual(expected);
  return last;
}

test('a caretaker brings a lead in one line', () => {
  const { state } = story(`
    she: Jane 0712345678 Kilimani 4B 20mbps
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / House number: 4B / Package: 20 Mbps Home - KES 2,500 / Shall I send it in?
    she: yes
    does: bring_lead +254712345678 unitNumber=4B packageId=package_0199f3c2-0000-7000-8000-000000000020 name=Jane location=Kilimani
    bot: Thank you, John! Jane is with us now. I will tell you when they become a customer.
  `);
  expect(state).toMatchObject({ step: 'idle', phone: null, answers: {} });
});

test('of a known phone they hear that it is with us, and nothing of the lead', () => {
  story(
    `
    she: Jane 0712345678 Kilimani 4B
    bot: Let me read it back:...
    she taps: Yes, that is right
    does: bring_lead +254712345678 unitNumber=4B name=Jane location=Kilimani
    bot: Thank you, John. +254 712 345678 is already with us, so you need do nothing more. I have noted that you told us.
  `,
    {},
    { outcome: 'known' },
  );
});

test('the same in Kiswahili', () => {
  story(
    `
    she: jina Jane namba 0712345678 nyumba 4B Kilimani
    bot: Hebu tuhakikishe: / Jina: Jane / Simu: +254 712 345678 / Mahali: Kilimani / Namba ya nyumba: 4B / Niitume?
    she: Ndio
    does: bring_lead +254712345678 unitNumber=4B name=Jane location=Kilimani
    bot: Asante, John! Jane sasa yuko kwetu...
  `,
    { language: 'sw' },
  );
});

test('/new asks step by step, with skip, back and cancel', () => {
  story(`
    she commands: new
    bot: What is the name of the customer?
    she: Peter Otieno
    bot: What is their phone number?...
    she: skip
    bot: Without a number we cannot reach them...
    she: back
    bot: What is the name of the customer?
    she: skip
    bot: What is their phone number?...
    she: 0733111222
    bot: Where do they live?...
    she: Umoja 2
    bot: Which house or unit number?...
    she: skip
    bot: Which package do they want?
    she: gold
    bot: Let me read it back: / Name: Peter Otieno / Phone: +254 733 111222 / Place: Umoja 2 / Package: Gold, 50 Mbps - KES 4,999 / Shall I send it in?
    she: change
    bot: What shall we change?
    she: Phone
    bot: What is their phone number?...
    she: 0733111333
    bot: Let me read it back: / Name: Peter Otieno / Phone: +254 733 111333...
    she: cancel
    bot: All right, cancelled...
    she: hm
    bot: Hello John! Send a lead in one line...
  `);
});

test('what a line leaves out is asked for where it matters: name, phone, place', () => {
  story(`
    she: 0712345678
    bot: What is the name of the customer?
    she: Jane
    bot: Where do they live?...
    she: Kilimani
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / Shall I send it in?
    she: ghairi
    bot: All right, cancelled...
    she: Jane Kilimani 4B
    bot: What is their phone number?...
  `);
});

test('a speed that is not sold is said, and one that is sold is chosen', () => {
  story(`
    she: Jane 0712345678 Kilimani 4B 15mbps
    bot: We have no single package with 15 Mbps. Please choose one of these.
    she: 20
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / House number: 4B / Package: 20 Mbps Home...
  `);
});

test('several leads in one message are read back one after the other', () => {
  const { state } = story(`
    she: Jane 0712345678 Kilimani 4B\\nPeter 0733111222 Umoja 12A\\nAchieng 0722000111 Kasarani
    bot: Let me read it back: / Name: Jane...
    she: cancel
    bot: All right, cancelled...
    bot: Let me read it back: / Name: Peter...
    she: yes
    does: bring_lead +254733111222 unitNumber=12A name=Peter location=Umoja
    bot: Thank you, John!...
    bot: Let me read it back: / Name: Achieng...
    she: tuma
    does: bring_lead +254722000111 name=Achieng location=Kasarani
    bot: Thank you, John!...
  `);
  expect(state).toMatchObject({ step: 'idle', lines: [] });
});

test('one lead over several lines is one lead', () => {
  story(`
    she: Jane\\n0712345678\\nKilimani 4B
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / House number: 4B / Shall I send it in?
  `);
});

test('of more leads than can wait, they hear that the last were not kept', () => {
  const lines = Array.from({ length: 12 }, (_, at) => `Jane 07123456${10 + at} Kilimani`).join('\\n');
  const { state } = story(`
    she: ${lines}
    bot: That is more than I can hold at once...
    bot: Let me read it back: / Name: Jane...
    she: Peter 0733111222 Umoja 12A
    bot: That is more than I can hold at once...
    bot: Let me read it back: / Name: Jane...
  `);
  expect(state.lines).toHaveLength(10);
});

test('the next lead waits until this one is sent in, and is not lost', () => {
  story(`
    she: Jane 0712345678 Kilimani 4B
    bot: Let me read it back:...
    she: Peter 0733111222 Umoja 12A
    bot: I have kept that one, it comes next. First this one.
    bot: Let me read it back: / Name: Jane...
    she: yes
    does: bring_lead +254712345678 unitNumber=4B name=Jane location=Kilimani
    bot: Thank you, John!...
    bot: Let me read it back: / Name: Peter / Phone: +254 733 111222 / Place: Umoja / House number: 12A...
  `);
});

test('an agent may pass on the contact card of whom they bring', () => {
  story(`
    she passes on: 254733111222 Peter Otieno
    bot: Where do they live?...
    she: Umoja
    bot: Which house or unit number?...
  `);
});

test('thanks, questions and help bring no lead', () => {
  story(`
    she: asante
    bot: You are welcome!...
    she: how much is 20mbps?
    bot: Hello John! Send a lead in one line...
    she: /help
    bot: Hello John! Send a lead in one line...
    she sends: photo
    bot: Hello John! Send a lead in one line...
    she: mtu
    does: call_person
    bot: I have told my colleagues...
  `);
});

test('sales may bring leads, a technician may not', () => {
  const line = 'she: Jane 0712345678 Kilimani 4B';
  story(`${line}\n bot: Let me read it back:...`, {
    person: { ...johnTheCaretaker, role: 'sales', agentKind: null },
  });
  const technician = { ...johnTheCaretaker, role: 'technician', agentKind: null } as const;
  story(
    `
    ${line}
    bot: Leads are brought by sales and agents. Please pass this one on to them.
    she: /new
    bot: Leads are brought by sales and agents...
    she: hi
    bot: Hello John! I tell you here what happens with your leads...
  `,
    { person: technician },
  );
});

test('a one-time link makes the chat theirs', () => {
  const { world } = story(
    `
    she commands: start Abc-1_9
    does: redeem_link Abc-1_9
    bot: Welcome, John! This chat is yours now. Somebody wants internet? Send me one line...
    she: Jane 0712345678 Kilimani 4B
    bot: Let me read it back:...
  `,
    { person: null },
    { linked: { name: 'John', role: 'agent' } },
  );
  expect(world.person?.name).toBe('John');
});

test('a link that was used is said to be', () => {
  story(
    `
    she commands: start Abc-1_9
    does: redeem_link Abc-1_9
    bot: This link was used already or is too old...
    she: hi
    bot: Karibu! Welcome to Savanna Fibre...
    bot: What is your name?
    she commands: start Abc-1_9
    does: redeem_link Abc-1_9
    bot: This link was used already or is too old...
    bot: What is your name?
  `,
    { person: null },
  );
});

test('who may bring leads no more in the middle of one does not bring it', () => {
  const { state } = story('she: Jane 0712345678 Kilimani 4B\n bot: Let me read it back:...');
  const technician = { ...johnTheCaretaker, role: 'technician', agentKind: null } as const;
  const { replies, effects } = play(state, { kind: 'text', text: 'yes' }, { ...savanna, person: technician });
  expect(replies.map(({ phrase }) => phrase.key)).toEqual(['help_staff']);
  expect(effects).toEqual([]);
});

test('who was unlinked in the middle of a lead is a prospect again', () => {
  const { state } = story('she: Jane 0712345678 Kilimani 4B\n bot: Let me read it back:...');
  const { replies, effects } = play(state, { kind: 'text', text: 'yes' }, savanna);
  expect(replies.map(({ phrase }) => phrase.key)).toEqual(['greet_prospect', 'ask_name']);
  expect(effects).toEqual([]);
});
