import type { MediaKind } from '../conversation/media-kind.ts';
import type { Question } from '../conversation/question.ts';
import { briefEn } from './brief-en.ts';
import type { Wording } from './phrase.ts';
import { told } from './told.ts';

const lineExample = 'Jane 0712345678 Kilimani 4B 20mbps';

/** Names of the answers: on the buttons of "change", and before each line that is read back. */
const named: Record<Question, string> = {
  name: 'Name',
  phone: 'Phone',
  place: 'Place',
  unit: 'House number',
  package: 'Package',
  isp: 'Provider now',
  reason: 'Reason',
  has_router: 'Has a router',
  router: 'Router type',
};

const unclear: Record<Question, string> = {
  name: 'I did not get the name. Please send just the name, for example Jane Wanjiru.',
  phone: 'That does not look like a mobile number. Please send it like this: 0712 345 678.',
  place: 'I did not get the place. Please send the estate or area, for example Kilimani, near Yaya Centre.',
  unit: 'I did not get the house number. Please send it like this: 4B. If there is none, SKIP.',
  package: 'I do not know that package. Please choose one of these.',
  isp: 'I did not get that. Please send the name of your provider, for example Zuku, or NONE.',
  reason: 'I did not get that. Please tell me in a few words, for example: it is too slow.',
  has_router: 'Please answer YES or NO: do you have a Wi-Fi router?',
  router: 'I did not get that. Please send what is written on the router, for example TP-Link Archer C6.',
};

const ask = {
  name: { self: 'What is your name?', other: 'What is the name of the customer?' },
  place: {
    self: 'Where shall we connect you? Send the estate or area, for example Kilimani, near Yaya Centre.',
    other: 'Where do they live? Send the estate or area.',
  },
  unit: {
    self: 'Which house or unit number? For example 4B.',
    other: 'Which house or unit number? For example 4B.',
  },
  package: { self: 'Which package would you like?', other: 'Which package do they want?' },
};

const sent: Record<MediaKind, string> = {
  photo: 'photo',
  voice: 'voice note',
  video: 'video',
  audio: 'recording',
  document: 'document',
  sticker: 'sticker',
  other: 'message',
};

