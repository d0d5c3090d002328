import type { Socket } from 'node:net';
import type { CommandDeed } from './faults.ts';
import { encodeReply, refuse, type Sentence } from './sentences.ts';
import { sayFatal, send, sendInPieces } from './wire.ts';

/** A command whose turn has come. */
export interface Turn {
  readonly socket: Socket;
  /** The TCP socket under `socket`, or the same one without TLS. */
  readonly raw: Socket;
  /** Carries the command out and returns the true reply, without its tag. */
  apply(): Sentence[];
  tagged(sentences: readonly Sentence[]): Sentence[];
  /** Does it after so many milliseconds. */
  later(ms: number, act: () => void): void;
}

/** Carries a command out, or not, and answers it, or not, as a fault says. */
export function perform(deed: CommandDeed, turn: Turn): void {
  const answer = garbledAnswer(deed, turn);
  if (answer) send(turn.socket, answer);
  else breakOff(deed, turn);
}

/** The bytes of an answer that comes at once and is not what it should be; null for a deed of another kind. */
function garbledAnswer(deed: CommandDeed, { apply, tagged }: Turn): Buffer | null {
  switch (deed.do) {
    case 'refuse':
      return encodeReply(tagged(refuse(...deed.traps)));
    case 'untagged_reply':
      return encodeReply(apply());
    case 'unknown_reply_word':
      return encodeReply(tagged([['!surprise', '=what=nobody-knows'], ...apply()]));
    case 'duplicate_done':
      return encodeReply(tagged([...apply(), ['!done']]));
    case 'say_first': {
      const first = deed.tagged ? tagged(deed.sentences) : deed.sentences;
      return encodeReply([...first, ...tagged(apply())]);
    }
    case 'answer_bytes':
      apply();
      return deed.bytes;
    default:
      return null;
  }
}

/** Deeds of time and connection: the answer comes late, in pieces, half or not at all. */
function breakOff(deed: CommandDeed, { socket, raw, apply, tagged, later }: Turn): void {
  if (deed.do.startsWith('apply_then_') && deed.do !== 'apply_then_half_reply') apply();
  switch (deed.do) {
    case 'close':
    case 'apply_then_close':
      socket.end();
      break;
    case 'reset':
    case 'apply_then_reset':
      raw.resetAndDestroy();
      break;
    case 'apply_then_half_reply':
      socket.end(firstHalf(encodeReply(tagged(apply()))));
      break;
    case 'apply_late':
      later(deed.ms, apply);
      break;
    case 'delay': {
      const bytes = encodeReply(tagged(apply()));
      later(deed.ms, () => send(socket, bytes));
      break;
    }
    case 'split_reply':
      void sendInPieces(socket, cut(encodeReply(tagged(apply())), deed.at));
      break;
    case 'fatal':
      sayFatal(socket, deed.reason);
      break;
  }
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.ceil(bytes.length / 2));
}

function cut(bytes: Buffer, at: number | 'every_byte'): Buffer[] {
  if (at === 'every_byte') return [...bytes].map((byte) => Buffer.from([byte]));
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
