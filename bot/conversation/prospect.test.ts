import { expect, test } from 'vitest';
import { parsePhone } from '../../domain/phone.ts';
import { type Fate, play, rehearse, savanna } from './rehearsal.ts';
import type { World } from './talk.ts';

const kiswahili: World = { ...savanna, language: 'sw' };

function story(script: string, world: Partial<World> = {}, fate: Partial<Fate> = {}) {
  const { went, expected, last } = rehearse(script, { ...savanna, ...world }, fate);
  expect(went).toEqual(expected);
  return last;
}

test('a prospect goes from hello to a lead, and every answer is kept at once', () => {
  const { state } = story(`
    she: Hi
    bot: Karibu! Welcome to Savanna Fibre...
    bot: What is your name?
    she: My name is Jane Wanjiru
    bot: On which number can we reach you? Tap the button...
    she: call me on 0712 345 678 please
    does: capture_lead +254712345678 claimed name=Jane Wanjiru
    bot: Where shall we connect you?...
    she: Kilimani 4B
    does: complete_lead own unitNumber=4B location=Kilimani
    bot: Which package would you like?
    she taps: 20 Mbps Home - KES 2,500
    does: complete_lead own packageId=package_0199f3c2-0000-7000-8000-000000000020
    bot: Which internet provider do you have now?...
    she: Zuku
    does: complete_lead own currentIsp=Zuku
    bot: Why would you like to join us?...
    she: It goes down every evening.
    does: complete_lead own notes=It goes down every evening.
    bot: Do you have a Wi-Fi router already?
    she taps: Yes
    does: complete_lead own customerHasRouter=true
    bot: Which router is it?...
    she: TP-Link Archer C6
    does: complete_lead own routerType=TP-Link Archer C6
    bot: Let me read it back: / Name: Jane Wanjiru / Phone: +254 712 345678 / Place: Kilimani / House number: 4B / Package: 20 Mbps Home - KES 2,500 / Provider now: Zuku / Reason: It goes down every evening. / Has a router: yes / Router type: TP-Link Archer C6 / Is that right?
    she taps: Yes, that is right
    bot: Asante, Jane Wanjiru! Everything is with Savanna Fibre now...
    she: asante sana
    bot: You are welcome!...
    she: When do you come?
    does: call_person for own
    bot: We have everything, Jane Wanjiru...
  `);
  expect(state.step).toBe('done');
  expect(JSON.stringify(state).length).toBeLessThan(600);
});

test('the same talk in Kiswahili, with her own contact card', () => {
  story(
    `
    she: Habari
    bot: Karibu Savanna Fibre!...
    bot: Jina lako ni nani?
    she: Naitwa Achieng
    bot: Tukupate kwa namba gani? Bonyeza kitufe...
    she shares: 254712345678 Achieng
    does: capture_lead +254712345678 attested name=Achieng
    bot: Tukuunganishie wapi?...
    she: Niko Umoja 2, nyumba namba 12
    does: complete_lead own unitNumber=12 location=Umoja 2
    bot: Ungependa kifurushi gani?
    she: 10mbps
    does: complete_lead own packageId=package_0199f3c2-0000-7000-8000-000000000010
    bot: Kwa sasa unatumia mtandao gani?...
    she: hakuna
    does: complete_lead own currentIsp=None
    bot: Kwa nini ungependa kujiunga nasi?...
    she: ruka
    bot: Je, una router ya Wi-Fi tayari?
    she: hapana
    does: complete_lead own customerHasRouter=false
    bot: Hebu tuhakikishe: / Jina: Achieng / Simu: +254 712 345678 / Mahali: Umoja 2 / Namba ya nyumba: 12 / Kifurushi: 10 Mbps Home - KES 1,500 / Mtandao wa sasa: None / Router: hapana / Je, ni sawa?
    she: ndiyo
    bot: Asante, Achieng!...
  `,
    kiswahili,
  );
});

