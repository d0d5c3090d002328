import { channelFacts } from '../../domain/channel.ts';
import { parseSource, showSource } from '../../domain/lead.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Language } from '../../domain/person.ts';
import { displayPhone, type Phone } from '../../domain/phone.ts';

/** One table a language: every kind of notice has its words. Plain text: the router's words may hold any sign. */
type NoticeWording = { [K in Notice['kind']]: (notice: Extract<Notice, { kind: K }>) => string };

const source = (stored: string): string => {
  const known = parseSource(stored);
  return known ? showSource(known) : stored;
};

const inBrackets = (phone: Phone | null): string => (phone ? ` (${displayPhone(phone)})` : '');

const en: NoticeWording = {
  conversion_done: ({ name, router, username }) =>
    `${name ?? 'The customer'} is on router ${router} as ${username}.`,
  conversion_failed: ({ name, router, username, error }) =>
    `${name ?? 'The customer'} could not be put on router ${router} as ${username}, and nothing was changed there. ${error.message}`,
  conversion_uncertain: ({ name, router, username }) =>
    `Router ${router} gave no answer about ${username}${name ? ` (${name})` : ''}. I keep looking whether the user is there, and will tell you.`,
  brought_lead_converted: ({ name, place }) =>
    `Good news: ${name ?? 'somebody you brought'}${place ? ` of ${place}` : ''} is a customer now. Thank you for bringing them!`,
  lead_arrived: ({ name, place, source: from }) =>
    `New lead: ${name ?? 'no name yet'}${place ? `, ${place}` : ''} (${source(from)}).`,
  person_wanted: ({ name, phone, channel }) =>
    `${name ?? 'Somebody'}${inBrackets(phone)} asks to talk to a person, ${channelFacts[channel].on.en}.`,
  lead_assigned: ({ name, place, by }) =>
    `${by ?? 'Somebody'} gave you a lead: ${name ?? 'no name yet'}${place ? `, ${place}` : ''}.`,
  leads_assigned: ({ count, by }) =>
    `${by ?? 'Somebody'} gave you ${count === 1 ? 'a lead' : `${count} leads`}: see Today in the admin.`,
  person_answered: ({ name, channel }) =>
    `${name ?? 'Somebody you wrote to'} answered you ${channelFacts[channel].on.en}. Their words are on the page of the lead.`,
  channel_trouble: ({ channel, words }) => `${channelFacts[channel].name} needs you. ${words}`,
  messages_parked: ({ channel }) =>
    `A message ${channelFacts[channel].on.en} could not be handled and waits for a person: see Channels in the admin.`,
  staff_message: ({ text }) => text,
};

const sw: NoticeWording = {
  conversion_done: ({ name, router, username }) =>
    `${name ?? 'Mteja'} ameunganishwa kwenye router ${router} kama ${username}.`,
  conversion_failed: ({ name, router, username, error }) =>
    `${name ?? 'Mteja'} hakuweza kuwekwa kwenye router ${router} kama ${username}, na hakuna kilichobadilika huko. ${error.message}`,
  conversion_uncertain: ({ name, router, username }) =>
    `Router ${router} haijajibu kuhusu ${username}${name ? ` (${name})` : ''}. Naendelea kuangalia kama ameingia, nitakujulisha.`,
  brought_lead_converted: ({ name, place }) =>
    `Habari njema: ${name ?? 'mtu uliyemleta'}${place ? ` wa ${place}` : ''} sasa ni mteja wetu. Asante kwa kumleta!`,
  lead_arrived: ({ name, place, source: from }) =>
    `Mteja mpya mtarajiwa: ${name ?? 'bado hana jina'}${place ? `, ${place}` : ''} (${source(from)}).`,
  person_wanted: ({ name, phone, channel }) =>
    `${name ?? 'Mtu'}${inBrackets(phone)} anaomba kuongea na mtu, ${channelFacts[channel].on.sw}.`,
  lead_assigned: ({ name, place, by }) =>
    `${by ?? 'Mwenzako'} amekupa mteja mtarajiwa: ${name ?? 'bado hana jina'}${place ? `, ${place}` : ''}.`,
  leads_assigned: ({ count, by }) =>
    `${by ?? 'Mwenzako'} amekupa wateja watarajiwa: ${count}. Angalia Today kwenye admin.`,
  person_answered: ({ name, channel }) =>
    `${name ?? 'Mtu uliyemwandikia'} amekujibu ${channelFacts[channel].on.sw}. Maneno yake yako kwenye ukurasa wa mteja.`,
  channel_trouble: ({ channel, words }) => `${channelFacts[channel].name} inakuhitaji. ${words}`,
  messages_parked: ({ channel }) =>
    `Ujumbe ${channelFacts[channel].on.sw} haukuweza kushughulikiwa na unamsubiri mtu: angalia Channels kwenye admin.`,
  staff_message: ({ text }) => text,
};

const wordings: Record<Language, NoticeWording> = { en, sw };

/** What happened, in the reader's words: plain text, names may be unknown. */
export function wordNotice<N extends Notice>(notice: N, language: Language): string {
  // Each kind's function takes the notice of just that kind; TypeScript cannot tie the two through an index.
  const word = wordings[language][notice.kind] as (notice: Notice) => string;
  return word(notice);
}
