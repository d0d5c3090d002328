import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channels } from '../../domain/channel.ts';
import type { Said } from '../../domain/message.ts';
import { languages, roles } from '../../domain/person.ts';
import { parsePhone } from '../../domain/phone.ts';
import { reply } from '../phrases/phrase.ts';
import { wordPhrase } from '../phrases/words.ts';
import { type Fate, johnTheCaretaker, play, savanna, smsOf, wordsOn } from './rehearsal.ts';
import { beginTalk, parseState, type State, type StepName, stepNames } from './state.ts';
import type { World } from './talk.ts';
import { believed } from './trust.ts';

// Whatever is said, in whatever order, in whatever world.

const tellingTexts = (
  'Jane|Jane Wanjiru|0712345678|0733111222|0712345678, 0733111222|0712|Kilimani 4B|Umoja 2|4B|12|1|2|20|20mbps|15mbps|gold|' +
  'Zuku|none|yes|no|ndiyo|hapana|hi|asante|ok|skip|ruka|back|rudi|cancel|ghairi|person|mtu|help|msaada|change|name|' +
  'Jane 0712345678 Kilimani 4B 20mbps|jina Jane namba 0733111222 nyumba 4B|STOP|acha|START|anza|English|Kiswahili|' +
  '/start|/start r_house7|/start token_1|/new|/help|/cancel|/nonsense|/skip|how much?|👍|\u0000|\ud800|  '
).split('|');
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...tellingTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom('a'.repeat(10_000), '0712 '.repeat(2_000), '😀'.repeat(2_500)) },
);
const values = [
  ...stepNames.flatMap((step) =>
    ['skip', 'back', 'yes', 'no', 'change', 'name', 'phone'].map((it) => `${step}:${it}`),
  ),
  ...savanna.packages.map(({ id }) => `package:${id}`),
  ...['cancel', 'person', 'new', 'language:sw', 'language:xx', 'which_phone:+254712345678', '', 'garbage'],
];
const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 8, arbitrary: text.map((it) => ({ kind: 'text' as const, text: it })) },
  { weight: 4, arbitrary: fc.constantFrom(...values).map((value) => ({ kind: 'choice' as const, value })) },
  fc.record({
    kind: fc.constant('command' as const),
    name: fc.constantFrom(
      'start',
      'stop',
      'new',
      'help',
      'skip',
      'ruka',
      'mtu',
      '__proto__',
      'constructor',
      '',
    ),
    argument: fc.constantFrom('', 'r_house7', 'r_', 'token_1', '; drop'),
  }),
  fc.record({
    kind: fc.constant('contact' as const),
    phone: fc.constantFrom('254712345678', '0733111222', '447700900123', 'none', ''),
    own: fc.boolean(),
    name: fc.option(fc.constantFrom('Peter', '', '\u0000')),
  }),
  fc.record({ kind: fc.constant('location' as const), latitude: fc.double(), longitude: fc.double() }),
  fc.record({
    kind: fc.constant('media' as const),
    what: fc.constant('photo'),
    caption: fc.option(fc.constantFrom('Jane 0712345678', '')),
  }),
  fc.constantFrom<Said>({ kind: 'blocked' }, { kind: 'unblocked' }),
);

const world: fc.Arbitrary<World> = fc.record({
  ispName: fc.constant(savanna.ispName),
  country: fc.constant(savanna.country),
  language: fc.constantFrom(...languages),
  channel: fc.constantFrom(...channels),
  hasContactButton: fc.boolean(),
  hasButtons: fc.boolean(),
  takesLocation: fc.boolean(),
  isBrief: fc.boolean(),
  isForgeable: fc.boolean(),
  staffWroteLast: fc.boolean(),
  senderPhone: fc.constantFrom(null, null, parsePhone('0722000111')),
  attestedPhone: fc.constantFrom(null, null, parsePhone('0722000111')),
  person: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    fc.constantFrom(...roles).map((role) => ({ ...johnTheCaretaker, role, agentKind: null })),
  ),
  packages: fc.subarray([...savanna.packages]),
});
const fate: fc.Arbitrary<Fate> = fc.record({
  as: fc.constantFrom('own', 'claim'),
  customer: fc.constantFrom(false, false, false, true),
  outcome: fc.constantFrom('created', 'known'),
  linked: fc.constantFrom(null, { name: 'John', role: 'agent' }, { name: 'Mary', role: 'owner' }),
});

/** What helps the talk on where it stands: without it few talks would come as far as the read-back. */
const sensible: Record<StepName, string> = {
  idle: 'Jane 0712345678 Kilimani 4B 20mbps',
  name: 'Jane',
  phone: '0712345678',
  which_phone: '1',
  place: 'Kilimani',
  unit: '4B',
  package: 'gold',
  isp: 'Zuku',
  reason: 'Slow',
  has_router: 'yes',
  router: 'Tenda',
  read_back: 'yes',
  change: 'name',
  done: 'Change something',
  handed_over: '/new',
};

