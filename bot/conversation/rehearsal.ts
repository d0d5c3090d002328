import type { Said } from '../../domain/message.ts';
import { parseMoney } from '../../domain/money.ts';
import type { Language } from '../../domain/person.ts';
import { defaultCountry, parsePhone } from '../../domain/phone.ts';
import { type SmsText, smsText } from '../channels/sms/texts.ts';
import type { Choice, Reply } from '../phrases/phrase.ts';
import { wordPhrase } from '../phrases/words.ts';
import { talk } from './conversation.ts';
import { beginTalk, type State } from './state.ts';
import type { Effect, LeadAnswers, TalkEvent, World } from './talk.ts';

/** A stage for tests: a talk is played line by line, and written down the way it would be read. */

const price = (shillings: number) => {
  const money = parseMoney(shillings);
  if (!money) throw new Error(`${shillings} is no price.`);
  return money;
};

export const home10 = {
  id: 'package_0199f3c2-0000-7000-8000-000000000010',
  name: '10 Mbps Home',
  price: price(1500),
  downloadMbps: 10,
} as const;
export const home20 = {
  id: 'package_0199f3c2-0000-7000-8000-000000000020',
  name: '20 Mbps Home',
  price: price(2500),
  downloadMbps: 20,
} as const;
export const gold = {
  id: 'package_0199f3c2-0000-7000-8000-000000000050',
  name: 'Gold',
  price: price(4999),
  downloadMbps: 50,
} as const;

export const savanna: World = {
  ispName: 'Savanna Fibre',
  country: defaultCountry,
  language: 'en',
  channel: 'telegram',
  hasContactButton: true,
  hasButtons: true,
  takesLocation: true,
  isBrief: false,
  isForgeable: false,
  senderPhone: null,
  attestedPhone: null,
  person: null,
  staffWroteLast: false,
  packages: [home10, home20, gold],
};

export const johnTheCaretaker = {
  id: 'user_0199f3c2-0000-7000-8000-000000000001',
  name: 'John',
  role: 'agent',
  agentKind: 'caretaker',
} as const;

/** What the effects bring about on this stage. */
export interface Fate {
  as: 'own' | 'claim';
  customer: boolean;
  outcome: 'created' | 'known';
  linked: Extract<TalkEvent, { kind: 'linked' }>['person'];
}

const kindFate: Fate = { as: 'own', customer: false, outcome: 'created', linked: null };

function eventAfter(effect: Effect, fate: Fate): TalkEvent | null {
  const lead = 'lead_0199f3c2-0000-7000-8000-000000000001';
  if (effect.do === 'capture_lead')
    return {
      kind: 'captured',
      capture: { lead, as: effect.attested ? 'own' : fate.as },
      customer: fate.customer,
    };
  if (effect.do === 'bring_lead') return { kind: 'brought', outcome: fate.outcome };
  return effect.do === 'redeem_link' ? { kind: 'linked', person: fate.linked } : null;
}

export interface Played {
  state: State;
  world: World;
  replies: Reply[];
  effects: Effect[];
}

/** One message, and all that follows from it. */
export function play(state: State, said: Said, world: World, fate: Partial<Fate> = {}): Played {
  const card = said.kind === 'contact' && said.own ? parsePhone(said.phone, world.country) : null;
  const attestedPhone = card ?? world.attestedPhone;
  const played: Played = { state, world: { ...world, attestedPhone }, replies: [], effects: [] };
  const events: TalkEvent[] = [{ kind: 'said', said }];
  for (let event = events.shift(); event; event = events.shift()) {
    const step = talk(played.state, event, played.world);
    played.state = step.state;
    played.replies.push(...step.replies);
    for (const effect of step.effects) {
      played.effects.push(effect);
      const after = eventAfter(effect, { ...kindFate, ...fate });
      if (after) events.push(after);
      if (effect.do === 'choose_language') played.world = { ...played.world, language: effect.language };
      if (after?.kind === 'linked' && after.person)
        played.world = { ...played.world, person: { ...johnTheCaretaker, ...after.person } };
    }
  }
  return played;
}

