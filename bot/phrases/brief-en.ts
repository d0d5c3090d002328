import type { BriefQuestion } from '../conversation/question.ts';
import type { BriefOpening } from './brief-phrase.ts';
import type { BriefWording } from './phrase.ts';

const ask: Record<BriefQuestion, string> = {
  name: 'What is your name?',
  phone: 'On which number can we call you?',
  place: 'Where are you? Send your estate and house, for example Kilimani 4B.',
  package: 'Which package? Send its number, or the speed.',
};

const openings: Record<BriefOpening, (isp: string) => string> = {
  greeting: (isp) => `Karibu! ${isp} here. Kiswahili? Send KISWAHILI. To end this, send STOP.`,
  offer_person: () => 'Sorry, we do not quite understand each other. Send PERSON and one of us calls you.',
  only_text: () => 'I can only read text, sorry.',
  not_sold: () => 'No single package has that speed.',
  resume_gently: () => 'Thank you, one of us will read this.',
  welcome_back: () => 'Welcome back!',
  unclear: () => 'Sorry, I did not get that.',
};

export const briefEn: BriefWording = {
  brief_ask: ({ question, opening, isp }) =>
    opening ? `${openings[opening](isp)} ${ask[question]}` : ask[question],
  brief_promise: ({ name, isp }) =>
    `Asante${name ? `, ${name}` : ''}! ${isp} has your request: one of us will call you soon. If something changes, just write here.`,
  brief_person_called: () => 'Thank you. I have told my colleagues: one of us will call you.',
  brief_help: ({ isp }) =>
    `Internet from ${isp}. SKIP a question, go BACK, CANCEL; PERSON: one of us calls you. Kiswahili? KISWAHILI. To end this: STOP.`,
};
