import { channelFacts } from '../domain/channel.ts';
import { parseSource, showSource } from '../domain/lead.ts';
import type { Notice } from '../domain/notice.ts';
import { displayPhone } from '../domain/phone.ts';

/** Every kind of notice has its words for staff at the desk, who work in English. */
type NoticeWording = { [K in Notice['kind']]: (notice: Extract<Notice, { kind: K }>) => string };

const sourceWords = (stored: string): string => {
  const source = parseSource(stored);
  return source ? showSource(source) : stored;
};

const wording: NoticeWording = {
  conversion_done: ({ name, router, username }) =>
    `${name ?? 'The customer'} is on router ${router} as ${username}.`,
  conversion_failed: ({ name, router, username, error }) =>
    `${name ?? 'The customer'} could not be put on router ${router} as ${username}. ${error.message}`,
  conversion_uncertain: ({ name, router, username }) =>
    `Router ${router} gave no answer about ${username}${name ? ` (${name})` : ''}. Karibu keeps looking.`,
  brought_lead_converted: ({ name, place }) =>
    `${name ?? 'Somebody you brought'}${place ? ` of ${place}` : ''} is a customer now.`,
  lead_arrived: ({ name, place, source }) =>
    `New lead: ${name ?? 'no name yet'}${place ? `, ${place}` : ''} (${sourceWords(source)}).`,
  person_wanted: ({ name, phone, channel }) =>
    `${name ?? 'Somebody'}${phone ? ` (${displayPhone(phone)})` : ''} asks to talk to a person, ${channelFacts[channel].on.en}.`,
  lead_assigned: ({ name, place, by }) =>
    `${by ?? 'Somebody'} gave you a lead: ${name ?? 'no name yet'}${place ? `, ${place}` : ''}.`,
  leads_assigned: ({ count, by }) =>
    `${by ?? 'Somebody'} gave you ${count === 1 ? 'a lead' : `${count} leads`}.`,
  person_answered: ({ name, channel }) =>
    `${name ?? 'Somebody you wrote to'} answered you ${channelFacts[channel].on.en}.`,
  channel_trouble: ({ channel, words }) => `${channelFacts[channel].name} needs you. ${words}`,
  messages_parked: ({ channel }) =>
    `A message ${channelFacts[channel].on.en} could not be handled and waits for a person: see Channels.`,
  staff_message: ({ text }) => text,
};

/** What happened, in a sentence for staff. */
export function wordNotice(notice: Notice): string {
  // Each kind's function takes the notice of just that kind; TypeScript cannot tie the two through an index.
  const word = wording[notice.kind] as (notice: Notice) => string;
  return word(notice);
}
