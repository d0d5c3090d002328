import type { BriefQuestion } from '../conversation/question.ts';
import type { BriefOpening } from './brief-phrase.ts';
import type { BriefWording } from './phrase.ts';

const ask: Record<BriefQuestion, string> = {
  name: 'Jina lako ni nani?',
  phone: 'Tukupigie kwa namba gani?',
  place: 'Uko wapi? Tuma mtaa na namba ya nyumba, kwa mfano Kilimani 4B.',
  package: 'Ungependa kifurushi gani? Tuma namba yake, au kasi.',
};

const openings: Record<BriefOpening, (isp: string) => string> = {
  greeting: (isp) => `Karibu ${isp}! English? Write ENGLISH. Hutaki jumbe? Andika ACHA.`,
  offer_person: () => 'Pole, naona hatuelewani. Andika MTU na mmoja wetu atakupigia.',
  only_text: () => 'Samahani, naweza kusoma maandishi tu.',
  not_sold: () => 'Hakuna kifurushi kimoja cha kasi hiyo.',
  resume_gently: () => 'Asante, mmoja wetu atasoma ujumbe huu.',
  welcome_back: () => 'Karibu tena!',
  unclear: () => 'Samahani, sijaelewa.',
};

export const briefSw: BriefWording = {
  brief_ask: ({ question, opening, isp }) =>
    opening ? `${openings[opening](isp)} ${ask[question]}` : ask[question],
  brief_promise: ({ name, isp }) =>
    `Asante${name ? `, ${name}` : ''}! Tumepokea ombi lako hapa ${isp}: mmoja wetu atakupigia karibuni. Jambo likibadilika, andika tu hapa.`,
  brief_person_called: () => 'Asante. Nimewaambia wenzangu: mmoja wetu atakupigia.',
  brief_help: ({ isp }) =>
    `Intaneti ya ${isp}. RUKA swali, RUDI nyuma, GHAIRI; MTU: mmoja wetu atakupigia. English? Write ENGLISH. Hutaki jumbe? Andika ACHA.`,
};