export const wordsOn = ({ label }: Choice, language: Language): string =>
  'text' in label ? label.text : wordPhrase(label, language);

/** What a reply is as an SMS. */
export const smsOf = ({ phrase, choices }: Reply, language: Language): SmsText =>
  smsText({
    text: wordPhrase(phrase, language),
    choices: choices.map((it) => ({ label: wordsOn(it, language), value: it.value, way: it.way ?? false })),
  });

const told = (answers: LeadAnswers): string =>
  Object.entries(answers)
    .map(([key, value]) => ` ${key}=${value}`)
    .join('');

function deed(effect: Effect): string {
  switch (effect.do) {
    case 'capture_lead': {
      const { phone, attested, referralCode, answers } = effect;
      const proof = attested ? 'attested' : 'claimed';
      return `capture_lead ${phone} ${proof}${referralCode ? ` by ${referralCode}` : ''}${told(answers)}`;
    }
    case 'complete_lead':
      return `complete_lead ${effect.capture.as}${told(effect.answers)}`;
    case 'bring_lead':
      return `bring_lead ${effect.phone}${told(effect.answers)}`;
    case 'call_person':
      return `call_person${effect.capture ? ` for ${effect.capture.as}` : ''}`;
    case 'tell_staff':
      return 'tell_staff';
    case 'redeem_link':
      return `redeem_link ${effect.token}`;
    case 'note_media':
      return `note_media ${effect.what} on ${effect.capture.as}`;
    case 'choose_language':
      return `choose_language ${effect.language}`;
    case 'stop':
    case 'start_again':
      return `${effect.do} ${effect.words}`;
  }
}

/** `she: words` (`\n` in them breaks the line), `she taps: a label`, `she shares: a phone` (her own card), `she passes on: a phone name` … */
function saidIn(line: string, shown: readonly Reply[], language: Language): Said {
  const [, how = '', what = ''] = /^she ?([a-z ]*): ?(.*)$/.exec(line) ?? [];
  const [phone = '', name = null] = what.split(/ (.*)/);
  switch (how) {
    case '':
      return { kind: 'text', text: what.replaceAll('\\n', '\n') };
    case 'taps': {
      const choices = shown.flatMap((it) => it.choices);
      const choice = choices.find((it) => wordsOn(it, language) === what);
      if (!choice) throw new Error(`There is no button "${what}".`);
      return { kind: 'choice', value: choice.value };
    }
    case 'shares':
      return { kind: 'contact', phone, own: true, name };
    case 'passes on':
      return { kind: 'contact', phone, own: false, name };
    case 'commands':
      return { kind: 'command', name: phone, argument: name ?? '' };
    case 'pins': {
      const [latitude = 0, longitude = 0] = what.split(',').map(Number);
      return { kind: 'location', latitude, longitude };
    }
    case 'sends':
      return { kind: 'media', what, caption: null };
    default:
      throw new Error(`Nobody knows how to play "${line}".`);
  }
}

/**
 * Plays the `she` lines of a script and gives the whole as it went: her lines, `does:` and `bot:` lines. A `bot:` line of
 * the script that ends in "..." stands for every line that begins so.
 */
export function rehearse(script: string, world: World = savanna, fate: Partial<Fate> = {}) {
  const expected = script
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  const actual: string[] = [];
  let last: Played = { state: beginTalk(), world, replies: [], effects: [] };
  for (const line of expected.filter((it) => it.startsWith('she'))) {
    const said = saidIn(line, last.replies, last.world.language);
    last = play(last.state, said, last.world, fate);
    const { language } = last.world;
    actual.push(line, ...last.effects.map((it) => `does: ${deed(it)}`));
    for (const { phrase } of last.replies)
      actual.push(`bot: ${wordPhrase(phrase, language).replaceAll('\n', ' / ')}`);
  }
  const went = actual.map((line, at) => {
    const awaited = expected[at];
    const head = awaited?.endsWith('...') ? awaited.slice(0, -3) : null;
    return awaited && head !== null && line.startsWith(head) ? awaited : line;
  });
  return { went, expected, last };
}
