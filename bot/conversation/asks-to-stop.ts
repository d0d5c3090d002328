import { isStop } from './vocabulary.ts';

// Who wants no more messages seldom knows that one bare word would do: "Please stop", "acha kunitumia message". Whoever is
// stopped by mistake is told how to come back; whoever is not heard complains to the regulator.

const mostWords = 6;

// Kiswahili: the stop words also begin answers ("toka Umoja", "acha nikuambie", "sitaki Zuku"), so what follows must be
// about messages.
const messages = 'message|messages|msg|sms|meseji|jumbe|ujumbe|text|texts|simu';
const around = 'zenu|yenu|zako|hizi|hii|tena|kabisa|sasa|tafadhali|please';
const written = 'kutumiwa|kuandikiwa|kupigiwa|kusumbuliwa';
const politely = '(?:please|pls|kindly|tafadhali) ';
// "Wacha" is how Nairobi says "acha".
const leaveOff = '(?:w?acha|w?acheni)';

const requests = [
  // "Stop at Yaya Centre" tells a place.
  new RegExp(`^(?:${politely})?(?:stop|unsubscribe)(?: (?!(?:in|at|near|over)\\b).+)?$`, 'u'),
  new RegExp(`^(?:${politely})?(?:remove me|take me off)\\b`, 'u'),
  new RegExp(
    `^(?:${politely})?(?:do not|don't|dont) (?:text|message|sms|contact|write to) (?:me|us)\\b`,
    'u',
  ),
  new RegExp(`^(?:${politely})?leave me alone$`, 'u'),
  new RegExp(`^(?:${politely})?(?:delete|remove|erase) my (?:number|phone|details|data)$`, 'u'),
  new RegExp(`^(?:${politely})?(?:toa|toeni|ondoa|ondoeni|futa|futeni) namba yangu$`, 'u'),
  new RegExp(`^(?:${politely})?(?:w?achana|w?achaneni) na (?:mimi|sisi)\\b`, 'u'),
  new RegExp(`^(?:${politely})?[um]si(?:ni|tu)(?:tumie|andikie|sumbue)(?: (?:${messages}|${around}))*$`, 'u'),
  new RegExp(`^(?:${politely})?${leaveOff} ku\\p{L}{2,}`, 'u'),
  new RegExp(
    `^(?:${politely})?(?:${leaveOff}|sitaki|zuia|ondoka|toka)(?: (?:${messages}|${around}|${written}))*$`,
    'u',
  ),
];
const wantsOtherwise = /\b(?:call me|nipigie|nipigieni)\b/u;

/** STOP, bare or in a short sentence without a number in it. Takes a message as `plain` gives it. */
export function asksToStop(words: string): boolean {
  if (isStop(words)) return true;
  if (words.split(' ').length > mostWords || /\d/.test(words) || wantsOtherwise.test(words)) return false;
  return requests.some((request) => request.test(words));
}
