import type { Language } from '../../domain/person.ts';
import type { Field, RequiredField } from './form.ts';

/** Everything the form page says. */
export interface JoinWords {
  title(isp: string): string;
  headline: string;
  invitation(isp: string): string;
  steps: readonly string[];
  formTitle: string;
  label: Record<Field, string>;
  hint: Partial<Record<Field, string>>;
  optional: string;
  undecided: string;
  undecidedHint: string;
  perMonth: string;
  speed(download: number, upload: number): string;
  /** The words of the consent, kept as proof just as they stand here. */
  consent(isp: string): string;
  privacy(isp: string): string;
  send: string;
  chatInstead: string;
  chat: string;
  leaveEmpty: string;
  otherLanguage: { code: Language; name: string };
  thanks: string;
  thanksMore(isp: string): string;
  chatMeanwhile: string;
  wrong: {
    summary(count: number): string;
    missing: Record<RequiredField, string>;
    phone: string;
    tooLong(most: number): string;
    unreadable: string;
    tooFast: string;
    tooOld: string;
    tooOften(seconds: number): string;
    tooMuch: string;
    away: string;
  };
}

const en: JoinWords = {
  title: (isp) => `Get internet from ${isp}`,
  headline: 'Fast internet for your home',
  invitation: (isp) => `Tell ${isp} where you live. A person calls you back and does the rest.`,
  steps: [
    'You send this form. It takes a minute.',
    'We call you and agree on a day.',
    'Our technician connects you.',
  ],
  formTitle: 'Where shall we connect you?',
  label: {
    name: 'Your name',
    phone: 'Phone number',
    place: 'Estate or building',
    unit: 'House number',
    package: 'Which package would you like?',
    isp: 'Who is your internet from now?',
    message: 'Anything we should know?',
    consent: 'Your consent',
  },
  hint: { phone: 'A mobile number, such as 0712 345 678' },
  optional: 'optional',
  undecided: 'Not sure yet',
  undecidedHint: 'We help you choose',
  perMonth: 'a month',
  speed: (download, upload) =>
    download === upload ? `${download} Mbps` : `${download} Mbps down, ${upload} up`,
  consent: (isp) =>
    `I agree that ${isp} keeps what I write here and contacts me about internet service by phone, SMS or WhatsApp. I can say STOP at any time.`,
  privacy: (isp) => `${isp} uses it for nothing else, and deletes it when you ask.`,
  send: 'Send',
  chatInstead: 'Would you rather chat?',
  chat: 'Chat with us',
  leaveEmpty: 'Leave this empty',
  otherLanguage: { code: 'sw', name: 'Kiswahili' },
  thanks: 'Thank you! We have it.',
  thanksMore: (isp) => `A person from ${isp} calls you soon, most often within one working day.`,
  chatMeanwhile: 'Is there something you would like to ask in the meantime?',
  wrong: {
    summary: (count) =>
      count === 1 ? 'One more thing before it is sent.' : `${count} more things before it is sent.`,
    missing: {
      name: 'Please tell us your name.',
      phone: 'Please tell us your phone number, so that we can call you.',
      place: 'Please tell us where you live.',
      consent: 'Please tick this box: without your consent we may not keep your number.',
    },
    phone: 'This does not look like a mobile number. Please write it like 0712 345 678.',
    tooLong: (most) => `Please use at most ${most} characters here.`,
    unreadable: 'Please write this in plain letters.',
    tooFast: 'That was quick! Please look over it once more, then press Send again.',
    tooOld: 'This page was open for a long time. Please press Send again.',
    tooOften: (seconds) => `This was sent very often from here. Please try again in ${waitEn(seconds)}.`,
    tooMuch: 'That is too much for one form. Please shorten your message.',
    away: 'We cannot take it in just now. Everything you wrote is still here: please send it again in a moment.',
  },
};

const waitEn = (seconds: number) =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;