/** Most talks happen in one world; in some it changes under them. Half of what is said makes sense. */
const message = fc.record({
  said: fc.option(said, { freq: 2 }),
  fate,
  elsewhere: fc.option(world, { freq: 20 }),
});
const talks = fc.record({ messages: fc.array(message, { minLength: 1, maxLength: 40, size: 'max' }), world });
type Talked = typeof talks extends fc.Arbitrary<infer T> ? T : never;

interface Heard {
  said: Said;
  before: State;
  played: ReturnType<typeof play>;
}

/** So that a talk that changes what it was given throws. */
function frozen<T>(it: T): T {
  if (typeof it === 'object' && it !== null) Object.values(Object.freeze(it)).map(frozen);
  return it;
}

function hold({ messages, world: first }: Talked): Heard[] {
  let state = beginTalk();
  let present = first;
  return messages.map((message) => {
    if (message.elsewhere) present = message.elsewhere;
    const before = state;
    const said = message.said ?? { kind: 'text' as const, text: sensible[state.step] };
    const played = play(frozen(state), said, frozen(present), message.fate);
    ({ state, world: present } = played);
    return { said, before, played };
  });
}

const always = (check: (heard: Heard[]) => void, numRuns = 400) =>
  fc.assert(
    fc.property(talks, (it) => check(hold(it))),
    { numRuns },
  );
const isSilent = ({ kind }: Said) => kind === 'blocked' || kind === 'unblocked';

test('nothing that is said makes the talk throw, and its state and replies always parse again', () =>
  always((heard) => {
    for (const { played } of heard) {
      expect(parseState(JSON.parse(JSON.stringify(played.state)))).toEqual(played.state);
      for (const it of played.replies) {
        expect(reply.parse(JSON.parse(JSON.stringify(it)))).toEqual(it);
        for (const { value } of it.choices) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(64);
        for (const language of languages) expect(wordPhrase(it.phrase, language)).not.toBe('');
      }
    }
  }));

test('nothing is stored that PostgreSQL refuses: no NUL, no half character', () =>
  always((heard) => {
    const stored = JSON.stringify(heard.map(({ played: { state, effects } }) => ({ state, effects })));
    expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/);
  }));

test('after STOP there is no reply and no effect, until START', () =>
  always((heard) => {
    for (const { before, played } of heard) {
      if (!before.stopped) continue;
      const restarted = played.effects.some((it) => it.do === 'start_again');
      expect(played.state.stopped).toBe(!restarted);
      if (!restarted) expect(played).toMatchObject({ replies: [], effects: [] });
    }
  }));

test('a STOP is confirmed by one message, and nothing else is said or done', () =>
  always((heard) => {
    for (const { before, played } of heard) {
      if (before.stopped || !played.state.stopped) continue;
      expect(played.replies.map(({ phrase }) => phrase.key)).toEqual(['stopped']);
      expect(played.effects.map((it) => it.do)).toEqual(['stop']);
    }
  }));

test('in a brief talk every message is answered by one at most, and each is one SMS', () =>
  always((heard) => {
    for (const { played } of heard.filter((it) => it.played.world.isBrief)) {
      expect(played.replies.length).toBeLessThanOrEqual(1);
      for (const it of played.replies)
        for (const language of languages)
          expect(smsOf(it, language), smsOf(it, language).text).toMatchObject({ parts: 1 });
    }
  }));

test('whoever is answered in a brief talk is a lead, if the network gave their number', () =>
  always((heard) => {
    for (const { played } of heard) {
      const { isBrief, senderPhone } = played.world;
      const isAnswered = isBrief && senderPhone && played.replies.length > 0 && !played.state.stopped;
      // A talk that was just cancelled holds no phone any more; its lead stays.
      if (isAnswered && played.replies[0]?.phrase.key !== 'cancelled')
        expect(played.state.capture).not.toBeNull();
    }
  }));

test('where the sender can be forged nobody is linked, acts for the ISP, or is attested', () =>
  always((heard) => {
    for (const { played } of heard.filter((it) => it.played.world.isForgeable))
      for (const effect of played.effects) {
        expect(['redeem_link', 'bring_lead']).not.toContain(effect.do);
        if (effect.do === 'capture_lead') expect(effect.attested).toBe(false);
      }
  }));

