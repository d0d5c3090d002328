import { encodeSentence } from '../words.ts';

export type Sentence = readonly string[];

/** A command as the simulated router understood it. */
export interface Request {
  /** The first word, such as `/ppp/secret/add`. */
  readonly command: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Query words without their question mark, in the order they came. */
  readonly queries: readonly string[];
  readonly tag: string | null;
}

/** Recorded routers put the tag second; the manual shows it last. Clients must take both. */
export type TagPosition = 'second' | 'last';

export interface Trap {
  readonly message: string;
  readonly category?: number;
}

export function readRequest([command = '', ...words]: Sentence): Request {
  const tagWord = words.find((word) => word.startsWith('.tag='));
  return {
    command,
    attributes: new Map(words.filter((word) => word.startsWith('=')).map(readAttribute)),
    queries: words.filter((word) => word.startsWith('?')).map((word) => word.slice(1)),
    tag: tagWord?.slice('.tag='.length) || null,
  };
}

function readAttribute(word: string): [name: string, value: string] {
  const end = word.indexOf('=', 1);
  return end < 0 ? [word.slice(1), ''] : [word.slice(1, end), word.slice(end + 1)];
}

export function attributeWords(row: Readonly<Record<string, string>>): string[] {
  return Object.entries(row).map(([name, value]) => `=${name}=${value}`);
}

/** Every reply ends with `!done`, also a refusal. */
export function refuse(...traps: readonly Trap[]): Sentence[] {
  const sentences = traps.map(({ message, category }) => [
    '!trap',
    ...(category === undefined ? [] : [`=category=${category}`]),
    `=message=${message}`,
  ]);
  return [...sentences, ['!done']];
}

export function withTag([word = '', ...rest]: Sentence, tag: string | null, position: TagPosition): Sentence {
  if (tag === null) return [word, ...rest];
  return position === 'second' ? [word, `.tag=${tag}`, ...rest] : [word, ...rest, `.tag=${tag}`];
}

export function encodeReply(sentences: readonly Sentence[]): Buffer {
  return Buffer.concat(sentences.map(encodeSentence));
}

const secretWord = /^=(password|response)=/;

/** What may be shown of a sentence: passwords and the answer to a challenge are taken out. */
export function withoutSecrets(words: Sentence): Sentence {
  return words.map((word) => {
    const secret = secretWord.exec(word);
    return secret ? `${secret[0]}[hidden]` : word;
  });
}
