import type { Desk } from './leads-process.ts';

type Words = Readonly<Record<string, string>>;

/** A statement as the admin sends it. */
export interface Statement {
  text: string;
  /** The parameters, with these words in place of those that the recorded request had. */
  parameters(words: Words): unknown[];
}

interface Recorder {
  /**
   * The statements that the admin sends for a request. `wordsOf` tells, from its answer, which words of this request stand in
   * their parameters and are other ones in the next.
   */
  record(ask: () => Request, wordsOf: (answer: string) => Words): Promise<Statement[]>;
}

// Between the two requests it may have been time to read the settings or the key again.
const isOfLeads = /\blead(s|_)/;

/** Asks each request twice and listens the second time: by then the admin knows the key, the settings and what else it remembers. */
export function openRecorder({ db, routes }: Desk): Recorder {
  async function hear(ask: () => Request, wordsOf: (answer: string) => Words): Promise<Statement[]> {
    const heard: { text: string; values: unknown[] }[] = [];
    await routes.fetch(ask());
    // A copy: postgres.js writes over the values as it sends them.
    db.sql.options.debug = (_connection, text, values) => void heard.push({ text, values: [...values] });
    const answer = await routes.fetch(ask());
    db.sql.options.debug = false;
    const body = await answer.text();
    if (!answer.ok) throw new Error(`The admin was to be heard and answered ${answer.status}: ${body}`);
    const words = Object.entries(wordsOf(body));
    return heard
      .filter(({ text }) => isOfLeads.test(text))
      .map(({ text, values }) => ({
        text,
        parameters: (others) =>
          values.map((value) => (typeof value === 'string' ? putInto(value, words, others) : asSent(value))),
      }));
  }

  // Objects were given as JSON; without saying so again they would be taken for arrays of PostgreSQL's.
  const asSent = (value: unknown) =>
    typeof value === 'object' && value !== null ? db.sql.json(value as never) : value;

  let turn: Promise<unknown> = Promise.resolve();
  return {
    record(ask, wordsOf) {
      // One after the other, or the statements of two requests would be taken for those of one.
      const heard = turn.then(() => hear(ask, wordsOf));
      turn = heard.catch(() => undefined);
      return heard;
    },
  };
}

const putInto = (text: string, words: readonly [string, string][], others: Words) =>
  words.reduce((filled, [name, word]) => filled.replaceAll(word, others[name] ?? word), text);
