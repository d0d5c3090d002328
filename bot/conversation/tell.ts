import type { Phone } from '../../domain/phone.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { nextStep } from './agenda.ts';
import type { State } from './state.ts';
import type { Effect, LeadAnswers, World } from './talk.ts';
import { asking, type Turn } from './turn.ts';

/** What one message told. */
export interface Told {
  answers?: LeadAnswers;
  /** More than one: which of them is asked. */
  phones?: readonly Phone[];
  /** A speed that no single package has. */
  unsold?: number;
}

/**
 * Keeps what was told and goes on to what is not known yet. A prospect whose phone has just become known is captured with
 * all that was said so far; from then on each new answer completes the lead, so that silence loses nothing.
 */
export function tell(state: State, told: Told, world: World, ...before: Phrase[]): Turn {
  const answers = withoutRouterType(state, told.answers ?? {});
  const phones = told.phones?.length ? told.phones : state.phones;
  const phone = phoneOf(state, phones, world);
  const known: State = {
    ...state,
    phone,
    phones: phone ? [] : phones.slice(0, 5),
    answers: { ...state.answers, ...answers },
    personCalled: false,
    misunderstood: 0,
  };
  const next = { ...known, step: nextStep(known, world) };
  const effects = completion(state, answers);
  const on: Turn = { ...asking(next, ...before), effects, next: afterSpeed(told.unsold, next) };
  if (state.about === 'other' || state.phone !== null || phone === null) return on;
  return captureIn(on, phone, known, world);
}

/**
 * `captured` comes back in the same transaction and asks on, in the same words for a new lead and a known one (law 11). A
 * brief talk has room for one message only, so it asks on at once and hears `captured` in silence.
 */
function captureIn(turn: Turn, phone: Phone, known: State, { attestedPhone, isBrief }: World): Turn {
  const attested = phone === attestedPhone;
  const state: State = { ...turn.state, attested, referralCode: null };
  return {
    ...turn,
    state,
    effects: [captureOf(phone, attested, known)],
    next: isBrief ? turn.next : 'nothing',
  };
}

/**
 * The channel now vouches for a phone that was only typed: a claim becomes their own lead, and their own lead is nobody
 * else's any more (law 11). `captured` comes back and asks on in the same words, so it waits for a turn that ends in a
 * question.
 */
export function attest(turn: Turn, { attestedPhone }: World): Turn {
  const { phone, capture, attested } = turn.state;
  const proven = phone !== null && phone === attestedPhone && capture !== null && !attested;
  if (!proven || turn.next !== 'ask') return turn;
  const effects = [...turn.effects, captureOf(phone, true, turn.state)];
  return { ...turn, state: { ...turn.state, attested: true }, effects, next: 'nothing' };
}

export const captureOf = (phone: Phone, attested: boolean, { referralCode, answers }: State): Effect => ({
  do: 'capture_lead',
  phone,
  attested,
  referralCode,
  answers: news(answers, {}),
});

const completion = ({ about, capture, answers: before }: State, answers: LeadAnswers): Effect[] => {
  const told = news(answers, before);
  if (about === 'other' || !capture || Object.keys(told).length === 0) return [];
  return [{ do: 'complete_lead', capture, answers: told }];
};

const afterSpeed = (unsold: number | undefined, { step }: State): Turn['next'] =>
  unsold !== undefined && step === 'package' ? { key: 'speed_not_sold', mbps: unsold } : 'ask';

/** A typed number is where they want to be reached, even where the channel knows another. An agent may correct theirs. */
function phoneOf({ about, phone }: State, said: readonly Phone[], world: World): Phone | null {
  const [only = null, second] = said;
  if (about === 'other') return second ? null : (only ?? phone);
  const known = world.attestedPhone ?? world.senderPhone;
  // Which of two is worth a question of its own, unless questions are dear.
  if (second) return phone ?? (world.isBrief ? known : null);
  return phone ?? only ?? known;
}

/** Who has no router after all has no router type either. */
const withoutRouterType = ({ answers }: State, told: LeadAnswers): LeadAnswers =>
  told.customerHasRouter === false && answers.routerType ? { ...told, routerType: null } : told;

/** Only what says something new: what was skipped is left out, unless it takes an earlier answer back. */
export const news = (answers: LeadAnswers, before: LeadAnswers): LeadAnswers =>
  Object.fromEntries(
    Object.entries(answers).filter(([key, value]) =>
      // Both hold the keys of LeadAnswers and no others; Object.entries forgets that.
      value === null ? (before[key as keyof LeadAnswers] ?? null) !== null : value !== undefined,
    ),
  );