test('everything at once at the first question leaves only what is missing to ask', () => {
  story(`
    she: hello
    bot: Karibu!...
    bot: What is your name?
    she: Jane 0712345678 Kilimani 4B 20mbps
    does: capture_lead +254712345678 claimed name=Jane location=Kilimani unitNumber=4B packageId=package_0199f3c2-0000-7000-8000-000000000020
    bot: Which internet provider do you have now?...
  `);
});

test('everything at once as the first word is greeted and kept', () => {
  story(`
    she: Jina langu ni Otieno, namba 0733 111 222, naishi Kasarani
    does: capture_lead +254733111222 claimed name=Otieno location=Kasarani
    bot: Karibu!...
    bot: Which house or unit number? For example 4B.
  `);
});

test('a phone that the channel vouches for is not asked for', () => {
  story(
    `
    she: Hi
    does: capture_lead +254722000111 attested
    bot: Karibu!...
    bot: What is your name?
    she: Jane
    does: complete_lead own name=Jane
    bot: Where shall we connect you?...
  `,
    { channel: 'whatsapp', hasContactButton: false, attestedPhone: parsePhone('0722000111') },
  );
});

test('a customer who is known by their own phone is handed to a person', () => {
  const { state } = story(
    `
    she: Hi
    does: capture_lead +254722000111 attested
    does: call_person for own
    bot: Karibu!...
    bot: You are one of our customers already...
    she: My internet is down
    does: call_person for own
    bot: I have told my colleagues...
    she: thanks
    bot: You are welcome!...
  `,
    { attestedPhone: parsePhone('0722000111') },
    { customer: true },
  );
  expect(state.step).toBe('handed_over');
});

test('who claims the phone of a customer is asked on like anybody', () => {
  story(
    `
    she: Jane 0722000111
    does: capture_lead +254722000111 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
  `,
    {},
    { as: 'claim', customer: true },
  );
});

test('a claim is their own lead once they share their own card, and it is captured attested just once', () => {
  const { state } = story(
    `
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
    she shares: 254712345678 Jane
    does: capture_lead +254712345678 attested name=Jane
    bot: Where shall we connect you?...
    she shares: 254712345678 Jane
    bot: Where shall we connect you?...
    she: Kilimani
    does: complete_lead own location=Kilimani
    bot: Which house or unit number?...
  `,
    {},
    { as: 'claim' },
  );
  expect(state.capture?.as).toBe('own');
});

test('their own lead is attested once they share their own card, just once', () => {
  const { state } = story(`
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
    she shares: 254712345678 Jane
    does: capture_lead +254712345678 attested name=Jane
    bot: Where shall we connect you?...
    she: Kilimani
    does: complete_lead own location=Kilimani
    bot: Which house or unit number?...
    she shares: 254712345678 Jane
    bot: Which house or unit number?...
  `);
  expect(state.attested).toBe(true);
});

test('a lead of an attested phone is not captured again', () => {
  story(
    `
    she: Hi
    does: capture_lead +254722000111 attested
    bot: Karibu!...
    bot: What is your name?
    she shares: 254722000111 Jane
    bot: What is your name?
  `,
    { attestedPhone: parsePhone('0722000111') },
  );
});

test('a claim is their own lead once the channel vouches for its phone, with what was said meanwhile', () => {
  const { last } = rehearse('she: Jane 0712345678', savanna, { as: 'claim' });
  const vouched = { ...savanna, attestedPhone: parsePhone('0712345678') };
  const { state, effects } = play(last.state, { kind: 'text', text: 'Kilimani' }, vouched);
  expect(effects).toMatchObject([
    { do: 'complete_lead', capture: { as: 'claim' } },
    { do: 'capture_lead', attested: true, answers: { name: 'Jane', location: 'Kilimani' } },
  ]);
  expect(state).toMatchObject({ step: 'unit', capture: { as: 'own' } });
});

