// Words around the facts of a lead, in English and Kiswahili. None of them stands in a Kenyan name or estate.

const joining = new Set(
  (
    'hi hello hey habari hujambo mambo please tafadhali naomba kindly i am we he she they want wants need needs would like ' +
    'to get have has connect and na with for of ya wa cha is are ni my her his their yake yangu lake langu wake ' +
    'nataka anataka tunataka anahitaji nahitaji internet intaneti wifi wi-fi mtandao net fibre fiber installation connection package kifurushi plan speed ' +
    'phone number no no. me us on nipigie namba nambari simu tel mobile contact call lead customer client mteja'
  ).split(' '),
);

const bareWord = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}.-]/gu, '');
const joins = (word: string | undefined): boolean =>
  word !== undefined && (bareWord(word) === '' || joining.has(bareWord(word)) || /^[-:.]+$/.test(word));

/** `wants internet please, Jane` → `Jane`: words that only join are taken off both ends. */
export function trimFillers(text: string): string {
  const words = text.trim().split(/\s+/);
  while (words.length > 0 && joins(words.at(0))) words.shift();
  while (words.length > 0 && joins(words.at(-1))) words.pop();
  return words.join(' ').replace(/^[\s.:-]+|[\s:-]+$/g, '');
}

const nameIntro =
  /(?:^|\s)(?:(?:my|her|his|the)\s+)?(?:name(?:\s+is)?|jina(?:\s+(?:langu|lake|la\s+mteja))?(?:\s+ni)?|naitwa|anaitwa|mimi ni|i am|i'm|this is)(?:\s*[:=-]\s*|\s+)(.+)$/iu;

/** What follows "my name is", "jina lake ni", "naitwa" …; null where nobody is introduced. */
export function nameSaid(text: string): string | null {
  const name = trimFillers(nameIntro.exec(text)?.[1] ?? '');
  return name === '' ? null : name;
}

const placeIntro =
  '(?:location|place|area|eneo|mahali|lives?\\s+(?:in|at)|living\\s+(?:in|at)|stays?\\s+(?:in|at)|anaishi|naishi|anakaa|nakaa|yuko|niko|huko|from|kutoka|at|in)';
const leadingPlace = new RegExp(`^${placeIntro}(?:\\s*[:=-]\\s*|\\s+)(.+)$`, 'iu');
const innerPlace = new RegExp(`^(.+?)\\s+${placeIntro}(?:\\s*[:=-]\\s*|\\s+)(.+)$`, 'iu');

/** What follows "in", "anaishi", "location:" … at the head of a text; null where there is no such word. */
export const placeSaid = (text: string): string | null => {
  const place = trimFillers(leadingPlace.exec(text)?.[1] ?? '');
  return place === '' ? null : place;
};

/** `Jane from Kilimani` → Jane, Kilimani. */
export function splitAtPlace(text: string): { name: string; place: string } | null {
  const match = innerPlace.exec(text);
  return match && { name: trimFillers(match[1] ?? ''), place: trimFillers(match[2] ?? '') };
}
