import type { MediaKind } from '../conversation/media-kind.ts';
import type { Question } from '../conversation/question.ts';
import { briefSw } from './brief-sw.ts';
import type { Wording } from './phrase.ts';
import { told } from './told.ts';

const lineExample = 'Jane 0712345678 Kilimani 4B 20mbps';

/** Names of the answers: on the buttons of "change", and before each line that is read back. */
const named: Record<Question, string> = {
  name: 'Jina',
  phone: 'Simu',
  place: 'Mahali',
  unit: 'Namba ya nyumba',
  package: 'Kifurushi',
  isp: 'Mtandao wa sasa',
  reason: 'Sababu',
  has_router: 'Una router',
  router: 'Aina ya router',
};

const unclear: Record<Question, string> = {
  name: 'Sijaelewa jina. Tafadhali tuma jina tu, kwa mfano Jane Wanjiru.',
  phone: 'Hiyo haionekani kuwa namba ya simu. Tafadhali itume hivi: 0712 345 678.',
  place: 'Sijaelewa mahali. Tafadhali tuma mtaa au eneo, kwa mfano Kilimani, karibu na Yaya Centre.',
  unit: 'Sijaelewa namba ya nyumba. Tafadhali itume hivi: 4B. Kama hakuna, andika RUKA.',
  package: 'Sikijui kifurushi hicho. Tafadhali chagua kimoja kati ya hivi.',
  isp: 'Sijaelewa. Tafadhali tuma jina la mtandao unaotumia, kwa mfano Zuku, au HAKUNA.',
  reason: 'Sijaelewa. Tafadhali niambie kwa maneno machache, kwa mfano: uko polepole.',
  has_router: 'Tafadhali jibu NDIYO au HAPANA: una router ya Wi-Fi?',
  router: 'Sijaelewa. Tafadhali tuma jina lililoandikwa kwa router, kwa mfano TP-Link Archer C6.',
};

const ask = {
  name: { self: 'Jina lako ni nani?', other: 'Mteja anaitwa nani?' },
  place: {
    self: 'Tukuunganishie wapi? Tuma mtaa au eneo, kwa mfano Kilimani, karibu na Yaya Centre.',
    other: 'Anaishi wapi? Tuma mtaa au eneo.',
  },
  unit: {
    self: 'Namba ya nyumba ni ipi? Kwa mfano 4B.',
    other: 'Namba ya nyumba yake ni ipi? Kwa mfano 4B.',
  },
  package: { self: 'Ungependa kifurushi gani?', other: 'Anataka kifurushi gani?' },
};

const sent: Record<MediaKind, string> = {
  photo: 'picha',
  voice: 'ujumbe wa sauti',
  video: 'video',
  audio: 'rekodi',
  document: 'hati',
  sticker: 'sticker',
  other: 'ujumbe',
};

