import type { Language } from '../../domain/person.ts';

/** What the page itself says; the rest comes from the conversation. */
export interface PageWords {
  title(isp: string): string;
  welcome(isp: string): string;
  invitation: string;
  begin: string;
  formInstead: string;
  write: string;
  send: string;
  leave: string;
  reload: string;
  you: string;
  tooLong(most: number): string;
  tooMuch: string;
  tooFast(seconds: number): string;
  notFromHere: string;
  away: string;
}

const en: PageWords = {
  title: (isp) => `Chat with ${isp}`,
  welcome: (isp) => `Karibu! This is ${isp}.`,
  invitation:
    'Tell us where you live and which internet you would like. It takes two minutes, and a person calls you back.',
  begin: 'Begin',
  formInstead: 'Or fill in a short form',
  write: 'Your message',
  send: 'Send',
  leave: 'Leave this chat',
  reload: 'Show new messages',
  you: 'You',
  tooLong: (most) => `Your message is longer than ${most} characters. Please send it in two or three parts.`,
  tooMuch: 'That is too much for one message. Please send a short text.',
  tooFast: (seconds) => `You write faster than we can read. Please wait ${seconds} seconds.`,
  notFromHere: 'This message did not come from our chat page. Please open the page again and write it there.',
  away: 'We cannot take messages just now. What you wrote is still in the box: please send it again in a moment.',
};

const sw: PageWords = {
  title: (isp) => `Ongea na ${isp}`,
  welcome: (isp) => `Karibu! Hapa ni ${isp}.`,
  invitation:
    'Tuambie unaishi wapi na ungependa intaneti gani. Ni dakika mbili tu, kisha mmoja wetu atakupigia.',
  begin: 'Anza',
  formInstead: 'Au jaza fomu fupi',
  write: 'Ujumbe wako',
  send: 'Tuma',
  leave: 'Toka kwenye mazungumzo haya',
  reload: 'Onyesha jumbe mpya',
  you: 'Wewe',
  tooLong: (most) => `Ujumbe wako umezidi herufi ${most}. Tafadhali utume kwa sehemu mbili au tatu.`,
  tooMuch: 'Huo ni mrefu mno kwa ujumbe mmoja. Tafadhali tuma maneno machache.',
  tooFast: (seconds) => `Unaandika haraka kuliko tunavyoweza kusoma. Tafadhali subiri sekunde ${seconds}.`,
  notFromHere: 'Ujumbe huu haukutoka kwenye ukurasa wetu. Tafadhali fungua ukurasa tena uandike hapo.',
  away: 'Hatuwezi kupokea jumbe kwa sasa. Ulichoandika bado kipo: tafadhali kitume tena baada ya muda mfupi.',
};

export const pageWords: Record<Language, PageWords> = { en, sw };
