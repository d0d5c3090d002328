import type { Language } from '../../domain/person.ts';

/** What somebody may want at every step, whatever was asked. */
export type Wish = 'skip' | 'back' | 'cancel' | 'person' | 'help' | 'new' | 'language';

const list = (words: string): ReadonlySet<string> => new Set(words.split('|'));

// All of these are compared as whole messages: "toka" in "natoka Umoja" stops nobody. Short sentences that ask to stop
// are read in asks-to-stop.ts.
const stop = list('stop|stopall|stop all|acha|ondoka|toka|sitaki|unsubscribe|zuia');
const start = list('start|start again|unstop|anza|anza tena');
const yes = list(
  "yes|y|yeah|yep|yes please|yes it is|ok|okay|correct|right|that's right|thats right|sure|fine|it's fine|its fine|it's ok|its ok|all good|perfect|ndio|ndiyo|naam|eeh|sawa|sawa sawa|sawasawa|poa|fiti|sahihi|kabisa|ni sawa|iko sawa|niko nayo|ninayo|confirm|thibitisha",
);
const no = list(
  'no|n|nope|nah|no thanks|no thank you|hapana asante|none|hapana|la|sina|hakuna|bado|zii|wrong|si sawa|not yet',
);
const change = list(
  'change|edit|correct it|fix|badilisha|badili|hariri|rekebisha|sahihisha|change something|badilisha jibu',
);
const wrongNumber = list('wrong number|sorry wrong number|wrong number sorry|namba si sahihi');
const thanks = list(
  'thanks|thank you|thank you so much|thanks a lot|ok thanks|okay thanks|ok thank you|ok|okay|great|asante|asante sana|asanteni|ahsante|shukran|sawa|ok sawa|sawa asante|poa|poa sana|thx',
);
const greetings = list(
  'hi|hello|hey|hallo|good morning|good afternoon|good evening|habari|habari yako|habari yenu|mambo|sasa|niaje|vipi|jambo|hujambo|salaam|shikamoo|salut',
);

const wishes: Record<Exclude<Wish, 'new'>, ReadonlySet<string>> = {
  skip: list(
    "skip|next|pass|ruka|pita|not sure|i don't know|i dont know|don't know|dont know|idk|sijui|sina uhakika",
  ),
  back: list('back|go back|previous|rudi|rudi nyuma|nyuma'),
  cancel: list(
    "cancel|quit|exit|ghairi|sitisha|futa|not interested|am not interested|i'm not interested|i am not interested|siko interested|sihitaji|sina haja",
  ),
  person: list(
    'person|a person|human|agent|operator|talk to a person|talk to someone|speak to someone|call me|call me back|can you call me|customer care|mtu|ongea na mtu|zungumza na mtu|nataka kuongea na mtu|niongee na mtu|kuongea na mtu|nipigie|nipigieni|mnipigie|nipigie simu|mnipigie simu|mhudumu|wakala',
  ),
  help: list('help|info|msaada|nisaidie|usaidizi'),
  language: list('language|lugha|change language|badilisha lugha'),
};

const languages: Record<Language, ReadonlySet<string>> = {
  en: list('english|in english|kiingereza|kwa kiingereza|kizungu'),
  sw: list('kiswahili|swahili|in kiswahili|in swahili|kwa kiswahili'),
};

/** Commands that are no plain word of a wish. */
const commands: Record<string, Wish> = { new: 'new', mpya: 'new', menu: 'help' };

const send = list('send|send it|yes send|yes send it|tuma|itume|ndio tuma|ndiyo tuma');
const noName =
  /^(?:hi|hello|hey|habari|mambo|niaje|(?:i|we) (?:want|need|would)|want|need|looking|how|when|who|what|where|why|please|not|wrong|am|si mimi|my (?:internet|wifi|net)|internet|intaneti|wifi|mtandao|mtakuja|nitapata|nimelipa|naweza|mnaweza|niko|kuna|nataka|tunataka|nahitaji|naomba|bei|mko|do you|can you|can i|are you)(?:\s|$)/u;
const price = /\b(?:how much|bei gani|bei ni|ni bei|ngapi)\b/u;
const lack =
  /^(?:(?:i|we) (?:don't|dont|do not) have|(?:i|we) have (?:no|none|nothing)|sina|hatuna|hakuna|nothing|none|no)(?: (?:any|one|it|yet|now|at all|internet|wifi|wi fi|provider|router|mtandao|kwa sasa|bado))*$/u;

const keyOf = <K extends string>(rows: Record<K, ReadonlySet<string>>, word: string): K | null => {
  for (const key in rows) if (rows[key].has(word)) return key;
  return null;
};

const politely = /^(?:(?:please|pls|plz|kindly|tafadhali|naomba) )+|(?: (?:please|pls|plz|tafadhali))+$/gu;
const bluntly = (word: string): string => word.replace(politely, '');

// Each takes a message as `plain` gives it.
export const isStop = (word: string): boolean => stop.has(word);
export const isStart = (word: string): boolean => start.has(word);
export const isYes = (word: string): boolean => yes.has(word);
export const isNo = (word: string): boolean => no.has(word);
/** "Tuma!" answers "shall I send it in?". */
export const isSend = (word: string): boolean => send.has(word);
/** "nataka wifi", "how are you": how nobody's name begins. */
export const isNoName = (word: string): boolean => noName.test(word);
export const asksPrice = (word: string): boolean => price.test(word);
/** "I don't have any", "sina mtandao": none, said of a thing that was asked for. */
export const isLack = (word: string): boolean => lack.test(word);
export const isWrongNumber = (word: string): boolean => wrongNumber.has(word);
export const isChange = (word: string): boolean => change.has(word) || isWrongNumber(word);
export const isThanks = (word: string): boolean => thanks.has(word);
export const isGreeting = (word: string): boolean => greetings.has(word);
export const wishOf = (word: string): Wish | null => keyOf(wishes, bluntly(word));
export const wishOfCommand = (name: string): Wish | null =>
  (Object.hasOwn(commands, name) ? commands[name] : undefined) ?? wishOf(name);
export const languageOf = (word: string): Language | null => keyOf(languages, bluntly(word));
