import { z } from 'zod';
import { mediaKinds } from '../conversation/media-kind.ts';
import { abouts, questions } from '../conversation/question.ts';
import { brief } from './brief-phrase.ts';

const about = z.enum(abouts);
const maybe = z.string().nullable();
const bare = <K extends string>(key: K) => z.object({ key: z.literal(key) });

const greetings = [
  z.object({ key: z.literal('greet_prospect'), isp: z.string() }),
  bare('welcome_back'),
  bare('language_chosen'),
  bare('choose_language'),
  /** The chat is theirs now. `brings`: they may bring leads. */
  z.object({ key: z.literal('linked'), name: z.string(), staff: z.boolean(), brings: z.boolean() }),
  bare('link_invalid'),
] as const;

const asked = [
  z.object({ key: z.literal('ask_name'), about }),
  /** `button`: the channel shows a button that shares the own number. */
  z.object({ key: z.literal('ask_phone'), about, button: z.boolean() }),
  /** `pin`: the channel can send a place as a pin. */
  z.object({ key: z.literal('ask_place'), about, pin: z.boolean().default(false) }),
  z.object({ key: z.literal('ask_unit'), about }),
  z.object({ key: z.literal('ask_package'), about }),
  bare('ask_isp'),
  bare('ask_reason'),
  bare('ask_has_router'),
  bare('ask_router'),
  bare('which_phone'),
  bare('ask_change'),
] as const;

/** What was told, as it is read back; texts are cut to a line and the phone is grouped. Null: not told. */
const readBack = [
  z.object({
    key: z.literal('read_back'),
    name: maybe,
    phone: z.string(),
    place: maybe,
    unit: maybe,
    package: maybe,
    isp: maybe,
    reason: maybe,
    hasRouter: z.boolean().nullable(),
    router: maybe,
  }),
  z.object({
    key: z.literal('read_back_brought'),
    name: maybe,
    phone: z.string(),
    place: maybe,
    unit: maybe,
    package: maybe,
  }),
] as const;

/** Said when an answer was no answer; the question is asked again in the same breath. */
const unclear = [
  z.object({ key: z.literal('unclear'), question: z.enum(questions), about }),
  z.object({ key: z.literal('speed_not_sold'), mbps: z.number() }),
  z.object({ key: z.literal('contact_not_own'), button: z.boolean() }),
  /** `button`: the ways out can be tapped. */
  z.object({ key: z.literal('phone_is_needed'), about, button: z.boolean().default(false) }),
  bare('choose_one'),
] as const;

/** Said beside the question, which follows by itself. */
const asides = [
  bare('phone_is_kept'),
  bare('place_kept'),
  z.object({ key: z.literal('cut_short'), limit: z.number() }),
  /** `what` was sent instead of words; null where not even that was. */
  z.object({ key: z.literal('only_text'), what: z.enum(mediaKinds).nullable().default(null) }),
  bare('unknown_command'),
  bare('first_question'),
  bare('offer_person'),
  bare('resume_gently'),
  bare('finish_first'),
  /** An agent's next lead came before its time; it is read back after the one that is open. */
  bare('next_kept'),
  bare('next_not_kept'),
] as const;

const endings = [
  z.object({ key: z.literal('thank_prospect'), name: maybe, isp: z.string() }),
  z.object({ key: z.literal('we_have_you'), name: maybe }),
  bare('you_are_welcome'),
  bare('person_called'),
  bare('customer_handed_over'),
  /** `kept`: there is a lead already, and what was told so far stays with it. */
  z.object({ key: z.literal('cancelled'), kept: z.boolean() }),
  bare('nothing_to_cancel'),
  bare('stopped'),
  /** `agent` is the reader's own name, `name` what they called the lead. */
  z.object({ key: z.literal('brought_created'), agent: maybe, name: maybe }),
  z.object({ key: z.literal('brought_known'), agent: maybe, phone: z.string() }),
  bare('may_not_bring'),
] as const;

const helps = [
  z.object({ key: z.literal('help_prospect'), isp: z.string() }),
  z.object({ key: z.literal('help_bringing'), name: z.string() }),
  z.object({ key: z.literal('help_staff'), name: z.string() }),
] as const;

/** Said in a group, where several people listen. */
const inGroup = [
  z.object({ key: z.literal('group_private_only'), isp: z.string(), link: maybe }),
  bare('group_alerts_on'),
  bare('group_alerts_off'),
  bare('group_alerts_how'),
  z.object({ key: z.literal('group_alerts_refused'), isp: z.string() }),
] as const;

/** Words on buttons. */
const labels = [
  bare('label_skip'),
  bare('label_back'),
  bare('label_cancel'),
  bare('label_person'),
  bare('label_yes'),
  bare('label_no'),
  bare('label_confirm'),
  bare('label_change'),
  bare('label_new'),
  bare('label_share_contact'),
  z.object({ key: z.literal('label_question'), question: z.enum(questions) }),
] as const;

/**
 * What the bot can say, as data: a key and what stands in it. It is stored in the outbox and given words, in the reader's
 * language, when it is sent. `en.ts` and `sw.ts` must word every one.
 */
export const phrase = z.discriminatedUnion('key', [
  ...greetings,
  ...asked,
  ...readBack,
  ...unclear,
  ...asides,
  ...endings,
  ...helps,
  ...brief,
  ...inGroup,
  ...labels,
]);
export type Phrase = z.infer<typeof phrase>;

/** One table a language: every key has its words. */
export type Wording = { [K in Phrase['key']]: (said: Extract<Phrase, { key: K }>) => string };
export type BriefWording = Pick<Wording, Extract<Phrase['key'], `brief_${string}`>>;

/** A button. `value` comes back as `{ kind: 'choice' }`; at most 64 bytes. A label that is data (a package) is plain text. */
const choice = z.object({
  label: z.union([phrase, z.object({ text: z.string() })]),
  value: z.string().max(64),
  /**
   * A way out of the question (skip, back, cancel, a person), not an answer to it. Where there are no buttons only answers
   * are numbered, from 1, in their order: the talk reads a typed number so.
   */
  way: z.literal(true).optional(),
});
export type Choice = z.infer<typeof choice>;

/** One reply: a phrase and what may be answered to it by a tap. A typed label means the same as its tap. */
export const reply = z.object({
  phrase,
  choices: z.array(choice).default([]),
  /** Ask for the sender's own contact, where the channel has a button for that (its words: `label_share_contact`). */
  asksContact: z.boolean().default(false),
});
export type Reply = z.infer<typeof reply>;
