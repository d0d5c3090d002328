import { longest } from '../../domain/lead.ts';
import { kept, type Read, saysNothing } from './reading.ts';
import { cutTo, oneLine, plain } from './tidy.ts';
import { isLack, isNo, isYes } from './vocabulary.ts';

// The makes that stand in Kenyan homes; whoever names one has a router. To the end of the line, so that the model stays.
const make =
  /(?<![\p{L}\p{N}])(?:tp-?\s?link|tenda|huawei|zte|mikrotik|ubiquiti|d-?link|netgear|linksys|asus|xiaomi|nokia|fiberhome|cudy|mercusys|totolink|v-?sol|cisco|airtel|safaricom)(?![\p{L}\p{N}]).*$/iu;
const has =
  /^(?:(?:i|we) (?:do )?have|i do|nina|ninayo|tuna|tunayo|iko|ipo|kuna|niko na|nikona|niko nayo)(?:\s|$)/u;

/** "Yes, a Tenda" is yes as well, and tells which; only "yes" is asked for its make next. */
export const readHasRouter: Read = (text) => {
  const line = oneLine(text);
  const word = plain(line);
  const head = word.split(' ')[0] ?? '';
  if (isNo(word) || isNo(head) || isLack(word)) return { told: { answers: { customerHasRouter: false } } };
  const routerType = cutTo(make.exec(line)?.[0] ?? '', longest.router);
  if (routerType) return { told: { answers: { customerHasRouter: true, routerType } } };
  const yes = isYes(word) || isYes(head) || has.test(word);
  return yes ? { told: { answers: { customerHasRouter: true } } } : null;
};

export const readRouter: Read = (text) => {
  const line = oneLine(text);
  return saysNothing(line) ? null : kept('routerType', line, longest.router);
};
