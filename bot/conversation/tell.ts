import type { Phone } from '../../domain/phone.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { nextStep } from './agenda.ts';
import type { State } from './state.ts';
import type { Effect, LeadAnswers, World } from './talk.ts';
import { asking, saying, type Turn } from './turn.ts';

/** What one message told. */
export interface Told {
  answers?: LeadAnswers;
  /** More than one: which of them is asked. */
  phones?: readonly Phone[];
  /** The channel itself vouches for the phone (law 11). */
  attested?: boolean;
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
  if (state.about === 'self' && state.phone === null && phone !== null) {
    const attested = told.attested === true || phone === world.attestedPhone;
    // `captured` comes back in the same transaction and asks on: the same words for a new lead and a known one (law 11).
    const captured = saying({ ...next, referralCode: null }, ...before);
    return { ...captured, effects: [captureOf(phone, attested, known)] };
  }
  const effects = completion(state, answers);
  return { ...asking(next, ...before), effects, next: afterSpeed(told.unsold, next) };
}

/**
 * The channel now vouches for a phone that was only claimed: the claim becomes their own lead (law 11). `captured` comes
 * back and asks on in the same words, so it waits for a turn that ends in a question.
 */
export function attest(turn: Turn, { attestedPhone }: World): Turn {
  const { phone, capture } = turn.state;
  const proven = phone !== null && phone === attestedPhone && capture?.as === 'claim';
  if (!proven || turn.next !== 'ask') return turn;
  return { ...turn, effects: [...turn.effects, captureOf(phone, true, turn.state)], next: 'nothing' };
}

const captureOf = (phone: Phone, attested: boolean, { referralCode, answers }: State): Effect => ({
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
function phoneOf({ about, phone }: State, said: readonly Phone[], { attestedPhone }: World): Phone | null {
  const [only = null, second] = said;
  if (second) return about === 'other' ? null : phone;
  return about === 'other' ? (only ?? phone) : (phone ?? only ?? attestedPhone);
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