test('a single answer is changed at the read-back, also after the yes', () => {
  story(`
    she: Jane 0712345678 Kilimani 4B 20mbps
    does: capture_lead +254712345678 claimed name=Jane location=Kilimani unitNumber=4B packageId=package_0199f3c2-0000-7000-8000-000000000020
    bot: Karibu!...
    bot: Which internet provider do you have now?...
    she: skip
    bot: Why would you like to join us?...
    she: skip
    bot: Do you have a Wi-Fi router already?
    she: yes
    does: complete_lead own customerHasRouter=true
    bot: Which router is it?...
    she: Tenda
    does: complete_lead own routerType=Tenda
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / House number: 4B / Package: 20 Mbps Home - KES 2,500 / Has a router: yes / Router type: Tenda / Is that right?
    she: no
    bot: What shall we change?
    she taps: House number
    bot: Which house or unit number?...
    she: B12
    does: complete_lead own unitNumber=B12
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Kilimani / House number: B12...
    she: edit
    bot: What shall we change?
    she: Has a router
    bot: Do you have a Wi-Fi router already?
    she: No
    does: complete_lead own customerHasRouter=false routerType=null
    bot: Let me read it back:...
    she: ok
    bot: Asante, Jane!...
    she: I moved
    does: call_person for own
    bot: We have everything, Jane...
    she taps: Change something
    bot: What shall we change?
    she: place
    bot: Where shall we connect you?...
    she pins: -1.29, 36.78
    does: complete_lead own location=Location pin -1.29, 36.78
    bot: Let me read it back: / Name: Jane / Phone: +254 712 345678 / Place: Location pin -1.29, 36.78...
  `);
});

test('back, skip and cancel lead where they say', () => {
  const { state } = story(`
    she: Hi
    bot: Karibu!...
    bot: What is your name?
    she taps: Skip
    bot: On which number can we reach you?...
    she taps: Skip
    bot: Without a number nobody here can call you back...
    she: back
    bot: What is your name?
    she: /rudi
    bot: This is the first question already.
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you?...
    she: 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Where shall we connect you?...
    she: Ghairi!
    bot: All right, no more questions. What you told us so far is with my colleagues...
    she: cancel
    bot: All right. I am asking nothing just now; write here whenever you like.
    she: hello again
    bot: Karibu!...
    bot: What is your name?
  `);
  expect(state.phone).toBeNull();
});

test('the phone is not asked for again on the way back', () => {
  story(`
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
    she taps: Back
    bot: What is your name?
    she: Jane Wanjiru
    does: complete_lead own name=Jane Wanjiru
    bot: Where shall we connect you?...
  `);
});

test('after "talk to a person" the next words are for that person, and the talk resumes gently', () => {
  story(`
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed name=Jane
    bot: Karibu!...
    bot: Where shall we connect you?...
    she taps: Talk to a person
    does: call_person for own
    bot: I have told my colleagues...
    she: mtu
    bot: I have told my colleagues...
    she: Do you also serve Rongai?
    bot: Thank you, one of us will read this. Shall we go on meanwhile?
    bot: Where shall we connect you?...
    she: Rongai
    does: complete_lead own location=Rongai
    bot: Which house or unit number?...
  `);
});

test('somebody else’s contact card is refused kindly, and the typed number is a claim', () => {
  story(`
    she: hi
    bot: Karibu!...
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you?...
    she passes on: 254733111222 Peter
    bot: That card is not your own. Please tap the button to share your number, or type it...
    she: 0733111222
    does: capture_lead +254733111222 claimed name=Jane
    bot: Where shall we connect you?...
  `);
});

test('a whole line at the question for the phone is read whole, and the name given first stays', () => {
  story(`
    she: Hi
    bot: Karibu!...
    bot: What is your name?
    she: Jane Wanjiru
    bot: On which number can we reach you?...
    she: Jane 0712345678 Kilimani 4B
    does: capture_lead +254712345678 claimed name=Jane Wanjiru location=Kilimani unitNumber=4B
    bot: Which package would you like?
  `);
});

