import { z } from 'zod';
import { type Id, isId } from '../../domain/id.ts';
import type { Phone } from '../../domain/phone.ts';
import { mediaKinds } from './media-kind.ts';
import { abouts, questions } from './question.ts';
import type { Capture, LeadAnswers } from './talk.ts';

/**
 * Where a talk stands.
 *
 *   idle          nothing is being asked; a prospect's next word begins the talk, an agent's may be a whole lead
 *   name … router the question that was asked last
 *   which_phone   two phones were said; one must be chosen
 *   read_back     everything was read back; yes, or a change
 *   change        which answer shall be changed?
 *   done          a prospect said yes, or all was told in a brief talk; a person goes on from here
 *   handed_over   they are a customer already; a person answers, and nothing is asked
 *
 * STOP is no step but a switch beside it, so that START finds the talk where it was.
 */
export const stepNames = [
  'idle',
  ...questions,
  'which_phone',
  'read_back',
  'change',
  'done',
  'handed_over',
] as const;
export type StepName = (typeof stepNames)[number];

const phone = z.custom<Phone>((it) => typeof it === 'string' && /^\+[1-9]\d{6,14}$/.test(it));
const packageId = z.custom<Id<'package'>>((it) => isId('package', it));
const leadId = z.custom<Id<'lead'>>((it) => isId('lead', it));
const told = z.string().nullable().optional();

const answers: z.ZodType<LeadAnswers> = z.object({
  name: told,
  location: told,
  unitNumber: told,
  packageId: packageId.nullable().optional(),
  currentIsp: told,
  notes: told,
  customerHasRouter: z.boolean().nullable().optional(),
  routerType: told,
});

const capture: z.ZodType<Capture> = z.object({ lead: leadId, as: z.enum(['own', 'claim']) });

/** How many leads of an agent may wait for the one that is open. */
export const mostLines = 10;

/** What is remembered between two messages: a few hundred bytes of JSON that SQL can ask. */
const state = z.object({
  v: z.literal(1),
  about: z.enum(abouts),
  step: z.enum(stepNames),
  /** Null until it is known. A prospect's is never changed after that: it is what they were captured by. */
  phone: phone.nullable(),
  /** The phones to choose from at `which_phone`. */
  phones: z.array(phone).max(5),
  answers,
  /** Leads of an agent that wait until the one that is open is sent in or cancelled, as they were written. */
  lines: z.array(z.string()).max(mostLines).default([]),
  /** What the prospect's phone led to; null before, and always for an agent. */
  capture: capture.nullable(),
  /** They were captured by a phone that the channel vouched for. */
  attested: z.boolean().default(false),
  /** The step at which the lead was last given a note of a photo or the like; one for each step is enough. */
  mediaNotedAt: z.enum(stepNames).nullable().default(null),
  /** Sent before there was a lead to note it on. */
  mediaToNote: z.enum(mediaKinds).nullable().default(null),
  /** From `/start r_<code>`, kept until the capture. */
  referralCode: z.string().nullable(),
  /** A person was asked for and the next words are likely meant for them. */
  personCalled: z.boolean(),
  stopped: z.boolean(),
  /** How often in a row an answer was not understood. */
  misunderstood: z.number().int().nonnegative(),
});
export type State = z.infer<typeof state>;

export const beginTalk = (): State => ({
  v: 1,
  about: 'self',
  step: 'idle',
  phone: null,
  phones: [],
  answers: {},
  lines: [],
  capture: null,
  attested: false,
  mediaNotedAt: null,
  mediaToNote: null,
  referralCode: null,
  personCalled: false,
  stopped: false,
  misunderstood: 0,
});

const stopOfAnyVersion = z.object({ stopped: z.literal(true) });

/** A stored state that no longer parses begins the talk anew; only a STOP outlives it. */
export function parseState(stored: unknown): State {
  const parsed = state.safeParse(stored);
  if (parsed.success) return parsed.data;
  return { ...beginTalk(), stopped: stopOfAnyVersion.safeParse(stored).success };
}