const sw: JoinWords = {
  title: (isp) => `Pata intaneti kutoka ${isp}`,
  headline: 'Intaneti ya kasi nyumbani kwako',
  invitation: (isp) => `Iambie ${isp} unapoishi. Mmoja wetu atakupigia na kushughulikia mengine yote.`,
  steps: [
    'Tuma fomu hii. Ni dakika moja tu.',
    'Tutakupigia ili tukubaliane siku.',
    'Fundi wetu atakuunganishia.',
  ],
  formTitle: 'Tukuunganishie wapi?',
  label: {
    name: 'Jina lako',
    phone: 'Namba ya simu',
    place: 'Mtaa au jengo',
    unit: 'Namba ya nyumba',
    package: 'Ungependa kifurushi gani?',
    isp: 'Sasa unatumia intaneti ya nani?',
    message: 'Kuna jambo tunalopaswa kujua?',
    consent: 'Idhini yako',
  },
  hint: { phone: 'Namba ya simu ya mkononi, kwa mfano 0712 345 678' },
  optional: 'si lazima',
  undecided: 'Bado sijaamua',
  undecidedHint: 'Tutakusaidia kuchagua',
  perMonth: 'kwa mwezi',
  speed: (download, upload) =>
    download === upload ? `Mbps ${download}` : `Mbps ${download} kupakua, ${upload} kupakia`,
  consent: (isp) =>
    `Nakubali ${isp} ihifadhi niliyoandika hapa na iwasiliane nami kuhusu huduma ya intaneti kwa simu, SMS au WhatsApp. Ninaweza kusema ACHA wakati wowote.`,
  privacy: (isp) => `${isp} haitayatumia kwa jambo lingine, na itayafuta ukiomba.`,
  send: 'Tuma',
  chatInstead: 'Ungependa kuongea nasi kwa ujumbe?',
  chat: 'Ongea nasi',
  leaveEmpty: 'Acha hapa wazi',
  otherLanguage: { code: 'en', name: 'English' },
  thanks: 'Asante! Tumeipokea.',
  thanksMore: (isp) =>
    `Mmoja wetu kutoka ${isp} atakupigia hivi karibuni, mara nyingi ndani ya siku moja ya kazi.`,
  chatMeanwhile: 'Kuna jambo ungependa kuuliza kwa sasa?',
  wrong: {
    summary: (count) =>
      count === 1 ? 'Bado jambo moja kabla ya kutuma.' : `Bado mambo ${count} kabla ya kutuma.`,
    missing: {
      name: 'Tafadhali tuambie jina lako.',
      phone: 'Tafadhali tuambie namba yako ya simu, ili tuweze kukupigia.',
      place: 'Tafadhali tuambie unapoishi.',
      consent: 'Tafadhali weka alama hapa: bila idhini yako haturuhusiwi kuhifadhi namba yako.',
    },
    phone: 'Hii haionekani kuwa namba ya simu ya mkononi. Tafadhali iandike hivi: 0712 345 678.',
    tooLong: (most) => `Tafadhali tumia herufi ${most} au chache zaidi hapa.`,
    unreadable: 'Tafadhali andika hapa kwa herufi za kawaida.',
    tooFast: 'Umekuwa mwepesi! Tafadhali ipitie mara moja tena, kisha bonyeza Tuma.',
    tooOld: 'Ukurasa huu ulikuwa wazi kwa muda mrefu. Tafadhali bonyeza Tuma tena.',
    tooOften: (seconds) =>
      `Fomu imetumwa mara nyingi kutoka hapa. Tafadhali jaribu tena baada ya ${waitSw(seconds)}.`,
    tooMuch: 'Hiyo ni ndefu mno kwa fomu moja. Tafadhali fupisha ujumbe wako.',
    away: 'Hatuwezi kuipokea kwa sasa. Ulichoandika bado kipo: tafadhali kitume tena baada ya muda mfupi.',
  },
};

const waitSw = (seconds: number) =>
  seconds < 90 ? `sekunde ${seconds}` : `dakika ${Math.ceil(seconds / 60)}`;

export const joinWords: Record<Language, JoinWords> = { en, sw };
