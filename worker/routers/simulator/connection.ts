import type { Socket } from 'node:net';
import { carryOut } from './commands.ts';
import { perform } from './deeds.ts';
import type { FaultList } from './faults.ts';
import type { RowStore } from './rows.ts';
import {
  encodeReply,
  type Request,
  readRequest,
  type Sentence,
  type TagPosition,
  withTag,
} from './sentences.ts';
import { type Account, answerLogin, type LoginForm, type SignIn } from './sign-in.ts';
import { listenFor, sayFatal, send } from './wire.ts';

/** What routers differ in, or what no source tells; a simulator is switched one way or the other. */
export interface Switches {
  readonly loginForm: LoginForm;
  /** RouterOS 7.18 and later say `!empty` when there is nothing to print. */
  readonly saysEmpty: boolean;
  readonly tagPosition: TagPosition;
  /** Traps carry `=category=`, or not: both have been recorded for the same message. */
  readonly saysCategory: boolean;
  readonly secretsUniqueBy: 'name' | 'name_and_service';
  /** Connections above this number are closed before their first word. RouterOS has 20. */
  readonly maxSessions: number;
  /** How long each command takes. */
  readonly delayMs: number;
}

/** A simulated router, as its connections see it. */
export interface Machine {
  readonly switches: Switches;
  readonly store: RowStore;
  readonly accounts: readonly Account[];
  readonly faults: FaultList;
  remember(words: Sentence): void;
  /** Does it then, unless the simulator has stopped. */
  later(ms: number, act: () => void): void;
}

/** One connection to a simulated router; `raw` is the TCP socket under `socket`, or the same one without TLS. */
interface Connection {
  readonly machine: Machine;
  readonly raw: Socket;
  readonly socket: Socket;
  readonly signIn: SignIn;
  strangersCommands: number;
}

/** "There is a limit on number of sentences before login", says the manual; recorded: five. */
const strangersLimit = 5;

export function serve(machine: Machine, raw: Socket, socket: Socket): void {
  const signIn = { account: null, challenge: null };
  const connection: Connection = { machine, raw, socket, signIn, strangersCommands: 0 };
  listenFor(socket, (words) => answer(connection, words));
}

function answer(connection: Connection, words: Sentence): void {
  const { machine, socket, raw } = connection;
  if (!socket.writable) return;
  machine.remember(words);
  const request = readRequest(words);
  const farewell = reasonToHangUp(connection, request);
  if (farewell !== null) {
    sayFatal(socket, farewell);
    return;
  }
  const apply = () => carryOutFor(connection, request);
  const tagged = (sentences: readonly Sentence[]) =>
    sentences.map((sentence) => withTag(sentence, request.tag, machine.switches.tagPosition));
  const fault = machine.faults.takeForCommand(words);
  const act = () => {
    if (fault) perform(fault, { socket, raw, apply, tagged, later: machine.later });
    else send(socket, encodeReply(tagged(apply())));
  };
  if (machine.switches.delayMs > 0) machine.later(machine.switches.delayMs, act);
  else act();
}

function reasonToHangUp(connection: Connection, { command }: Request): string | null {
  if (command === '/quit') return 'session terminated on request';
  if (connection.signIn.account) return null;
  connection.strangersCommands += 1;
  if (connection.strangersCommands > strangersLimit) return 'too many commands before login';
  return command === '/login' ? null : 'not logged in';
}

function carryOutFor({ machine, signIn }: Connection, request: Request): Sentence[] {
  const { store, accounts, switches } = machine;
  if (request.command === '/login') return answerLogin(accounts, switches.loginForm, signIn, request);
  const sentences = carryOut({ store, ...switches }, signIn.account?.policies ?? [], request);
  if (switches.saysCategory) return sentences;
  return sentences.map((sentence) => sentence.filter((word) => !word.startsWith('=category=')));
}