export const sw: Wording = {
  greet_prospect: ({ isp }) =>
    `Karibu ${isp}! Nitakuuliza maswali machache mafupi ili tukuunganishe na intaneti. Wakati wowote unaweza kuandika RUKA, RUDI, GHAIRI au MTU, na ACHA usipotaka jumbe zetu tena. English? Write ENGLISH.`,
  welcome_back: () => 'Karibu tena! Tumefurahi kukusikia.',
  language_chosen: () => 'Sawa, tutaendelea kwa Kiswahili.',
  choose_language: () => 'Ungependa tuongee lugha gani? Andika ENGLISH au KISWAHILI.',
  linked: ({ name, staff, brings }) =>
    [
      `Karibu, ${name}! Sasa chat hii ni yako.`,
      staff ? 'Nitakujulisha hapa kuhusu wateja wako.' : '',
      brings
        ? `Kuna mtu anataka intaneti? Nitumie mstari mmoja: ${lineExample}. Au tuma /new, tuende hatua kwa hatua.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
  link_invalid: () => 'Link hii imeshatumika au imepitwa na wakati. Tafadhali omba nyingine kwa aliyekupa.',

  ask_name: ({ about }) => ask.name[about],
  ask_phone: ({ about, button }) => {
    if (about === 'other') return 'Namba yake ya simu ni gani? Kwa mfano 0712 345 678.';
    return button
      ? 'Tukupate kwa namba gani? Bonyeza kitufe kutuma namba yako, au iandike, kwa mfano 0712 345 678.'
      : 'Tukupate kwa namba gani ya simu? Kwa mfano 0712 345 678.';
  },
  ask_place: ({ about, pin }) => `${ask.place[about]}${pin ? ' Unaweza pia kutuma location.' : ''}`,
  ask_unit: ({ about }) => ask.unit[about],
  ask_package: ({ about }) => ask.package[about],
  ask_isp: () => 'Kwa sasa unatumia mtandao gani? Kama huna, andika HAKUNA.',
  ask_reason: () => 'Kwa nini ungependa kujiunga nasi? Kwa mfano: intaneti iko polepole, bei, nyumba mpya.',
  ask_has_router: () => 'Je, una router ya Wi-Fi tayari?',
  ask_router: () => 'Ni router gani? Tuma aina yake, kwa mfano TP-Link Archer C6.',
  which_phone: () => 'Naona namba zaidi ya moja. Tutumie ipi?',
  ask_change: () => 'Tubadilishe nini?',

  read_back: (it) =>
    told(
      'Hebu tuhakikishe:',
      [
        [named.name, it.name],
        [named.phone, it.phone],
        [named.place, it.place],
        [named.unit, it.unit],
        [named.package, it.package],
        [named.isp, it.isp],
        [named.reason, it.reason],
        ['Router', it.hasRouter === null ? null : it.hasRouter ? 'ndiyo' : 'hapana'],
        [named.router, it.router],
      ],
      'Je, ni sawa?',
    ),
  read_back_brought: (it) =>
    told(
      'Hebu tuhakikishe:',
      [
        [named.name, it.name],
        [named.phone, it.phone],
        [named.place, it.place],
        [named.unit, it.unit],
        [named.package, it.package],
      ],
      'Niitume?',
    ),

  unclear: ({ question }) => unclear[question],
  speed_not_sold: ({ mbps }) => `Hatuna kifurushi kimoja cha ${mbps} Mbps. Tafadhali chagua kati ya hivi.`,
  contact_not_own: ({ button }) =>
    `Hiyo si namba yako mwenyewe. Tafadhali ${button ? 'bonyeza kitufe kutuma namba yako, au iandike' : 'andika namba yako'}, kwa mfano 0712 345 678.`,
  phone_is_needed: ({ about, button }) =>
    about === 'self'
      ? `Bila namba hatuwezi kukupigia ili tukuunganishe, na hatuitumii kwa jambo lingine. Tafadhali itume, au ${button ? 'bonyeza "Ongea na mtu"' : 'andika MTU'}.`
      : 'Bila namba hatuwezi kumpata. Tafadhali itume, kwa mfano 0712 345 678, au andika GHAIRI.',
  choose_one: () => 'Tafadhali chagua moja kati ya hizi.',

  phone_is_kept: () =>
    'Tunatumia namba uliyotuma kwanza. Kama si sahihi, andika GHAIRI uanze tena, au MTU uongee nasi.',
  place_kept: () => 'Asante, nimehifadhi mahali hapo.',
  cut_short: ({ limit }) => `Ujumbe ulikuwa mrefu: nimehifadhi herufi ${limit} za kwanza.`,
  only_text: ({ what }) =>
    `${what ? `Asante kwa ${sent[what]}! ` : ''}Samahani, naweza kusoma maandishi tu. Tafadhali andika kwa maneno.`,
  unknown_command: () => 'Siijui amri hiyo. /help itakuonyesha ninachoweza kufanya.',
  first_question: () => 'Hili ndilo swali la kwanza.',
  offer_person: () => 'Pole, naona hatuelewani. Andika MTU na mmoja wetu atakuandikia hapa.',
  resume_gently: () => 'Asante, mmoja wetu atausoma ujumbe huu. Kwa sasa, tuendelee?',
  next_kept: () => 'Huyo nimemhifadhi, atafuata. Kwanza tumalize huyu.',
  next_not_kept: () => 'Hao ni wengi kwa mara moja. Tafadhali tuma wa mwisho tena baada ya hawa.',
  finish_first: () => 'Tumalize hii kwanza, au andika GHAIRI.',

  thank_prospect: ({ name, isp }) =>
    `Asante${name ? `, ${name}` : ''}! Tumepokea kila kitu hapa ${isp}. Mmoja wetu atakupigia au kukuandikia hivi karibuni ili tupange siku. Jambo likibadilika, andika tu hapa.`,
  we_have_you: ({ name }) =>
    `Tuna kila kitu${name ? `, ${name}` : ''}. Mmoja wetu atasoma ujumbe huu na kukujibu. Kuanza ombi jipya, tuma /new.`,
  you_are_welcome: () => 'Karibu sana! Niko hapa ukihitaji chochote.',
  person_called: () => 'Nimewaambia wenzangu. Mmoja wetu atakupigia, au atakuandikia hapa.',
  customer_handed_over: () =>
    'Wewe tayari ni mteja wetu, kwa hivyo ni vizuri uongee na mtu. Nimewaambia wenzangu: mmoja wetu atakuandikia hapa.',
  cancelled: ({ kept }) =>
    kept
      ? 'Sawa, sitauliza zaidi. Uliyotuambia tumeyahifadhi, wenzangu watayaona. Andika hapa wakati wowote kuanza tena.'
      : 'Sawa, nimeghairi. Andika hapa wakati wowote kuanza tena.',
  nothing_to_cancel: () => 'Sawa. Siulizi chochote kwa sasa; andika hapa wakati wowote.',
  stopped: () => 'Sawa. Hatutakuandikia tena hapa. Ukibadilisha nia, tuma ANZA.',
  brought_created: ({ agent, name }) =>
    `Asante${agent ? `, ${agent}` : ''}! ${name ?? 'Mteja uliyemleta'} sasa yuko kwetu. Nitakujulisha akiwa mteja.`,
  brought_known: ({ agent, phone }) =>
    `Asante${agent ? `, ${agent}` : ''}. Namba ${phone} tayari iko kwetu, kwa hivyo huna la kufanya zaidi. Nimeweka kumbukumbu kwamba umetuambia.`,
  may_not_bring: () => 'Wateja wapya huletwa na watu wa mauzo na mawakala. Tafadhali wapelekee huyu.',

  help_prospect: ({ isp }) =>
    `Napokea ombi lako la intaneti ya ${isp}. RUKA huacha swali, RUDI hurudi nyuma, GHAIRI humaliza, MTU huita mmoja wetu, ENGLISH hubadilisha lugha, ACHA husimamisha jumbe zote.`,
  help_bringing: ({ name }) =>
    `Habari ${name}! Tuma mteja kwa mstari mmoja: ${lineExample}. Au tuma /new nikuulize hatua kwa hatua. MTU huita mmoja wetu, ENGLISH hubadilisha lugha, ACHA husimamisha jumbe zote.`,
  help_staff: ({ name }) =>
    `Habari ${name}! Nakujulisha hapa kuhusu wateja wako. MTU huita mwenzako, ENGLISH hubadilisha lugha, ACHA husimamisha jumbe zote.`,

  ...briefSw,

  group_private_only: ({ isp, link }) =>
    `Habari! Napokea maombi ya intaneti ya ${isp}, kutoka kwa mtu mmoja mmoja. Tafadhali niandikie kwenye chat ya faragha${link ? `: ${link}` : '.'}`,
  group_alerts_on: () =>
    'Kuanzia sasa nitawajulisha hapa kuhusu wateja wapya na wanaoomba kuongea na mtu. /alerts off husimamisha.',
  group_alerts_off: () => 'Sawa. Sitawajulisha tena hapa; /alerts huanzisha tena.',
  group_alerts_how: () => 'Tuma /alerts, niwajulishe hapa kuhusu wateja wapya. /alerts off husimamisha.',
  group_alerts_refused: ({ isp }) =>
    `Samahani, ni mmiliki au meneja wa ${isp} tu anayeweza kuchagua kikundi hiki, na lazima nimjue: unganisha chat yako ya faragha nami kutoka ukurasa wako kwenye admin, kisha tuma /alerts hapa tena.`,

  label_skip: () => 'Ruka',
  label_back: () => 'Rudi',
  label_cancel: () => 'Ghairi',
  label_person: () => 'Ongea na mtu',
  label_yes: () => 'Ndiyo',
  label_no: () => 'Hapana',
  label_confirm: () => 'Ndiyo, ni sawa',
  label_change: () => 'Badilisha jibu',
  label_new: () => 'Anza upya',
  label_share_contact: () => 'Tuma namba yangu',
  label_question: ({ question }) => named[question],
};
