import { type RouterAddress, routerName } from './address.ts';
import { RouterAway, RouterRefused } from './errors.ts';
import { type Line, openLine } from './line.ts';
import { silentAfter } from './outage.ts';
import { encodeSentence } from './words.ts';

/** One row of a router's answer: property names as RouterOS spells them (`remote-address`), values as strings. */
export type Row = Readonly<Record<string, string>>;

export interface RouterSession {
  /**
   * Sends one command and waits for its whole answer. The first word is the command (`/ppp/secret/print`), the others
   * are attributes (`=name=jane`) and query words (`?name=jane`). Attributes of `!done` come as the last row, so the
   * id of an added entry is `rows[0].ret`. Commands may run side by side on one session.
   *
   * @throws RouterRefused when the router says no
   * @throws RouterAway `not_sent` on a dead session, `outcome_unknown` when the answer does not come whole and in
   *   time; the session is dead then
   */
  exec(words: readonly string[], options?: { deadlineMs?: number }): Promise<Row[]>;
  /** Ends the session; commands without an answer yet have an unknown outcome. May be called twice. */
  close(): void;
  /** Why no command can be sent any more; null while the session lives. */
  readonly dead: string | null;
  /** How many commands have been sent. */
  readonly sent: number;
}

export interface Deadlines {
  /** For the connection, the TLS handshake and the sign-in together. */
  readonly openMs: number;
  /** For each command, from sending it to the end of its answer. */
  readonly commandMs: number;
}

const defaultDeadlines: Deadlines = { openMs: 5_000, commandMs: 10_000 };

interface Command {
  readonly name: string;
  readonly rows: Row[];
  /** The first trap of the answer; a reply with several says the same thing in several ways. */
  trap: Row | null;
  readonly settle: (outcome: { rows: Row[] } | { error: Error }) => void;
}

/** @throws RouterAway `unreachable`, `tls` or `sign_in` */
export async function openSession(
  router: RouterAddress,
  deadlines: Partial<Deadlines> = {},
): Promise<RouterSession> {
  const { openMs, commandMs } = { ...defaultDeadlines, ...deadlines };
  const inFlight = new Map<string, Command>();
  const line = await openLine(router, openMs, (why) => abandon(inFlight, router, why));
  let sent = 0;
  return {
    async exec(words, { deadlineMs = commandMs } = {}) {
      const name = assertSentence(words);
      const tag = `c${sent + 1}`;
      const sentence = encodeSentence([...words, `.tag=${tag}`]);
      if (line.dead !== null)
        throw new RouterAway('not_sent', `${name} was not sent: ${routerName(router)} ${line.dead}`);
      sent += 1;
      return await ask(line, inFlight, { name, tag, sentence, deadlineMs });
    },
    close: () => line.hangUp(),
    get dead() {
      return line.dead;
    },
    get sent() {
      return sent;
    },
  };
}

/** A sentence that is none is a bug of ours; the router would take an empty word for its end and act on the rest. */
function assertSentence(words: readonly string[]): string {
  const [command, ...others] = words;
  if (!command || !/^\/\S/.test(command))
    throw new TypeError('A command for the router begins with a word like /ppp/secret/print.');
  if (others.some((word) => !/^[=?]/.test(word)))
    throw new TypeError(`A word of ${command} begins neither with = nor with ?.`);
  return command;
}

interface Question {
  readonly name: string;
  readonly tag: string;
  readonly sentence: Buffer;
  readonly deadlineMs: number;
}

function ask(
  line: Line,
  inFlight: Map<string, Command>,
  { name, tag, sentence, deadlineMs }: Question,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    // A reply that comes after its deadline could be taken for another one's, so the line goes with the command.
    const deadline = setTimeout(() => line.cut(silentAfter(name, deadlineMs)), deadlineMs);
    const settle: Command['settle'] = (outcome) => {
      clearTimeout(deadline);
      inFlight.delete(tag);
      line.forget(tag);
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.rows);
    };
    const command: Command = { name, rows: [], trap: null, settle };
    inFlight.set(tag, command);
    line.send(tag, sentence, (reply) => hearReply(command, reply));
  });
}

/** The library's own collector is passed by: it drops rows without attributes and the category of a trap. */
function hearReply(command: Command, [word, ...rest]: readonly string[]): void {
  const row = Object.fromEntries(rest.map(readAttribute));
  if (word === '!re') command.rows.push(row);
  if (word === '!trap') command.trap ??= row;
  if (word !== '!done') return;
  if (rest.length > 0) command.rows.push(row);
  command.settle(command.trap ? { error: refusal(command, command.trap) } : { rows: command.rows });
}

/** `=key=value`; the value may hold `=`, and the second `=` may be missing. */
function readAttribute(word: string): [key: string, value: string] {
  const [, key = word, value = ''] = /^=([^=]*)=?(.*)$/s.exec(word) ?? [];
  return [key, value];
}

function refusal({ name }: Command, trap: Row): RouterRefused {
  const category = trap.category === undefined ? null : Number(trap.category);
  return new RouterRefused(name, trap.message ?? 'no reason given', category);
}

function abandon(inFlight: Map<string, Command>, router: RouterAddress, why: string): void {
  for (const command of [...inFlight.values()]) {
    const unknown = `${routerName(router)} ${why} Whether it carried out ${command.name} is unknown.`;
    // A trap is a definite answer, even if the line dies before the `!done` that follows it.
    command.settle({
      error: command.trap ? refusal(command, command.trap) : new RouterAway('outcome_unknown', unknown),
    });
  }
}