test('nobody is told to tap where there is nothing to tap, nor to send a pin where none can be sent', () =>
  always((heard) => {
    for (const { played } of heard)
      for (const { phrase } of played.replies)
        for (const language of languages) {
          const words = wordPhrase(phrase, language);
          const { hasButtons, hasContactButton, takesLocation } = played.world;
          if (!hasButtons && !hasContactButton) expect(words).not.toMatch(/\btap\b|button|bonyeza|kitufe/i);
          if (!takesLocation && phrase.key === 'ask_place') expect(words).not.toMatch(/\bpin\b|location/i);
        }
  }));

test('whoever says something gets an answer, from the bot or from staff, unless they said STOP before', () =>
  always((heard) => {
    for (const it of heard) {
      const mustAnswer = !isSilent(it.said) && !it.played.state.stopped;
      const isStaffTold = it.played.effects.some((effect) => effect.do === 'tell_staff');
      if (mustAnswer) expect(it.played.replies.length > 0, JSON.stringify(it.said)).toBe(!isStaffTold);
      if (isSilent(it.said)) expect(it.played.replies).toEqual([]);
    }
  }));

test('a prospect is captured once until the talk begins anew, and once more when their phone is attested', () =>
  always((heard) => {
    for (const { before, played } of heard) {
      const captures = played.effects.filter((it) => it.do === 'capture_lead');
      expect(captures.length).toBeLessThanOrEqual(1);
      // A known phone is forgotten only where the talk ends: cancelled, begun anew after the yes, or another person's.
      const anew = played.replies.some(
        ({ phrase: { key } }) => key === 'greet_prospect' || key === 'brief_ask',
      );
      const attests =
        before.capture && !before.attested && captures[0]?.attested && captures[0].phone === before.phone;
      if (attests) expect(played.state.capture?.as).toBe('own');
      else if (captures.length > 0)
        expect(before.phone === null || before.about === 'other' || anew).toBe(true);
    }
  }));

test('leads are completed by prospects only and brought by the ISP’s people only', () =>
  always((heard) => {
    for (const { played } of heard)
      for (const effect of played.effects) {
        if (effect.do === 'complete_lead') expect(Object.keys(effect.answers).length).toBeGreaterThan(0);
        if (effect.do === 'complete_lead' || effect.do === 'capture_lead')
          expect(believed(played.world).person).toBeNull();
        if (effect.do === 'bring_lead')
          expect(['owner', 'manager', 'sales', 'agent', 'intake']).toContain(played.world.person?.role);
      }
  }));

test('a claim on a known phone hears the very words of a new lead (law 11)', () => {
  const words = (talk: Heard[]) => talk.map(({ played }) => played.replies);
  const lead = ({ capture, ...state }: State) => ({ ...state, lead: capture?.lead });
  fc.assert(
    fc.property(talks, (it) => {
      const as = (capture: Fate['as']) =>
        hold({
          ...it,
          messages: it.messages.map((message) => ({
            ...message,
            fate: { ...message.fate, as: capture, customer: false },
          })),
        });
      const [own, claim] = [as('own'), as('claim')];
      expect(words(claim)).toEqual(words(own));
      expect(claim.map(({ played }) => lead(played.state))).toEqual(
        own.map(({ played }) => lead(played.state)),
      );
    }),
    { numRuns: 300 },
  );
});

test('the talk is pure: the same again gives the same, and nothing that came in is changed', () =>
  fc.assert(
    fc.property(talks, (it) => {
      const first = JSON.stringify(hold(it));
      expect(JSON.stringify(hold(it))).toBe(first);
    }),
    { numRuns: 100 },
  ));

test('a typed label means what its tap means, in both languages', () =>
  always((heard) => {
    for (const { played } of heard.filter((it) => !it.played.state.stopped)) {
      const world = { ...played.world, staffWroteLast: false };
      const last = played.replies.at(-1);
      for (const choice of last?.choices ?? [])
        for (const language of languages) {
          const tapped = play(played.state, { kind: 'choice', value: choice.value }, world);
          const typed = play(played.state, { kind: 'text', text: wordsOn(choice, language) }, world);
          expect(typed).toEqual(tapped);
        }
    }
  }, 100));

test('without buttons every answer is chosen by its number, however that is written', () =>
  always((heard) => {
    for (const { played } of heard.filter((it) => !it.played.state.stopped && !it.played.world.hasButtons)) {
      // The bot has just spoken.
      const world = { ...played.world, staffWroteLast: false };
      const answers = (played.replies.at(-1)?.choices ?? []).filter(({ way }) => !way);
      for (const [at, { value }] of answers.entries())
        for (const typed of [`${at + 1}`, `${at + 1}.`, `#${at + 1}`, `${at + 1})`, `Namba ${at + 1}`]) {
          const tapped = play(played.state, { kind: 'choice', value }, world);
          expect(play(played.state, { kind: 'text', text: typed }, world)).toEqual(tapped);
        }
    }
  }, 100));
