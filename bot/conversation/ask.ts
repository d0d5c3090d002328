import { displayMoney } from '../../domain/money.ts';
import { type Language, languages } from '../../domain/person.ts';
import type { Choice, Phrase, Reply } from '../phrases/phrase.ts';
import { previousStep } from './agenda.ts';
import type { Question } from './question.ts';
import type { State } from './state.ts';
import type { World } from './talk.ts';
import { reply } from './turn.ts';

/** The ways out of wherever the talk stands. Skip and back name their step: pressed later they are stale. */
export function ways(state: State, world: World): Choice[] {
  const { step } = state;
  const skips = step !== 'read_back' && step !== 'change' && step !== 'which_phone';
  return [
    ...(skips ? [way('label_skip', `${step}:skip`)] : []),
    ...(previousStep(state, world) ? [way('label_back', `${step}:back`)] : []),
    way('label_cancel', 'cancel'),
    way('label_person', 'person'),
  ];
}

type Label = Extract<Phrase['key'], `label_${string}`>;

export const way = (label: Exclude<Label, 'label_question'>, value: string): Choice => ({
  label: { key: label },
  value,
  way: true,
});

const languageNames: Record<Language, string> = { en: 'English', sw: 'Kiswahili' };
export const languageChoices: Choice[] = languages.map((language) => ({
  label: { text: languageNames[language] },
  value: `language:${language}`,
  way: true,
}));

/** `20 Mbps Home - KES 2,500`; the speed is added where the name does not tell it. */
export function packageLabel({ name, price, downloadMbps }: World['packages'][number]): string {
  const speed = name.includes(String(downloadMbps)) ? '' : `, ${downloadMbps} Mbps`;
  return `${name}${speed} - ${displayMoney(price)}`;
}

/** `20 Mbps 2500/=`: what tells it from the others, where there is little room. */
const briefPackageLabel = ({ price, downloadMbps }: World['packages'][number]): string =>
  `${downloadMbps} Mbps ${price.replace(/\.00$/, '')}/=`;

const answersOf: Partial<Record<Question, (world: World) => Choice[]>> = {
  package: ({ packages, isBrief }) =>
    packages.map((it) => ({
      label: { text: isBrief ? briefPackageLabel(it) : packageLabel(it) },
      value: `package:${it.id}`,
    })),
  has_router: () => [
    { label: { key: 'label_yes' }, value: 'has_router:yes' },
    { label: { key: 'label_no' }, value: 'has_router:no' },
  ],
};

function words(question: Question, { about }: State, { hasContactButton, takesLocation }: World): Phrase {
  switch (question) {
    case 'place':
      return { key: 'ask_place', about, pin: takesLocation };
    case 'name':
    case 'unit':
    case 'package':
      return { key: `ask_${question}`, about };
    case 'phone':
      return { key: 'ask_phone', about, button: hasContactButton && about === 'self' };
    default:
      return { key: `ask_${question}` };
  }
}

export function askQuestion(question: Question, state: State, world: World): Reply {
  const choices = [...(answersOf[question]?.(world) ?? []), ...ways(state, world)];
  const asksContact = question === 'phone' && state.about === 'self' && world.hasContactButton;
  return { ...reply(words(question, state, world), choices), asksContact };
}

export const greeting = ({ ispName }: World): Reply =>
  reply({ key: 'greet_prospect', isp: ispName }, languageChoices);