test('who called for a person before anything else is not taken for a new prospect at once', () => {
  story(`
    she: mtu
    does: call_person
    bot: I have told my colleagues...
    she: My bill is wrong
    bot: Thank you, one of us will read this. Shall we go on meanwhile?
    bot: Karibu!...
    bot: What is your name?
  `);
});

test('of two phones one is chosen', () => {
  story(`
    she: Jane
    bot: Karibu!...
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you?...
    she: 0712345678, 0733111222
    bot: I see more than one number...
    she: the red one
    bot: Please choose one of these.
    she taps: +254 733 111222
    does: capture_lead +254733111222 claimed name=Jane
    bot: Where shall we connect you?...
  `);
});

test('a location pin before its time is kept, and the open question stays open', () => {
  story(`
    she: hi
    bot: Karibu!...
    bot: What is your name?
    she pins: -1.2921, 36.8219
    bot: Thank you, I have kept the place.
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you?...
    she: 0712345678
    does: capture_lead +254712345678 claimed location=Location pin -1.2921, 36.8219 name=Jane
    bot: Which house or unit number?...
  `);
});

test('the poster that was tapped last goes with the capture', () => {
  const { state } = story(`
    she commands: start r_house4
    bot: Karibu!...
    bot: What is your name?
    she commands: start r_house7
    bot: Welcome back! Good to hear from you.
    bot: What is your name?
    she: Jane 0712345678
    does: capture_lead +254712345678 claimed by house7 name=Jane
    bot: Where shall we connect you?...
    she commands: start r_house9
    bot: Welcome back! Good to hear from you.
    bot: Where shall we connect you?...
  `);
  expect(state.referralCode).toBeNull();
});

test('the language changes at any step, by button and by word', () => {
  story(`
    she: hi
    bot: Karibu! Welcome to...
    bot: What is your name?
    she taps: Kiswahili
    does: choose_language sw
    bot: Sawa, tutaendelea kwa Kiswahili.
    bot: Jina lako ni nani?
    she: Jane
    bot: Tukupate kwa namba gani?...
    she: English
    does: choose_language en
    bot: All right, we go on in English.
    bot: On which number can we reach you?...
    she: /lugha
    bot: Which language do you prefer? Write ENGLISH or KISWAHILI.
  `);
});

test('the third answer in a row that is none brings the offer of a person', () => {
  story(`
    she: Jane
    bot: Karibu!...
    bot: What is your name?
    she: Jane
    bot: On which number can we reach you?...
    she: 0712
    bot: That does not look like a mobile number...
    she sends: sticker
    bot: Thank you for the sticker! I can only read text, sorry...
    bot: On which number can we reach you?...
    she: 👍
    bot: Sorry, we do not quite understand each other...
    bot: That does not look like a mobile number...
    she: 071234567
    bot: That does not look like a mobile number...
  `);
});

test('a second request after the yes begins anew', () => {
  const { state } = story(
    `
    she: Jane 0712345678 Kilimani 4B
    does: capture_lead +254712345678 claimed name=Jane location=Kilimani unitNumber=4B
    bot: Karibu!...
    bot: Which internet provider...
    she: /new
    bot: Let us finish this one first, or send CANCEL.
    bot: Which internet provider...
    she: Zuku
    does: complete_lead own currentIsp=Zuku
    bot: Why would you like to join us?...
    she: price
    does: complete_lead own notes=price
    bot: Do you have...
    she: no
    does: complete_lead own customerHasRouter=false
    bot: Let me read it back:...
    she: yes
    bot: Asante, Jane!...
    she: /new
    bot: Karibu!...
    bot: What is your name?
  `,
    { packages: [] },
  );
  expect(state.capture).toBeNull();
});
