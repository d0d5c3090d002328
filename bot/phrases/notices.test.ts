import { expect, test } from 'vitest';
import type { Notice, NoticeKind } from '../../domain/notice.ts';
import { parsePhone } from '../../domain/phone.ts';
import { wordNotice } from './notices.ts';

const lead = 'lead_0199f3c2-0000-7000-8000-000000000001';
const made = { lead, name: 'Jane', router: 'Westlands-1', username: 'jane.kilimani' } as const;
const error = {
  code: 'profile_missing',
  message: 'The router said: "input does not match any value of profile".',
} as const;

/** One row: what happened, and what its reader is told, in English and in Kiswahili. */
const rows: [notice: Notice, en: string, sw: string][] = [
  [
    { kind: 'conversion_done', ...made },
    'Jane is on router Westlands-1 as jane.kilimani.',
    'Jane ameunganishwa kwenye router Westlands-1 kama jane.kilimani.',
  ],
  [
    { kind: 'conversion_done', ...made, lead: null, name: null },
    'The customer is on router Westlands-1 as jane.kilimani.',
    'Mteja ameunganishwa kwenye router Westlands-1 kama jane.kilimani.',
  ],
  [
    { kind: 'conversion_failed', ...made, error },
    `Jane could not be put on router Westlands-1 as jane.kilimani, and nothing was changed there. ${error.message}`,
    `Jane hakuweza kuwekwa kwenye router Westlands-1 kama jane.kilimani, na hakuna kilichobadilika huko. ${error.message}`,
  ],
  [
    { kind: 'conversion_uncertain', ...made },
    'Router Westlands-1 gave no answer about jane.kilimani (Jane). I keep looking whether the user is there, and will tell you.',
    'Router Westlands-1 haijajibu kuhusu jane.kilimani (Jane). Naendelea kuangalia kama ameingia, nitakujulisha.',
  ],
  [
    { kind: 'brought_lead_converted', name: 'Jane', place: 'Kilimani' },
    'Good news: Jane of Kilimani is a customer now. Thank you for bringing them!',
    'Habari njema: Jane wa Kilimani sasa ni mteja wetu. Asante kwa kumleta!',
  ],
  [
    { kind: 'brought_lead_converted', name: null, place: null },
    'Good news: somebody you brought is a customer now. Thank you for bringing them!',
    'Habari njema: mtu uliyemleta sasa ni mteja wetu. Asante kwa kumleta!',
  ],
  [
    { kind: 'lead_arrived', lead, name: 'Jane', place: 'Kilimani', source: 'Caretaker' },
    'New lead: Jane, Kilimani (Caretaker/House Manager).',
    'Mteja mpya mtarajiwa: Jane, Kilimani (Caretaker/House Manager).',
  ],
  [
    { kind: 'lead_arrived', lead, name: null, place: null, source: 'WhatsApp/SMS' },
    'New lead: no name yet (WhatsApp/SMS).',
    'Mteja mpya mtarajiwa: bado hana jina (WhatsApp/SMS).',
  ],
  [
    { kind: 'person_wanted', lead, name: 'Jane', phone: parsePhone('0712345678'), channel: 'telegram' },
    'Jane (+254 712 345678) asks to talk to a person, on Telegram.',
    'Jane (+254 712 345678) anaomba kuongea na mtu, kwenye Telegram.',
  ],
  [
    { kind: 'person_wanted', lead: null, name: null, phone: null, channel: 'web' },
    'Somebody asks to talk to a person, on the chat page.',
    'Mtu anaomba kuongea na mtu, kwenye tovuti.',
  ],
  [
    { kind: 'lead_assigned', lead, name: 'Jane', place: 'Kilimani', by: 'Amina Owino' },
    'Amina Owino gave you a lead: Jane, Kilimani.',
    'Amina Owino amekupa mteja mtarajiwa: Jane, Kilimani.',
  ],
  [
    { kind: 'lead_assigned', lead, name: null, place: null, by: null },
    'Somebody gave you a lead: no name yet.',
    'Mwenzako amekupa mteja mtarajiwa: bado hana jina.',
  ],
  [
    { kind: 'leads_assigned', count: 40, by: 'Amina Owino' },
    'Amina Owino gave you 40 leads: see Today in the admin.',
    'Amina Owino amekupa wateja watarajiwa: 40. Angalia Today kwenye admin.',
  ],
  [
    { kind: 'person_answered', lead, name: 'Jane', channel: 'sms' },
    'Jane answered you by SMS. Their words are on the page of the lead.',
    'Jane amekujibu kwa SMS. Maneno yake yako kwenye ukurasa wa mteja.',
  ],
  [
    { kind: 'channel_trouble', channel: 'whatsapp', words: 'Link the number again.' },
    'WhatsApp needs you. Link the number again.',
    'WhatsApp inakuhitaji. Link the number again.',
  ],
  [
    { kind: 'messages_parked', channel: 'sms' },
    'A message by SMS could not be handled and waits for a person: see Channels in the admin.',
    'Ujumbe kwa SMS haukuweza kushughulikiwa na unamsubiri mtu: angalia Channels kwenye admin.',
  ],
  [{ kind: 'staff_message', text: 'We come on Friday.' }, 'We come on Friday.', 'We come on Friday.'],
];

test.each(rows)('%j', (notice, en, sw) => {
  expect(wordNotice(notice, 'en')).toBe(en);
  expect(wordNotice(notice, 'sw')).toBe(sw);
});

test('every kind of notice stands in the table above', () => {
  const kinds: Record<NoticeKind, true> = {
    conversion_done: true,
    conversion_failed: true,
    conversion_uncertain: true,
    brought_lead_converted: true,
    lead_arrived: true,
    person_wanted: true,
    lead_assigned: true,
    leads_assigned: true,
    person_answered: true,
    channel_trouble: true,
    messages_parked: true,
    staff_message: true,
  };
  expect(new Set(rows.map(([{ kind }]) => kind))).toEqual(new Set(Object.keys(kinds)));
});
