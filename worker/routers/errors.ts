/**
 * Why the router could not be asked.
 *
 * Only `outcome_unknown` may have had an effect on the router: the command left, and no whole answer came back.
 * After every other kind the router is as it was.
 */
export type AwayKind = 'unreachable' | 'tls' | 'sign_in' | 'not_sent' | 'outcome_unknown';

/** The router could not be asked. The message is a sentence for the operator and never holds a password. */
export class RouterAway extends Error {
  override readonly name = 'RouterAway';
  readonly kind: AwayKind;

  constructor(kind: AwayKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

export type RefusalReason =
  | 'already_exists'
  | 'bad_reference'
  | 'bad_value'
  | 'no_such_item'
  | 'no_such_command'
  | 'permission'
  | 'interrupted'
  | 'busy'
  | 'other';

/** The router was asked and said no; it is as it was. */
export class RouterRefused extends Error {
  override readonly name = 'RouterRefused';
  readonly reason: RefusalReason;
  /** The router's own words, verbatim. */
  readonly routerWords: string;
  /** As the manual numbers them (0 missing item or command, 1 value, 2 interrupted …). Often absent: decide nothing by it. */
  readonly category: number | null;

  constructor(command: string, routerWords: string, category: number | null) {
    const reason = readRefusal(routerWords);
    super(`${advice[reason]} It answered ${command} with "${routerWords}".`);
    this.reason = reason;
    this.routerWords = routerWords;
    this.category = category;
  }
}

/**
 * One row: words seen in traps, and what they mean. The first row that matches rules. The words differ between
 * versions and carry suffixes, so they are searched for, never compared. Collected from the manual, its REST page
 * and the sources of public clients.
 */
const meanings: readonly (readonly [words: RegExp, reason: RefusalReason])[] = [
  [/already (have|exists)/i, 'already_exists'],
  [/input does not match any value of/i, 'bad_reference'],
  [
    /invalid value|ambiguous value|value .*(out of range|must be)|unknown parameter|missing (=|value)/i,
    'bad_value',
  ],
  [/no such item/i, 'no_such_item'],
  [/no such command|no such directory|bad command/i, 'no_such_command'],
  [/not enough permissions|not allowed/i, 'permission'],
  [/interrupted/i, 'interrupted'],
  [/busy|timeout|timed out|try again/i, 'busy'],
];

export function readRefusal(routerWords: string): RefusalReason {
  return meanings.find(([words]) => words.test(routerWords))?.[1] ?? 'other';
}

const advice: Record<RefusalReason, string> = {
  already_exists: 'The router already has an entry of this name.',
  bad_reference: 'The router lacks something the entry refers to, such as its profile.',
  bad_value: 'The router does not accept one of the values.',
  no_such_item: 'The entry is not on the router any more.',
  no_such_command:
    'The router does not know this command: is its package (PPP, HotSpot) installed and enabled?',
  permission: 'The API user may not do this: its group on the router needs the policies read, write and api.',
  interrupted: 'The router broke the command off.',
  busy: 'The router is too busy to do this now.',
  other: 'The router refused.',
};