export const en: Wording = {
  greet_prospect: ({ isp }) =>
    `Karibu! Welcome to ${isp}. A few short questions and we can get you connected. You can always write SKIP, BACK, CANCEL or PERSON, and STOP ends it. Kiswahili? Andika KISWAHILI.`,
  welcome_back: () => 'Welcome back! Good to hear from you.',
  language_chosen: () => 'All right, we go on in English.',
  choose_language: () => 'Which language do you prefer? Write ENGLISH or KISWAHILI.',
  linked: ({ name, staff, brings }) =>
    [
      `Welcome, ${name}! This chat is yours now.`,
      staff ? 'I will tell you here what happens with your leads.' : '',
      brings ? `Somebody wants internet? Send me one line: ${lineExample}. Or /new, step by step.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  link_invalid: () =>
    'This link was used already or is too old. Please ask whoever gave it to you for a new one.',

  ask_name: ({ about }) => ask.name[about],
  ask_phone: ({ about, button }) => {
    if (about === 'other') return 'What is their phone number? For example 0712 345 678.';
    return button
      ? 'On which number can we reach you? Tap the button to share yours, or type it, for example 0712 345 678.'
      : 'On which number can we reach you? For example 0712 345 678.';
  },
  ask_place: ({ about, pin }) => `${ask.place[about]}${pin ? ' A location pin is fine too.' : ''}`,
  ask_unit: ({ about }) => ask.unit[about],
  ask_package: ({ about }) => ask.package[about],
  ask_isp: () => 'Which internet provider do you have now? If none, write NONE.',
  ask_reason: () => 'Why would you like to join us? For example: slow internet, the price, a new house.',
  ask_has_router: () => 'Do you have a Wi-Fi router already?',
  ask_router: () => 'Which router is it? Its make and model, for example TP-Link Archer C6.',
  which_phone: () => 'I see more than one number. Which one shall we use?',
  ask_change: () => 'What shall we change?',

  read_back: (it) =>
    told(
      'Let me read it back:',
      [
        [named.name, it.name],
        [named.phone, it.phone],
        [named.place, it.place],
        [named.unit, it.unit],
        [named.package, it.package],
        [named.isp, it.isp],
        [named.reason, it.reason],
        [named.has_router, it.hasRouter === null ? null : it.hasRouter ? 'yes' : 'no'],
        [named.router, it.router],
      ],
      'Is that right?',
    ),
  read_back_brought: (it) =>
    told(
      'Let me read it back:',
      [
        [named.name, it.name],
        [named.phone, it.phone],
        [named.place, it.place],
        [named.unit, it.unit],
        [named.package, it.package],
      ],
      'Shall I send it in?',
    ),

  unclear: ({ question }) => unclear[question],
  speed_not_sold: ({ mbps }) => `We have no single package with ${mbps} Mbps. Please choose one of these.`,
  contact_not_own: ({ button }) =>
    `That card is not your own. Please ${button ? 'tap the button to share your number, or type it' : 'type your own number'}, for example 0712 345 678.`,
  phone_is_needed: ({ about, button }) =>
    about === 'self'
      ? `Without a number nobody here can call you back to connect you, and we use it for nothing else. Please send it, or ${button ? 'tap "Talk to a person"' : 'write PERSON'}.`
      : 'Without a number we cannot reach them. Please send it, for example 0712 345 678, or CANCEL.',
  choose_one: () => 'Please choose one of these.',

  phone_is_kept: () =>
    'We keep to the number you gave first. If it is wrong, send CANCEL and begin again, or PERSON.',
  place_kept: () => 'Thank you, I have kept the place.',
  cut_short: ({ limit }) => `That was long: I kept the first ${limit} characters.`,
  only_text: ({ what }) =>
    `${what ? `Thank you for the ${sent[what]}! ` : ''}I can only read text, sorry. Please write it in words.`,
  unknown_command: () => 'I do not know that command. /help tells what I can do.',
  first_question: () => 'This is the first question already.',
  offer_person: () =>
    'Sorry, we do not quite understand each other. Send PERSON and one of us will write to you here.',
  resume_gently: () => 'Thank you, one of us will read this. Shall we go on meanwhile?',
  next_kept: () => 'I have kept that one, it comes next. First this one.',
  next_not_kept: () => 'That is more than I can hold at once. Please send the last ones again after these.',
  finish_first: () => 'Let us finish this one first, or send CANCEL.',

  thank_prospect: ({ name, isp }) =>
    `Asante${name ? `, ${name}` : ''}! Everything is with ${isp} now. One of us will call or write to you soon to agree on the day. If something changes, just write here.`,
  we_have_you: ({ name }) =>
    `We have everything${name ? `, ${name}` : ''}. One of us will read this and answer you. To begin a new request, send /new.`,
  you_are_welcome: () => 'You are welcome! I am here if you need anything.',
  person_called: () => 'I have told my colleagues. One of us will call you, or write to you here.',
  customer_handed_over: () =>
    'You are one of our customers already, so a person should answer you. I have told my colleagues: one of us will write to you here.',
  cancelled: ({ kept }) =>
    kept
      ? 'All right, no more questions. What you told us so far is with my colleagues. Write here whenever you like to begin again.'
      : 'All right, cancelled. Write here whenever you like to begin again.',
  nothing_to_cancel: () => 'All right. I am asking nothing just now; write here whenever you like.',
  stopped: () => 'Done. We will not write to you here any more. If you change your mind, send START.',
  brought_created: ({ agent, name }) =>
    `Thank you${agent ? `, ${agent}` : ''}! ${name ?? 'Your lead'} is with us now. I will tell you when they become a customer.`,
  brought_known: ({ agent, phone }) =>
    `Thank you${agent ? `, ${agent}` : ''}. ${phone} is already with us, so you need do nothing more. I have noted that you told us.`,
  may_not_bring: () => 'Leads are brought by sales and agents. Please pass this one on to them.',

  help_prospect: ({ isp }) =>
    `I take your request for internet from ${isp}. SKIP leaves a question out, BACK returns to the last one, CANCEL ends it, PERSON calls one of us, KISWAHILI changes the language, STOP ends all messages.`,
  help_bringing: ({ name }) =>
    `Hello ${name}! Send a lead in one line: ${lineExample}. Or send /new and I will ask step by step. PERSON calls one of us, KISWAHILI changes the language, STOP ends all messages.`,
  help_staff: ({ name }) =>
    `Hello ${name}! I tell you here what happens with your leads. PERSON calls a colleague, KISWAHILI changes the language, STOP ends all messages.`,

  ...briefEn,

  group_private_only: ({ isp, link }) =>
    `Hello! I take requests for internet from ${isp}, from one person at a time. Please write to me in private${link ? `: ${link}` : '.'}`,
  group_alerts_on: () =>
    'From now on I tell you here of new leads, and of people who ask for one of us. /alerts off ends it.',
  group_alerts_off: () => 'Done. I tell you nothing more here; /alerts begins it again.',
  group_alerts_how: () => 'Send /alerts, and I tell staff here of new leads. /alerts off ends it.',
  group_alerts_refused: ({ isp }) =>
    `Sorry, only an owner or a manager of ${isp} may choose this group, and I must know them: link your private chat with me from your page in the admin, then send /alerts here again.`,

  label_skip: () => 'Skip',
  label_back: () => 'Back',
  label_cancel: () => 'Cancel',
  label_person: () => 'Talk to a person',
  label_yes: () => 'Yes',
  label_no: () => 'No',
  label_confirm: () => 'Yes, that is right',
  label_change: () => 'Change something',
  label_new: () => 'Begin again',
  label_share_contact: () => 'Share my number',
  label_question: ({ question }) => named[question],
};
